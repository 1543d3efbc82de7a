package io.plimsoll.margin.rule;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.Wide;
import io.plimsoll.fixed.raw.Raw;

/** One requirement for losses of several risk units that do not all happen together. */
public final class Aggregation {

  /** The largest sum of losses, in quanta, for which the root is taken exactly. */
  private static final long LARGEST_SUM = 1L << 52;

  /**
   * The largest sum of losses with which 2 * 1e6 * sum fits a long, so that what each loss is
   * multiplied by is added up without a wider number.
   */
  private static final long LARGEST_PLAIN_SUM = 1L << 41;

  private static final int ONE_PPM = 1_000_000;
  private static final int ROOT_OF_PPM = 1_000;

  private final Wide square = new Wide();
  private final Wide check = new Wide();

  /** A calculator with memory of its own; it serves one caller at a time. */
  public Aggregation() {}

  /** The correlation in ppm of the losses at two indices. */
  @FunctionalInterface
  public interface Correlation {
    /** 0 to 1e6. */
    int ppm(int one, int other);
  }

  /**
   * sqrt(sum of a_i^2 + 2 * sum over pairs of rho_ij * a_i * a_j), Ceil, in quanta. Where the
   * losses add to more than 2^52 quanta (4.5 billion USD) it is their sum, which is never less.
   *
   * @param losses not negative, in quanta
   * @param count how many of them
   */
  public long root(long[] losses, int count, Correlation correlation) {
    long sum = 0;
    int nonzero = 0;
    for (int i = 0; i < count; i++) {
      sum = Checked.addSaturated(sum, losses[i]);
      nonzero += losses[i] == 0 ? 0 : 1;
    }
    if (nonzero < 2 || sum > LARGEST_SUM) {
      return sum;
    }
    square.set(0);
    for (int i = 0; i < count; i++) {
      if (losses[i] == 0) {
        continue;
      }
      if (sum <= LARGEST_PLAIN_SUM) {
        addPlain(losses, i, correlation);
      } else {
        addWide(losses, i, correlation);
      }
    }
    return ceilRootOfPpm();
  }

  /** Adds a_i * (1e6 * a_i + 2 * sum over j < i of rho_ij * a_j). */
  private void addPlain(long[] losses, int i, Correlation correlation) {
    long factor = ONE_PPM * losses[i];
    for (int j = 0; j < i; j++) {
      factor += 2L * correlation.ppm(i, j) * losses[j];
    }
    square.addProduct(factor, losses[i]);
  }

  /** Adds the same in products that each fit. */
  private void addWide(long[] losses, int i, Correlation correlation) {
    square.addProduct(ROOT_OF_PPM * losses[i], ROOT_OF_PPM * losses[i]);
    for (int j = 0; j < i; j++) {
      addPair(correlation.ppm(i, j), losses[i], losses[j]);
    }
  }

  /** Adds 2 * ppm * one * other in factors that each fit a long. */
  private void addPair(int ppm, long one, long other) {
    int thousands = ppm / ROOT_OF_PPM;
    int rest = ppm - thousands * ROOT_OF_PPM;
    for (int twice = 0; twice < 2; twice++) {
      square.addProduct(thousands * one, ROOT_OF_PPM * other);
      square.addProduct(rest * one, other);
    }
  }

  /** Ceil(sqrt(square / 1e6)) = Ceil(Ceil(sqrt(square)) / 1e3). */
  private long ceilRootOfPpm() {
    long root = square.sqrtFloor();
    check.setProduct(root, root);
    if (check.compareTo(square) < 0) {
      root++;
    }
    return Raw.ceilDiv(root, ROOT_OF_PPM);
  }
}
