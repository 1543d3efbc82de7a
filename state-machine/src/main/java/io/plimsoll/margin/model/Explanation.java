package io.plimsoll.margin.model;

import io.plimsoll.fixed.Checked;
import java.util.ArrayList;
import java.util.List;

/**
 * How a requirement came about, for people. Amounts are in quanta.
 *
 * @param equity value of the account
 * @param initial initial margin
 * @param maintenance maintenance margin
 * @param components what the initial margin is made of, in the order in which it is computed
 * @param drivers for each risk unit the scenario that drives it
 * @param contributions what each position adds
 */
public record Explanation(
    long equity,
    long initial,
    long maintenance,
    List<Component> components,
    List<Driver> drivers,
    List<Contribution> contributions) {

  /** Copies the lists. */
  public Explanation {
    components = List.copyOf(components);
    drivers = List.copyOf(drivers);
    contributions = List.copyOf(contributions);
  }

  /**
   * A part of the initial margin.
   *
   * @param name standard name of the part
   * @param amount in quanta; a credit is negative
   * @param inputs what it was computed from
   */
  public record Component(String name, long amount, String inputs) {}

  /**
   * What drives one risk unit.
   *
   * @param unit number of the underlying
   * @param scenario name of the worst scenario
   * @param loss what is lost in it, in quanta; 0 where nothing is
   * @param runnerUp name of the next worst
   * @param gap by how much less is lost in that, in quanta
   */
  public record Driver(int unit, String scenario, long loss, String runnerUp, long gap) {}

  /**
   * What one position adds.
   *
   * @param instrument number of its instrument
   * @param lots signed
   * @param amount in quanta: its own requirement, or its loss in the scenario that drives its risk
   *     unit (negative where it gains)
   */
  public record Contribution(int instrument, long lots, long amount) {}

  /**
   * The same with what open orders are charged.
   *
   * @param sides which orders were taken as filled
   */
  public Explanation withOrders(long charge, String sides) {
    List<Component> more = new ArrayList<>(components);
    more.add(new Component("open orders", charge, sides));
    long total = Checked.addSaturated(initial, charge);
    return new Explanation(equity, total, maintenance, more, drivers, contributions);
  }

  /** The amount of a component, 0 where there is none of that name. */
  public long component(String name) {
    for (Component component : components) {
      if (component.name().equals(name)) {
        return component.amount();
      }
    }
    return 0;
  }
}
