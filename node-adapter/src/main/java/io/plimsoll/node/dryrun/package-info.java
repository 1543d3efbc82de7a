/**
 * What a log's accounts would have lived through with other parameters.
 *
 * <p>May import the chain, {@code node.log} and {@code node.parameters}; knows nothing of the
 * command line.
 *
 * <p>Start with {@link io.plimsoll.node.dryrun.DryRun}.
 */
@NullMarked
package io.plimsoll.node.dryrun;

import org.jspecify.annotations.NullMarked;
