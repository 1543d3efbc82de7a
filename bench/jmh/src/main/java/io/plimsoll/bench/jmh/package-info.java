/**
 * JMH suites: our kernels, numbers and blocks, the machine's own limits measured in the same run,
 * and peers on the same inputs. {@code plimsoll bench} runs them and turns them into ratios.
 *
 * <p>May import fixed-point, the kernels' public packages, state-machine, JMH and the peers'
 * libraries.
 *
 * <p>Start with {@link io.plimsoll.bench.jmh.RevalueBenchmark}, then {@link
 * io.plimsoll.bench.jmh.LimitsBenchmark}.
 */
@NullMarked
package io.plimsoll.bench.jmh;

import org.jspecify.annotations.NullMarked;
