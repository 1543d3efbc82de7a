package io.plimsoll.kernels.batch;

import java.util.Arrays;

/**
 * For each account the tail of its profits and losses over all scenarios, in quanta: the quantile
 * with its scenario, and the expected shortfall. All follow from the values sorted by size and,
 * where they are equal, by scenario.
 *
 * <p>Accessors of columns return the arrays themselves, which may be longer than the accounts.
 */
public final class TailTable {

  private int accounts;
  private long[] quantilePnl = {};
  private int[] quantile = {};
  private long[] shortfallPnl = {};

  /** No accounts. */
  public TailTable() {}

  /** Makes room for a number of accounts; engines call it and set each. */
  public void reset(int count) {
    accounts = count;
    if (quantile.length < count) {
      quantilePnl = new long[count];
      quantile = new int[count];
      shortfallPnl = new long[count];
    }
  }

  /** Sets one account; engines call it. */
  public void set(int account, long quantilePnl, int quantile, long shortfallPnl) {
    this.quantilePnl[account] = quantilePnl;
    this.quantile[account] = quantile;
    this.shortfallPnl[account] = shortfallPnl;
  }

  /**
   * The law: sets one account from its profit or loss in each scenario.
   *
   * @param pnl from index 0, one value for each scenario
   * @param sorted the calling thread's scratch, as long as there are scenarios or longer
   */
  public void reduce(int account, long[] pnl, int scenarios, TailRule rule, long[] sorted) {
    if (scenarios == 0) {
      set(account, 0, 0, 0);
      return;
    }
    System.arraycopy(pnl, 0, sorted, 0, scenarios);
    Arrays.sort(sorted, 0, scenarios);
    int at = rule.position(scenarios);
    int equalsBefore = 0;
    while (equalsBefore < at && sorted[at - equalsBefore - 1] == sorted[at]) {
      equalsBefore++;
    }
    int scenario = 0;
    for (int left = equalsBefore; pnl[scenario] != sorted[at] || left-- > 0; ) {
      scenario++;
    }
    set(account, rule.quantile(sorted, scenarios), scenario, rule.shortfall(sorted, scenarios));
  }

  /** The number of accounts. */
  public int accounts() {
    return accounts;
  }

  /** The quantile of each account's profit or loss, in quanta; 0 without scenarios. */
  public long[] quantilePnl() {
    return quantilePnl;
  }

  /**
   * The scenario at the quantile; where it lies between two, that of the worse one; 0 without
   * scenarios.
   */
  public int[] quantile() {
    return quantile;
  }

  /** The expected shortfall of each account's profit or loss, in quanta; 0 without scenarios. */
  public long[] shortfallPnl() {
    return shortfallPnl;
  }
}
