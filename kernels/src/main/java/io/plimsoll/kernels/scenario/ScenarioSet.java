package io.plimsoll.kernels.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * An ordered list of scenarios, each a joint move of price and volatility with the weight at which
 * its loss counts. Immutable. The order matters: where two scenarios lose the same, the lower index
 * is named as the driver.
 */
public final class ScenarioSet {

  /** A weight, a ratio or a move of 1, in parts per million. */
  public static final int ONE_PPM = 1_000_000;

  private static final int LARGEST_MOVE_PPM = 1_000_000_000;
  private static final int MOST_SCENARIOS = 1 << 16;

  private final String[] names;
  private final int[] priceMovesPpm;
  private final int[] volMovesPpm;
  private final int[] weightsPpm;

  private ScenarioSet(Builder from) {
    int size = from.names.size();
    names = from.names.toArray(new String[size]);
    priceMovesPpm = toArray(from.priceMovesPpm);
    volMovesPpm = toArray(from.volMovesPpm);
    weightsPpm = toArray(from.weightsPpm);
  }

  private static int[] toArray(List<Integer> values) {
    int[] array = new int[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  /** The number of scenarios. */
  public int size() {
    return names.length;
  }

  /** What a person calls scenario {@code s}, for instance "-15%, vol up". */
  public String name(int s) {
    return names[s];
  }

  /** The relative move of price in scenario {@code s}, in ppm: -150000 is a fall of 15%. */
  public int priceMovePpm(int s) {
    return priceMovesPpm[s];
  }

  /** The relative move of volatility in scenario {@code s}, in ppm; 0 where it does not move. */
  public int volMovePpm(int s) {
    return volMovesPpm[s];
  }

  /** How scenario {@code s} moves a volatility. */
  public VolShock volShock(int s) {
    return volMovesPpm[s] == 0 ? VolShock.NONE : VolShock.RELATIVE;
  }

  /** The part of its profit or loss at which scenario {@code s} counts, in ppm; 1e6 is all. */
  public int weightPpm(int s) {
    return weightsPpm[s];
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
    requireWithin("rangePpm", rangePpm, 0, ONE_PPM);
    requireWithin("stepsPerSide", stepsPerSide, 1, 1_000);
    requireWithin("volUpPpm", volUpPpm, 0, LARGEST_MOVE_PPM);
    requireWithin("volDownPpm", volDownPpm, 0, ONE_PPM);
    requireWithin("extremeMovePpm", extremeMovePpm, 0, ONE_PPM);
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

  private static void requireWithin(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + "; it must be in " + least + ".." + most);
    }
  }

  /** Collects scenarios in their order. */
  public static final class Builder {

    private final List<String> names = new ArrayList<>();
    private final List<Integer> priceMovesPpm = new ArrayList<>();
    private final List<Integer> volMovesPpm = new ArrayList<>();
    private final List<Integer> weightsPpm = new ArrayList<>();

    /** An empty set. */
    public Builder() {}

    /**
     * Adds a scenario after those that are there.
     *
     * @param name what a person calls it
     * @param priceMovePpm relative move of price, in ppm, -1e6 (to nothing) to 1e9
     * @param volMovePpm relative move of volatility, in ppm, -1e6 to 1e9; 0 leaves it
     * @param weightPpm the part of the profit or loss that counts, in ppm, 0 to 1e6
     * @throws IllegalArgumentException naming the value that is out of its range
     */
    public Builder add(String name, int priceMovePpm, int volMovePpm, int weightPpm) {
      if (names.size() == MOST_SCENARIOS) {
        throw new IllegalArgumentException(
            "scenario '" + name + "' is one too many; a set holds at most " + MOST_SCENARIOS);
      }
      String of = " of scenario '" + name + "'";
      requireWithin("priceMovePpm" + of, priceMovePpm, -ONE_PPM, LARGEST_MOVE_PPM);
      requireWithin("volMovePpm" + of, volMovePpm, -ONE_PPM, LARGEST_MOVE_PPM);
      requireWithin("weightPpm" + of, weightPpm, 0, ONE_PPM);
      names.add(name);
      priceMovesPpm.add(priceMovePpm);
      volMovesPpm.add(volMovePpm);
      weightsPpm.add(weightPpm);
      return this;
    }

    /** The set of all scenarios added so far. */
    public ScenarioSet build() {
      return new ScenarioSet(this);
    }
  }
}
