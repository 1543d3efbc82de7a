package io.plimsoll.chain.process;

import io.plimsoll.chain.state.Accounts;
import io.plimsoll.fixed.Checked;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.rule.BankruptcyPrice;

/**
 * The {@link BankruptcyPrice} of a subaccount's position.
 *
 * <p>The equity is allocated to positions by their stand-alone maintenance margins. Where these are
 * all 0 it is allocated by the sizes of the positions' values.
 *
 * <p>As in dYdX v4, with the sum of stand-alone requirements in the place of the account's.
 */
final class Bankruptcy {

  /** Largest amount, in quanta, that is counted with. */
  private static final long MOST = 1L << 60;

  private final Accounts accounts;
  private final Margining margining;
  private final MarketData market;
  private long[] standAlone = new long[16];

  Bankruptcy(Context context) {
    accounts = context.state.accounts();
    margining = context.margining;
    market = context.market.data();
  }

  /**
   * What the account takes (positive) or pays, in quanta, when its lots of an instrument change by
   * {@code lots} towards 0.
   *
   * @param accountEquity the account's, as it is before
   */
  long quote(int handle, int slot, long lots, long accountEquity) {
    long equity = within(accountEquity);
    long held = accounts.lots(accounts.position(handle, slot));
    long after = held + lots;
    long before = within(market.value(slot, held));
    long left = after == 0 ? 0 : within(market.value(slot, after));
    long total = maintenances(handle);
    if (total > 0) {
      long mine = standAlone[accounts.position(handle, slot) - accounts.from(handle)];
      long rest = after == 0 ? 0 : margining.standAlone(handle, slot, after);
      return BankruptcyPrice.quote(before, left, equity, Math.abs(mine - rest), total);
    }
    total = values(handle);
    if (total > 0) {
      return BankruptcyPrice.quote(before, left, equity, Math.abs(before) - Math.abs(left), total);
    }
    boolean all = accounts.positions(handle) == 1 && after == 0;
    return BankruptcyPrice.quote(before, left, equity, all ? 1 : 0, 1);
  }

  /** Only prices that nobody can have meant lead to amounts beyond this; sums of them fit. */
  private static long within(long amount) {
    return Math.clamp(amount, -MOST, MOST);
  }

  /** The sum of stand-alone maintenance margins, which are left in {@link #standAlone}. */
  private long maintenances(int handle) {
    int positions = accounts.positions(handle);
    if (standAlone.length < positions) {
      standAlone = new long[2 * positions];
    }
    margining.standAlone(handle, standAlone);
    long total = 0;
    for (int i = 0; i < positions; i++) {
      total = Checked.addSaturated(total, standAlone[i]);
    }
    return total;
  }

  private long values(int handle) {
    long total = 0;
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      long value = market.value(accounts.instrument(p), accounts.lots(p));
      total = Checked.addSaturated(total, Math.abs(value));
    }
    return total;
  }
}
