package io.plimsoll.chain.process;

import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.NetCoins;
import io.plimsoll.margin.market.MarketData;

/**
 * Moves coins. A balance of a coin is a position in its instrument of kind spot. Every move leaves,
 * of each asset, balances + quote balances of inverse positions + clearing + fees equal to what was
 * brought in less what was taken out.
 *
 * <p>A balance stays within {@link #MOST} quanta in size; what a payment would bring beyond that is
 * left in the clearing balance. Ordinary prices and amounts do not come near it.
 */
final class CoinLedger {

  /** Largest size of a balance. */
  static final long MOST = 1L << 61;

  private final State state;
  private final Accounts accounts;
  private final BlockMarket blockMarket;
  private final MarketData market;
  private final Book book = new Book();
  private final NetCoins net = new NetCoins();

  CoinLedger(State state, BlockMarket market) {
    this.state = state;
    this.accounts = state.accounts();
    this.blockMarket = market;
    this.market = market.data();
  }

  /** What a subaccount holds of an asset, in its quanta; negative where it owes. */
  long balance(int handle, int asset) {
    int p = accounts.position(handle, blockMarket.assets().spotSlot(asset));
    return p < 0 ? 0 : accounts.lots(p);
  }

  /** The balance, and what positions that settle in the asset are worth in it. */
  long net(int handle, int asset) {
    int unit = state.underlyings().slotOf(state.assets().require(asset).underlying());
    accounts.shareWith(book);
    accounts.moveTo(handle, book);
    int p = book.from();
    while (p < book.to()) {
      int underlying = market.underlying()[book.instrument(p)];
      p = net.read(market, book, p);
      if (underlying == unit) {
        return net.coins();
      }
    }
    return 0;
  }

  /**
   * Gives coins to a subaccount that stand in one of its quote balances or another's, or takes
   * them; what does not fit its balance goes to clearing.
   */
  void add(int handle, int asset, long amount) {
    long rest = amount - put(handle, asset, amount);
    if (rest != 0) {
      clear(asset, rest);
    }
  }

  /** Gives coins to a subaccount out of clearing, or takes them into it. */
  void addFromClearing(int handle, int asset, long amount) {
    clear(asset, -put(handle, asset, amount));
  }

  /** Returns by how much the balance changed. */
  private long put(int handle, int asset, long amount) {
    long before = balance(handle, asset);
    long after = Math.max(-MOST, Math.min(MOST, Checked.addSaturated(before, amount)));
    accounts.setPosition(handle, blockMarket.assets().spotSlot(asset), after, 0, 0);
    return after - before;
  }

  /** Adds to a clearing balance. Only its sum with all others means anything, so it may wrap. */
  void clear(int asset, long amount) {
    if (amount != 0) {
      Rows.CoinPool row = state.coinPool(asset);
      state.setCoinPool(
          asset, new Rows.CoinPool(row.balance(), row.clearing() + amount, row.fees()));
    }
  }

  /** Brings coins in, or takes them out where the amount is negative. */
  void deposit(int handle, int asset, long amount) {
    Rows.CoinPool row = state.coinPool(asset);
    state.setCoinPool(asset, new Rows.CoinPool(row.balance() + amount, row.clearing(), row.fees()));
    add(handle, asset, amount);
  }

  /** Adds to the fees of an asset, which both sides of a fill have paid. */
  void collect(int asset, long fees) {
    if (fees != 0) {
      Rows.CoinPool row = state.coinPool(asset);
      state.setCoinPool(asset, new Rows.CoinPool(row.balance(), row.clearing(), row.fees() + fees));
    }
  }

  /** The coins of an asset beside its fees, in quanta. */
  long free(int asset) {
    Rows.CoinPool row = state.coinPool(asset);
    return row.balance() - row.fees();
  }

  /**
   * Pays or takes the funding that is due in coins, with one Floor for each coin; the funding
   * indices of the positions are the caller's to set.
   */
  void settleFunding(int handle) {
    accounts.shareWith(book);
    accounts.moveTo(handle, book);
    int p = book.from();
    int left = book.to() - p;
    while (left > 0) {
      int underlying = market.underlying()[book.instrument(p)];
      int next = net.read(market, book, p);
      left -= next - p;
      long due = net.fundingDue();
      if (due != 0) {
        int id = state.underlyings().keyOf(underlying);
        addFromClearing(handle, blockMarket.assets().ofUnderlying(id), due);
        // A first coin is a new position, which may have moved all of them.
        accounts.shareWith(book);
        accounts.moveTo(handle, book);
      }
      p = book.to() - left;
    }
  }
}
