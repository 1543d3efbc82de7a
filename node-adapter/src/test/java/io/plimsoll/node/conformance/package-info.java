/**
 * Case files and the venues whose cases are run.
 *
 * <p>May import what it tests.
 *
 * <p>Start with {@code DriftVenueTest}.
 */
package io.plimsoll.node.conformance;
