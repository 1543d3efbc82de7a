package io.plimsoll.kernels.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * An ordered list of scenarios. Immutable. The order matters: where two scenarios lose the same,
 * the lower index is named as the driver.
 */
public final class ScenarioSet {

  /** A weight, a ratio or a move of 1, in parts per million. */
  public static final int ONE_PPM = Ranges.ONE_PPM;

  private static final int MOST_SCENARIOS = 1 << 16;

  private final Scenario[] scenarios;

  private final boolean movesAbsolutely;

  private ScenarioSet(List<Scenario> scenarios) {
    this.scenarios = scenarios.toArray(new Scenario[0]);
    boolean moves = false;
    for (Scenario scenario : scenarios) {
      moves |= scenario.priceMove() != 0;
    }
    movesAbsolutely = moves;
  }

  /** The number of scenarios. */
  public int size() {
    return scenarios.length;
  }

  /** Scenario {@code s}, all of it. */
  public Scenario get(int s) {
    return scenarios[s];
  }

  /** What a person calls scenario {@code s}, for instance "-15%, vol up". */
  public String name(int s) {
    return scenarios[s].name();
  }

  /** The relative move of price in scenario {@code s}, in ppm: -150000 is a fall of 15%. */
  public int priceMovePpm(int s) {
    return scenarios[s].priceMovePpm();
  }

  /** The absolute move of price that scenario {@code s} adds, in units of the mantissa. */
  public long priceMove(int s) {
    return scenarios[s].priceMove();
  }

  /** Whether some scenario has an absolute move of price. */
  public boolean movesAbsolutely() {
    return movesAbsolutely;
  }

  /** How scenario {@code s} moves a volatility. */
  public VolShock volShock(int s) {
    return scenarios[s].volShock();
  }

  /** The time that passes in scenario {@code s}, in milliseconds. */
  public long timeShiftMs(int s) {
    return scenarios[s].timeShiftMs();
  }

  /** The rise of the annual discount rate in scenario {@code s}, in ppm. */
  public int rateShiftPpm(int s) {
    return scenarios[s].rateShiftPpm();
  }

  /** What becomes of the profit or loss of scenario {@code s}. */
  public PnlTransform transform(int s) {
    return scenarios[s].transform();
  }

  /** The part of its profit or loss at which scenario {@code s} counts, in ppm; 1e6 is all. */
  public int weightPpm(int s) {
    return scenarios[s].transform().weightPpm();
  }

  /**
   * The generic stress matrix: price moves from {@code -rangePpm} to {@code +rangePpm} in {@code
   * stepsPerSide} equal steps on each side of 0 (each move is rangePpm * i / stepsPerSide, rounded
   * HalfEven), for each move the volatility up, unchanged and down, and after these one fall and
   * one rise by {@code extremeMovePpm} with the volatility unchanged, which count in part.
   *
   * <p>All arguments are sizes, so none is negative. {@code stressMatrix(150_000, 3, ...)} has 21
   * scenarios and the 2 extremes.
   *
   * @param rangePpm the largest regular price move, in ppm
   * @param stepsPerSide the number of steps from 0 to it, 1 to 1,000
   * @param volUpPpm the relative rise of volatility, in ppm
   * @param volDownPpm the relative fall of volatility, in ppm; at most 1e6, the whole of it
   * @param extremeMovePpm the extreme price move, in ppm; at most 1e6
   * @param extremeWeightPpm the weight of the two extremes, in ppm
   */
  public static ScenarioSet stressMatrix(
      int rangePpm,
      int stepsPerSide,
      int volUpPpm,
      int volDownPpm,
      int extremeMovePpm,
      int extremeWeightPpm) {
    Ranges.require("rangePpm", rangePpm, 0, ONE_PPM);
    Ranges.require("stepsPerSide", stepsPerSide, 1, 1_000);
    Ranges.require("volUpPpm", volUpPpm, 0, Ranges.LARGEST_PPM);
    Ranges.require("volDownPpm", volDownPpm, 0, ONE_PPM);
    Ranges.require("extremeMovePpm", extremeMovePpm, 0, ONE_PPM);
    Builder builder = new Builder();
    for (int i = -stepsPerSide; i <= stepsPerSide; i++) {
      int movePpm = divideHalfEven(rangePpm * i, stepsPerSide);
      String move = percent(movePpm);
      builder.add(move + ", vol up", movePpm, volUpPpm, ONE_PPM);
      builder.add(move + ", vol same", movePpm, 0, ONE_PPM);
      builder.add(move + ", vol down", movePpm, -volDownPpm, ONE_PPM);
    }
    String weight = ", at " + percent(extremeWeightPpm).replace("+", "") + " weight";
    builder.add(percent(-extremeMovePpm) + weight, -extremeMovePpm, 0, extremeWeightPpm);
    builder.add(percent(extremeMovePpm) + weight, extremeMovePpm, 0, extremeWeightPpm);
    return builder.build();
  }

  private static int divideHalfEven(int value, int divisor) {
    int floor = Math.floorDiv(value, divisor);
    int twice = 2 * (value - floor * divisor);
    boolean rises = twice > divisor || (twice == divisor && (floor & 1) != 0);
    return rises ? floor + 1 : floor;
  }

  /** A signed percentage without trailing zeros: -33333 is "-3.3333%", 50000 is "+5%". */
  private static String percent(int ppm) {
    int size = Math.abs(ppm);
    StringBuilder text = new StringBuilder();
    text.append(ppm > 0 ? "+" : ppm < 0 ? "-" : "").append(size / 10_000);
    int rest = size % 10_000;
    if (rest != 0) {
      String digits = Integer.toString(10_000 + rest).substring(1);
      text.append('.').append(digits.replaceAll("0+$", ""));
    }
    return text.append('%').toString();
  }

  /** Collects scenarios in their order. */
  public static final class Builder {

    private final List<Scenario> scenarios = new ArrayList<>();

    /** An empty set. */
    public Builder() {}

    /**
     * Adds a scenario after those that are there.
     *
     * @throws IllegalArgumentException where a set has no room for it
     */
    public Builder add(Scenario scenario) {
      if (scenarios.size() == MOST_SCENARIOS) {
        throw new IllegalArgumentException(
            "scenario '"
                + scenario.name()
                + "' is one too many; a set holds at most "
                + MOST_SCENARIOS);
      }
      scenarios.add(scenario);
      return this;
    }

    /**
     * Adds a scenario of relative moves after those that are there.
     *
     * @param name what a person calls it
     * @param priceMovePpm relative move of price, in ppm, -1e6 (to nothing) to 1e9
     * @param volMovePpm relative move of volatility, in ppm, -1e6 to 1e9; 0 leaves it
     * @param weightPpm the part of the profit or loss that counts, in ppm, 0 to 1e6
     * @throws IllegalArgumentException naming the value that is out of its range
     */
    public Builder add(String name, int priceMovePpm, int volMovePpm, int weightPpm) {
      String of = " of scenario '" + name + "'";
      Ranges.require("volMovePpm" + of, volMovePpm, -ONE_PPM, Ranges.LARGEST_PPM);
      Ranges.require("weightPpm" + of, weightPpm, 0, ONE_PPM);
      return add(
          Scenario.named(name)
              .priceMovePpm(priceMovePpm)
              .volShock(VolShock.relative(volMovePpm))
              .transform(PnlTransform.weight(weightPpm)));
    }

    /** The set of all scenarios added so far. */
    public ScenarioSet build() {
      return new ScenarioSet(scenarios);
    }
  }
}
