package io.plimsoll.margin.model;

import io.plimsoll.margin.model.Assessment.Component;
import io.plimsoll.margin.model.Assessment.Contribution;
import io.plimsoll.margin.model.Assessment.Driver;
import io.plimsoll.margin.model.Assessment.Pool;
import io.plimsoll.margin.rule.Scan;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Collects what a model says of a book, part by part. */
public final class AssessmentBuilder {

  private final List<Pool> pools = new ArrayList<>();
  private final List<Component> components = new ArrayList<>();
  private final List<Driver> drivers = new ArrayList<>();
  private final List<Contribution> contributions = new ArrayList<>();
  private final List<String> parameters = new ArrayList<>();
  private final List<String> assumed = new ArrayList<>();

  /** Nothing yet. */
  public AssessmentBuilder() {}

  /** Notes a part, and gives its amount back. */
  public BigInteger part(String name, BigInteger amount, String asset, String inputs) {
    components.add(new Component(name, amount, asset, inputs));
    return amount;
  }

  /** Notes what drives a unit. */
  public void driver(String unit, Scan scan, List<String> names, String asset) {
    String runnerUp = scan.runnerUp() < 0 ? "none" : names.get(scan.runnerUp());
    drivers.add(
        new Driver(unit, names.get(scan.worst()), scan.loss(), asset, runnerUp, scan.gap()));
  }

  /** Notes what a position gains in the scenario that drives its unit. */
  public void contribution(String symbol, String unit, BigInteger gain) {
    contributions.add(new Contribution(symbol, unit, gain));
  }

  /** Notes a part of the account that pays for itself alone. */
  public void pool(Pool pool) {
    pools.add(pool);
  }

  /** Notes a set, or a part of one, that was used. */
  public void used(ParameterSet set) {
    if (!parameters.contains(set.title())) {
      parameters.add(set.title());
    }
    for (String assumption : set.assumptions()) {
      if (!assumed.contains(assumption)) {
        assumed.add(assumption);
      }
    }
  }

  /** The whole; where no pool was noted, all is one, in dollars. */
  public Assessment build(BigInteger equity, BigInteger initial, BigInteger maintenance) {
    if (pools.isEmpty()) {
      pools.add(new Pool("account", "USD", equity, initial, maintenance));
    }
    return new Assessment(
        equity,
        initial,
        maintenance,
        pools,
        components,
        drivers,
        contributions,
        parameters,
        assumed);
  }
}
