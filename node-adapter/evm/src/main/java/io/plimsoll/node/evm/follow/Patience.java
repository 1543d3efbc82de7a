package io.plimsoll.node.evm.follow;

/**
 * How long is waited for what.
 *
 * @param pollMs from one question for a new block to the next
 * @param agreeMs that endpoints may differ about a block, or lack it while others have it
 * @param awayMs that an endpoint is left at first: 1 unit where it cannot be reached, 5 where it
 *     lags, 60 where it is of another chain, 600 where it lied
 * @param longestMs that it is left at most, a 60th of it where it only could not be reached or lags
 */
public record Patience(long pollMs, long agreeMs, long awayMs, long longestMs) {

  private static final int MOST_DOUBLINGS = 16;
  private static final int SHORTER = 60;

  /** What a node has where nobody says otherwise. */
  public static Patience usual(long pollMs) {
    return new Patience(pollMs, 15_000, 1_000, 3_600_000);
  }

  /** Milliseconds that an endpoint is left, which was left so many times before. */
  long awayMs(Endpoint.Reason why, int times) {
    int units =
        switch (why) {
          case NEW, UNREACHABLE -> 1;
          case LAGGING -> 5;
          case WRONG_CHAIN -> 60;
          case LYING -> 600;
        };
    boolean ill = why.compareTo(Endpoint.Reason.LAGGING) <= 0;
    long most = ill ? Math.max(1, longestMs / SHORTER) : longestMs;
    return Math.min(most, (awayMs * units) << Math.min(times, MOST_DOUBLINGS));
  }
}
