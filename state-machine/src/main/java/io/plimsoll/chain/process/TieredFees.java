package io.plimsoll.chain.process;

import io.plimsoll.chain.block.FeeTerms;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.FillReader;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.State;
import io.plimsoll.chain.state.Volumes;
import io.plimsoll.margin.rule.FeeTier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fees are those of one side's tier as maker and of the other's as taker, as dYdX has them. A fill
 * does not say who is who: its fees do, and where both ways fit the seller is the maker.
 *
 * <p>A tier is known before the block: it is by what was traded in the 30 days that end with the
 * last block's, whatever happens in this one. A fill counts for both owners once it has paid a fee,
 * so trading with oneself costs what a tier asks for. Its volume is the quote in USD.
 *
 * <p>What a block's fills come to is gathered by subaccount in columns and brought into the rows of
 * owners after the last command, so that a fill makes no objects; an owner is looked up at its
 * first fill of a block.
 */
final class TieredFees implements FeePolicy {

  private final Context context;
  private final State state;
  private final Accounts accounts;

  /** The last block's day, by which tiers are, and this one's, to which volumes are added. */
  private long lastDay;

  private long today;

  /** What all have traded until {@link #lastDay}, and what all may still trade today. */
  private long all;

  private long roomToday;

  /** By handle: fees of the owner's tier, where {@link #known} is this block's number. */
  private int[] makerPpm = {};

  private int[] takerPpm = {};
  private long[] known = {};
  private long blocks;

  /** By handle: volume of this block, where the handle is among the first {@link #touched}. */
  private long[] maker = {};

  private long[] taker = {};
  private int[] handles = {};
  private int touched;

  /** Whether the buyer of the fill that was checked last is its taker. */
  private boolean buyerTakes;

