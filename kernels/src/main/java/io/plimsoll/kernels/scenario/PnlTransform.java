package io.plimsoll.kernels.scenario;

/**
 * What becomes of a scenario's profit or loss before it is compared with the others', in this
 * order: it counts at a weight; it is dampened, that is moved toward zero by an amount but not past
 * it; a gain that is left is multiplied by a factor. A revaluation applies this to the sum of a row
 * of positions: the exact sum times the weight is brought to quanta by Floor, the dampening is in
 * quanta, and the product of a gain and its factor is rounded Floor.
 *
 * @param weightPpm the part that counts, in ppm, 0 to 1e6
 * @param dampening the amount by which a profit or loss comes nearer to zero, in quanta, at least 0
 * @param gainPpm what a gain is multiplied by, in ppm, -1e6 to 1e6; with -1e6 it counts as a loss
 *     of its size
 */
public record PnlTransform(int weightPpm, long dampening, int gainPpm) {

  /** Profit or loss as it is. */
  public static final PnlTransform NONE = new PnlTransform(Ranges.ONE_PPM, 0, Ranges.ONE_PPM);

  /** Checks the ranges. */
  public PnlTransform {
    Ranges.require("weightPpm", weightPpm, 0, Ranges.ONE_PPM);
    Ranges.require("dampening", dampening, 0, Long.MAX_VALUE);
    Ranges.require("gainPpm", gainPpm, -Ranges.ONE_PPM, Ranges.ONE_PPM);
  }

  /** Only a weight. */
  public static PnlTransform weight(int weightPpm) {
    return new PnlTransform(weightPpm, 0, Ranges.ONE_PPM);
  }
}
