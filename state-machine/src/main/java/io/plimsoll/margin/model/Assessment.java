package io.plimsoll.margin.model;

import java.math.BigInteger;
import java.util.List;

/**
 * What a model says of a book, and why. Numbers have 18 decimals, in dollars where nothing else is
 * said.
 *
 * @param equity value of the account as the model counts it
 * @param initial initial margin, not negative
 * @param maintenance maintenance margin, not negative
 * @param pools parts that do not pay for one another; at least one
 * @param components what both are made of, in the order in which they are computed
 * @param drivers for each risk unit the scenario that drives it
 * @param contributions what each position gains in the scenario that drives its unit
 * @param parameters the sets that were used, each with its date and digest
 * @param assumed values of theirs that no venue publishes, each with its reason
 */
public record Assessment(
    BigInteger equity,
    BigInteger initial,
    BigInteger maintenance,
    List<Pool> pools,
    List<Component> components,
    List<Driver> drivers,
    List<Contribution> contributions,
    List<String> parameters,
    List<String> assumed) {

  /** Copies the lists. */
  public Assessment {
    pools = List.copyOf(pools);
    components = List.copyOf(components);
    drivers = List.copyOf(drivers);
    contributions = List.copyOf(contributions);
    parameters = List.copyOf(parameters);
    assumed = List.copyOf(assumed);
  }

  /**
   * A part of an account that pays for itself alone.
   *
   * @param name such as the asset that it is settled in
   * @param asset in which it is counted
   * @param equity its value
   * @param initial initial margin
   * @param maintenance maintenance margin
   */
  public record Pool(
      String name, String asset, BigInteger equity, BigInteger initial, BigInteger maintenance) {}

  /**
   * A part of a requirement or of equity.
   *
   * @param name standard name, beginning with the risk unit where it is one unit's
   * @param amount in {@code asset}; a credit is negative
   * @param asset in which it is counted
   * @param inputs what it was computed from
   */
  public record Component(String name, BigInteger amount, String asset, String inputs) {}

  /**
   * What drives one risk unit.
   *
   * @param unit name of the unit
   * @param scenario name of the worst scenario
   * @param loss what is lost in it, at least 0, in {@code asset}
   * @param asset in which it is counted
   * @param runnerUp name of the next worst
   * @param gap by how much less is lost in that
   */
  public record Driver(
      String unit,
      String scenario,
      BigInteger loss,
      String asset,
      String runnerUp,
      BigInteger gap) {}

  /**
   * What one position adds.
   *
   * @param symbol of its instrument
   * @param unit the risk unit
   * @param gain in the scenario that drives the unit, in the unit's asset
   */
  public record Contribution(String symbol, String unit, BigInteger gain) {}

  /** The asset in which a risk unit's gains and losses are counted; dollars where none is said. */
  public String assetOf(String unit) {
    for (Driver driver : drivers) {
      if (driver.unit().equals(unit)) {
        return driver.asset();
      }
    }
    return "USD";
  }

  /** The amount of a component, 0 where there is none of that name. */
  public BigInteger component(String name) {
    for (Component component : components) {
      if (component.name().equals(name)) {
        return component.amount();
      }
    }
    return BigInteger.ZERO;
  }
}
