package io.plimsoll.margin.model;

/**
 * What a model says about an account, in quanta. Requirements are not negative; equity has a sign.
 * Mutable, so that a pass over all accounts does not allocate.
 */
public final class Requirement {

  /** The scenario or risk unit of a requirement that no scenario drives. */
  public static final int NONE = -1;

  private long equity;
  private long initial;
  private long maintenance;
  private int drivingUnit = NONE;
  private int drivingScenario = NONE;

  /** Nothing. */
  public Requirement() {}

  /**
   * Sets all.
   *
   * @param drivingUnit the risk unit that loses most, or {@link #NONE}
   * @param drivingScenario the scenario in which it does, or {@link #NONE}
   */
  public void set(
      long equity, long initial, long maintenance, int drivingUnit, int drivingScenario) {
    this.equity = equity;
    this.initial = initial;
    this.maintenance = maintenance;
    this.drivingUnit = drivingUnit;
    this.drivingScenario = drivingScenario;
  }

  /** Takes the values of another. */
  public void set(Requirement other) {
    set(other.equity, other.initial, other.maintenance, other.drivingUnit, other.drivingScenario);
  }

  /** Value of the account, in quanta, signed. */
  public long equity() {
    return equity;
  }

  /** Initial margin, in quanta. */
  public long initial() {
    return initial;
  }

  /** Maintenance margin, in quanta. */
  public long maintenance() {
    return maintenance;
  }

  /** The risk unit that loses most, or {@link #NONE}. */
  public int drivingUnit() {
    return drivingUnit;
  }

  /** The scenario in which it does, or {@link #NONE}. */
  public int drivingScenario() {
    return drivingScenario;
  }
}
