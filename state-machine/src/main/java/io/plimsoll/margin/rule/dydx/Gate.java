package io.plimsoll.margin.rule.dydx;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The gate before withdrawals and transfers: it is closed for some blocks after an account with
 * negative net collateral was seen in a pool of one of the accounts, or after the chain stood for
 * long.
 *
 * <p>Source: subaccounts/keeper/subaccount.go and negative_tnc_subaccount.go.
 *
 * @param block the current height
 * @param blocks for how many blocks it is closed, the one in which it was seen among them
 * @param seen height at which a negative account was last seen, by pool; 0 for never
 * @param outage height of the first block after the last long outage; 0 for none
 */
public record Gate(long block, long blocks, SortedMap<Long, Long> seen, long outage) {

  /** Of the venue. */
  public static final long BLOCKS = 50;

  /** A gate that is always open. */
  public static final Gate OPEN = new Gate(0, 0, new TreeMap<>(), 0);

  /** Copies the map. */
  public Gate {
    seen = Collections.unmodifiableSortedMap(new TreeMap<>(seen));
  }

  /** Whether it is closed for updates of some accounts. */
  public Answer<Boolean> isClosed(List<Account> accounts, Markets markets) {
    long last = 0;
    for (Account account : accounts) {
      last = Math.max(last, seen.getOrDefault(Pool.of(account, markets), 0L));
    }
    return Math.max(last, outage) > block
        ? Answer.refused(Code.INVARIANT)
        : Answer.of(isRecent(block, blocks, last) || isRecent(block, blocks, outage));
  }

  /**
   * Whether a height is one of the last so many, the present one among them.
   *
   * @param height 0 for none, at most {@code block}
   */
  public static boolean isRecent(long block, long blocks, long height) {
    return height > 0 && block - height < blocks;
  }
}
