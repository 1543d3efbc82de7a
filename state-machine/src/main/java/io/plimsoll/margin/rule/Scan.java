package io.plimsoll.margin.rule;

import java.math.BigInteger;
import java.util.List;

/**
 * The worst of several outcomes, and the next.
 *
 * @param worst number of the least, the first of several
 * @param worstPnl the least
 * @param runnerUp number of the least but that one, the first of several; -1 where there is one
 *     outcome alone
 * @param runnerUpPnl the least but that one; the least where there is none
 */
public record Scan(int worst, BigInteger worstPnl, int runnerUp, BigInteger runnerUpPnl) {

  /** Looks through outcomes, of which there is at least one. */
  public static Scan of(List<BigInteger> pnls) {
    int worst = 0;
    int runnerUp = -1;
    for (int i = 1; i < pnls.size(); i++) {
      if (pnls.get(i).compareTo(pnls.get(worst)) < 0) {
        runnerUp = worst;
        worst = i;
      } else if (runnerUp < 0 || pnls.get(i).compareTo(pnls.get(runnerUp)) < 0) {
        runnerUp = i;
      }
    }
    BigInteger next = runnerUp < 0 ? pnls.get(worst) : pnls.get(runnerUp);
    return new Scan(worst, pnls.get(worst), runnerUp, next);
  }

  /** What is lost in the worst, at least 0. */
  public BigInteger loss() {
    return worstPnl.negate().max(BigInteger.ZERO);
  }

  /** By how much less is lost in the next. */
  public BigInteger gap() {
    return runnerUpPnl.subtract(worstPnl);
  }
}
