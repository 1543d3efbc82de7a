/**
 * Arithmetic on bare longs that wraps and never judges; every division of longs in Plimsoll is
 * here, so that each has a named rounding.
 *
 * <p>May import {@code java.lang} alone: each operation has twins on lanes and devices.
 *
 * <p>Start reading at {@link io.plimsoll.fixed.raw.Raw}.
 */
package io.plimsoll.fixed.raw;
