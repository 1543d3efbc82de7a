package io.plimsoll.chain.process;

import io.plimsoll.chain.state.Accounts;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.market.MarketData;

/**
 * The price at which a part of a position takes its part of the account's equity with it, and so
 * leaves the rest of the account as safe or as unsafe as it was.
 *
 * <p>The equity is allocated to positions by their stand-alone maintenance margins. Where these are
 * all 0 it is allocated by the sizes of the positions' values.
 *
 * <p>Source: dYdX v4-chain, clob, bankruptcy price in quote quantums, with the sum of stand-alone
 * requirements in the place of the account's.
 */
final class Bankruptcy {

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
   * {@code lots} towards 0: -(change of the position's value) - Floor(equity * change of its
   * maintenance / sum of maintenances), differences being those of rounded values.
   *
   * @param equity the account's, as it is before
   */
  long quote(int handle, int slot, long lots, long equity) {
    long held = accounts.lots(accounts.position(handle, slot));
    long after = held + lots;
    long valueBefore = market.value(slot, held);
    long valueAfter = after == 0 ? 0 : market.value(slot, after);
    return Checked.subtract(valueBefore - valueAfter, share(handle, slot, held, after, equity));
  }

  private long share(int handle, int slot, long held, long after, long equity) {
    int positions = accounts.positions(handle);
    if (standAlone.length < positions) {
      standAlone = new long[2 * positions];
    }
    margining.standAlone(handle, standAlone);
    long total = 0;
    for (int i = 0; i < positions; i++) {
      total = Checked.addSaturated(total, standAlone[i]);
    }
    if (total > 0) {
      long before = standAlone[accounts.position(handle, slot) - accounts.from(handle)];
      long left = after == 0 ? 0 : margining.standAlone(handle, slot, after);
      return MulDiv.floor(equity, Math.abs(before - left), total);
    }
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      long value = market.value(accounts.instrument(p), accounts.lots(p));
      total = Checked.addSaturated(total, Math.abs(value));
    }
    if (total > 0) {
      long left = after == 0 ? 0 : Math.abs(market.value(slot, after));
      return MulDiv.floor(equity, Math.abs(market.value(slot, held)) - left, total);
    }
    return positions == 1 && after == 0 ? equity : 0;
  }
}