  TieredFees(Context context) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
  }

  /** Starts a block after one of so many milliseconds, in which these fees hold or others. */
  void begin(long lastMs, boolean hold) {
    clear();
    lastDay = Volumes.day(lastMs);
    if (!hold) {
      return;
    }
    blocks++;
    today = Volumes.day(context.nowMs());
    Volumes.Row row = state.volumeOfAll();
    all = row == null ? 0 : row.makerUntil(lastDay);
    roomToday = Volumes.MOST_OF_DAY - (row == null ? 0 : row.maker(today));
  }

  /** A block that failed may have left what its fills came to. */
  private void clear() {
    for (int i = 0; i < touched; i++) {
      maker[handles[i]] = 0;
      taker[handles[i]] = 0;
    }
    touched = 0;
  }

  /** Forgets owners of whom nothing counted in the last block any more; others in the next one. */
  void forgetExpired() {
    Volumes.Row row = state.volumeOfAll();
    if (row != null) {
      long lastMs = lastDay * Volumes.DAY_MS;
      state.volumes().forgetExpired(lastMs, context.parameter(Parameter.FORGOTTEN_VOLUMES, 0));
      if (row.expiresMs() <= lastMs && state.volumes().rows().isEmpty()) {
        state.setVolumeOfAll(null);
      }
    }
  }

  @Override
  public ResultCode check(FillReader fill, int slot, long quote) {
    int buyer = look(find(fill, fill.buyer()));
    int seller = look(find(fill, fill.seller()));
    long size = Math.abs(quote);
    long mostPpm = mostPpm(slot);
    buyerTakes = fits(size, mostPpm, fill.buyerFee(), buyer, fill.sellerFee(), seller);
    boolean fit =
        buyerTakes || fits(size, mostPpm, fill.sellerFee(), seller, fill.buyerFee(), buyer);
    return fit ? ResultCode.OK : ResultCode.FEE_NOT_OF_TIER;
  }

  private int find(FillReader fill, int key) {
    return accounts.findOrAdd(
        fill.ownerHigh(key), fill.ownerMiddle(key), fill.ownerLow(key), fill.number(key));
  }

  /** Whether two fees are those of a taker and a maker. */
  private boolean fits(
      long size, long mostPpm, long takerFee, int takes, long makerFee, int makes) {
    long ofTaker = takerFee(size, takerPpm[takes], mostPpm);
    long ofMaker = makerFee(size, makerPpm[makes], mostPpm);
    return takerFee == ofTaker && makerFee == FeeTier.ofMaker(ofMaker, ofTaker);
  }

  /** Finds the fees of a subaccount's owner, once in a block. */
  private int look(int handle) {
    if (handle >= known.length) {
      int size = 2 * handle + 64;
      makerPpm = Arrays.copyOf(makerPpm, size);
      takerPpm = Arrays.copyOf(takerPpm, size);
      known = Arrays.copyOf(known, size);
      maker = Arrays.copyOf(maker, size);
      taker = Arrays.copyOf(taker, size);
    }
    if (known[handle] != blocks) {
      known[handle] = blocks;
      FeeTerms terms = terms(accounts.id(handle).owner());
      makerPpm[handle] = terms.makerPpm();
      takerPpm[handle] = terms.takerPpm();
    }
    return handle;
  }

  /** The tier of an owner in this block. */
  FeeTerms terms(Address owner) {
    return terms(context::parameter, state.volumes().get(owner), all, lastDay);
  }

  /** The tier of an owner in the block after the last one. */
  FeeTerms nextTerms(Address owner) {
    long day = Volumes.day(state.chain().timeMs());
    Volumes.Row row = state.volumeOfAll();
    long traded = row == null ? 0 : row.makerUntil(day);
    long height = state.chain().height() + 1;
    return terms(
        (parameter, subject) -> state.parameters().at(height, parameter, subject),
        state.volumes().get(owner),
        traded,
        day);
  }

  /** Where parameters are looked up. */
  @FunctionalInterface
  private interface Governed {
    long at(Parameter parameter, int subject);
  }

  private static FeeTerms terms(
      Governed governed, Volumes.@Nullable Row row, long traded, long day) {
    long made = row == null ? 0 : row.makerUntil(day);
    long took = row == null ? 0 : row.takerUntil(day);
    int reached = 0;
    while (reached < OrderCommands.TIERS && isMet(governed, reached, made, took, traded)) {
      reached++;
    }
    int step = reached - 1;
    long makes =
        reached == 0
            ? governed.at(Parameter.FEE_MAKER_PPM, 0)
            : governed.at(Parameter.FEE_TIER_MAKER_PPM, step);
    long takes =
        reached == 0
            ? governed.at(Parameter.FEE_TAKER_PPM, 0)
            : governed.at(Parameter.FEE_TIER_TAKER_PPM, step);
    return new FeeTerms(
        reached, Math.toIntExact(makes), Math.toIntExact(takes), made, took, traded);
  }

  private static boolean isMet(Governed governed, int step, long made, long took, long traded) {
    long volume = governed.at(Parameter.FEE_TIER_VOLUME, step);
    long sharePpm = governed.at(Parameter.FEE_TIER_SHARE_PPM, step);
    long makerSharePpm = governed.at(Parameter.FEE_TIER_MAKER_SHARE_PPM, step);
    return (volume | sharePpm | makerSharePpm) != 0
        && FeeTier.isMet(made, took, traded, volume, sharePpm, makerSharePpm);
  }

  private long mostPpm(int slot) {
    return context.parameter(Parameter.FEE_PPM, context.market.marketOf(slot));
  }

  private static long takerFee(long size, long ppm, long mostPpm) {
    return FeeTier.fee(size, Math.min(ppm, mostPpm));
  }

  private static long makerFee(long size, long ppm, long mostPpm) {
    return FeeTier.fee(size, Math.clamp(ppm, -mostPpm, mostPpm));
  }

  /** A rebate may be less than the tier's, for who is on the other side pays it. */
  @Override
  public ResultCode checkOneSide(Address owner, int slot, long quote, long fee) {
    long ofMaker = makerFee(Math.abs(quote), nextTerms(owner).makerPpm(), mostPpm(slot));
    boolean fits =
        fee == asTaker(owner, slot, quote) || fee == ofMaker || (ofMaker < fee && fee <= 0);
    return fits ? ResultCode.OK : ResultCode.FEE_NOT_OF_TIER;
  }

  @Override
  public long asTaker(Address owner, int slot, long quote) {
    return takerFee(Math.abs(quote), nextTerms(owner).takerPpm(), mostPpm(slot));
  }

  /** A fee is a Ceil, so whoever signs its rate has signed it. */
  @Override
  public long allowed(long quote, long maxFeePpm) {
    return FeeTier.fee(quote, maxFeePpm);
  }

  @Override
  public void made(FillReader fill, int slot, long quote, int buyer, int seller) {
    long dollars = context.market.inDollars(slot, Math.abs(quote));
    if (fill.buyerFee() + fill.sellerFee() <= 0 || dollars <= 0 || dollars > roomToday) {
      return;
    }
    roomToday -= dollars;
    touch(buyer);
    touch(seller);
    taker[buyerTakes ? buyer : seller] += dollars;
    maker[buyerTakes ? seller : buyer] += dollars;
  }

  private void touch(int handle) {
    if ((maker[handle] | taker[handle]) == 0) {
      if (touched == handles.length) {
        handles = Arrays.copyOf(handles, 2 * touched + 64);
      }
      handles[touched++] = handle;
    }
  }

  /** Brings what the block's fills came to into the rows of their owners. */
  void end() {
    long sum = 0;
    for (int i = 0; i < touched; i++) {
      int handle = handles[i];
      SubaccountId id = accounts.id(handle);
      Volumes.Row old = state.volumes().get(id.owner());
      state.volumes().put(id.owner(), Volumes.Row.plus(old, today, maker[handle], taker[handle]));
      sum += maker[handle];
    }
    if (touched > 0) {
      state.setVolumeOfAll(Volumes.Row.plus(state.volumeOfAll(), today, sum, sum));
      clear();
    }
  }
}
