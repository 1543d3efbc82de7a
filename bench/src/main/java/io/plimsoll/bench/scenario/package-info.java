/**
 * What a simulation is about: a YAML file that names prices, markets, options, margin parameters, a
 * population and the depth of books, read exactly and held in immutable records.
 *
 * <p>May import {@code io.plimsoll.bench.price} and the YAML parser's events; knows no chain.
 *
 * <p>Start reading at {@link io.plimsoll.bench.scenario.Scenario}, then {@link
 * io.plimsoll.bench.scenario.MarketFeed}, which puts a scenario and a table of prices together.
 */
@NullMarked
package io.plimsoll.bench.scenario;

import org.jspecify.annotations.NullMarked;
