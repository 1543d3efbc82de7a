package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Standing;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.fixed.Checked;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.rule.DeleveragingScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The policies by the value of {@link Parameter#DELEVERAGING_POLICY}. */
final class DeleveragingPolicies {

  private static final int RANKED = 1;
  static final int HYPERLIQUID = 2;
  private static final int DYDX = 3;

  private final Context context;
  private final Accounts accounts;
  private final MarketData market;
  private final Bankruptcy bankruptcy;

  DeleveragingPolicies(Context context) {
    this.context = context;
    accounts = context.state.accounts();
    market = context.market.data();
    bankruptcy = new Bankruptcy(context);
  }

  /** The block's policy; null where nothing is deleveraged. */
  @Nullable DeleveragingPolicy ofBlock() {
    return switch ((int) context.parameter(Parameter.DELEVERAGING_POLICY, 0)) {
      case RANKED -> new Ranked();
      case HYPERLIQUID -> new Hyperliquid();
      case DYDX -> new Dydx();
      default -> null;
    };
  }

  /** A holder on its way into the order. */
  private record Entry(int handle, DeleveragingScore score, long entry) {}

  private List<Entry> entries(int slot, boolean longs, boolean solvent) {
    List<Entry> found = new ArrayList<>();
    for (int handle = 0; handle < accounts.slots(); handle++) {
      int p = accounts.position(handle, slot);
      if (p >= 0
          && accounts.lots(p) > 0 == longs
          && (!solvent || context.margining.equity(handle) > 0)) {
        found.add(entry(handle, p, slot));
      }
    }
    return found;
  }

  /** An option's profit ratio is 1, since its premium was paid in cash. */
  private Entry entry(int handle, int p, int slot) {
    boolean inverse = market.kind()[slot].isInverse();
    long lots = accounts.lots(p);
    long value = magnitude(inverse ? market.coins(slot, lots) : market.value(slot, lots));
    long paid = magnitude(accounts.quote(p));
    boolean linear = market.kind()[slot].isLinear();
    // Coins bought dear are few, so a long inverse gains where they become fewer.
    boolean gainsAbove = lots > 0 != inverse;
    long above = linear ? (gainsAbove ? value : paid) : 1;
    long below = linear ? (gainsAbove ? paid : value) : 1;
    long notional = market.notional(slot, accounts.lots(p));
    long equity = context.margining.equity(handle);
    return new Entry(handle, new DeleveragingScore(above, below, notional, equity), paid);
  }

  private static long magnitude(long amount) {
    return amount < 0 ? Checked.subtractSaturated(0, amount) : amount;
  }

  private List<DeleveragingPolicy.Holder> ranked(
      int slot, List<Entry> entries, Comparator<Entry> order, boolean scored) {
    entries.sort(
        order.thenComparing((one, other) -> accounts.compareKeys(one.handle, other.handle)));
    List<DeleveragingPolicy.Holder> holders = new ArrayList<>();
    for (Entry of : entries) {
      long lots = accounts.lots(accounts.position(of.handle, slot));
      holders.add(
          new DeleveragingPolicy.Holder(
              of.handle,
              new Standing(
                  holders.size() + 1,
                  entries.size(),
                  scored ? of.score.ppm() : 0,
                  Math.abs(market.value(slot, lots)),
                  of.entry,
                  of.score.notional(),
                  of.score.equity())));
    }
    return holders;
  }

  /** The house's: by the score in ppm, at the bankruptcy price, none below its maintenance. */
  private final class Ranked implements DeleveragingPolicy {
    @Override
    public List<Holder> holders(int slot, boolean longs) {
      Comparator<Entry> byScore = Comparator.comparingLong(of -> of.score.ppm());
      return ranked(slot, entries(slot, longs, true), byScore.reversed(), true);
    }

    @Override
    public long dollars(int handle, int slot, long lots, long equity) {
      return bankruptcy.quote(handle, slot, lots, equity);
    }

    @Override
    public boolean bears(int holder, Requirement before, Requirement after) {
      return after.equity() >= 0 && !context.margining.model(holder).isLiquidatable(after);
    }
  }

  /** Hyperliquid's: by the exact score, at the last block's mark. */
  private final class Hyperliquid implements DeleveragingPolicy {
    @Override
    public List<Holder> holders(int slot, boolean longs) {
      Comparator<Entry> byScore = (one, other) -> other.score.compareExact(one.score);
      return ranked(slot, entries(slot, longs, true), byScore, true);
    }

    @Override
    public long dollars(int handle, int slot, long lots, long equity) {
      long last = context.state.aside(context.state.instruments().keyOf(slot)).previousMark();
      // Nobody trades at an absurd price, at which the lots are worth more than pools may hold.
      boolean counts = last > 0 && context.market.quote(slot, Math.abs(lots), last) <= Limits.POOL;
      long price = counts ? last : context.market.mark(slot);
      long traded = context.market.quote(slot, Math.abs(lots), price);
      long dust = lots < 0 ? 0 : context.market.dust(slot, lots, price);
      long paid = Checked.addSaturated(traded, dust);
      return Ledger.within(
          context.market.inDollars(slot, lots < 0 ? traded : Checked.negate(paid)));
    }

    @Override
    public boolean bears(int holder, Requirement before, Requirement after) {
      return after.equity() >= 0;
    }
  }

  /** dYdX's: not ranked, at the bankruptcy price; the holder must be allowed the update. */
  private final class Dydx implements DeleveragingPolicy {
    @Override
    public List<Holder> holders(int slot, boolean longs) {
      Comparator<Entry> byKey = Comparator.comparing(Entry::handle, accounts::compareKeys);
      return ranked(slot, entries(slot, longs, false), byKey, false);
    }

    @Override
    public long start() {
      long start = context.parameter(Parameter.DELEVERAGING_START, 0);
      long stride = context.parameter(Parameter.DELEVERAGING_STRIDE, 0);
      long moved = Checked.multiplySaturated(stride, context.height());
      return Checked.addSaturated(start, moved);
    }

    @Override
    public long dollars(int handle, int slot, long lots, long equity) {
      return bankruptcy.quote(handle, slot, lots, equity);
    }

    @Override
    public boolean bears(int holder, Requirement before, Requirement after) {
      return context.margining.model(holder).permits(before, after);
    }
  }
}
