package io.plimsoll.margin.book;

/** Initial margin fractions that an account's holder has set for markets: one over its leverage. */
public final class OwnFractions {

  private final int[] market;
  private final int[] ppm;

  /**
   * Takes the columns, without copying.
   *
   * @param market ids, each once
   * @param ppm the fraction of each, in ppm
   */
  public OwnFractions(int[] market, int[] ppm) {
    this.market = market;
    this.ppm = ppm;
  }

  /** The fraction of a market, in ppm; 0 where none was set. */
  public int ppm(int of) {
    for (int i = 0; i < market.length; i++) {
      if (market[i] == of) {
        return ppm[i];
      }
    }
    return 0;
  }
}
