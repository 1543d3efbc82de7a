package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What fills may cost: as the matcher says, or by what owners have traded in thirty days. */
final class Fees {

  /** What an owner traded on a day. */
  static final World.Topic<Day, Sides> TRADED =
      new World.Topic<>("volumes", Day.class, Sides.class);

  /** What all traded on a day. */
  static final World.Topic<Long, Sides> OF_ALL =
      new World.Topic<>("volume of all", Long.class, Sides.class);

  private static final int WINDOW = 30;
  private static final int TIERS = 8;
  private static final BigInteger MOST_OF_DAY = Numbers.ONE.shiftLeft(57);

  /** A day of an owner's. */
  record Day(Address owner, long day) implements Comparable<Day> {
    @Override
    public int compareTo(Day other) {
      int byOwner = owner.compareTo(other.owner);
      return byOwner != 0 ? byOwner : Long.compare(day, other.day);
    }
  }

  /** Volume by side. */
  record Sides(BigInteger maker, BigInteger taker) {
    static final Sides NONE = new Sides(Numbers.ZERO, Numbers.ZERO);

    Sides plus(Sides more) {
      return new Sides(maker.add(more.maker), taker.add(more.taker));
    }
  }

  /** Rates of an owner, in ppm. */
  record Rates(int tier, BigInteger maker, BigInteger taker) {}

  private final World world;
  private final Books books;
  private final NavigableMap<Day, Sides> before;

  /** Of a block whose commands have not begun. */
  Fees(Books books) {
    this.books = books;
    world = books.world;
    before = new TreeMap<>(world.rows(TRADED));
  }

  static long day(long timeMs) {
    return Math.floorDiv(timeMs, 24 * 3_600_000L);
  }

  private boolean byTiers() {
    return books.parameter(Parameter.FEE_POLICY, 0) == 1;
  }

  /** Forgets owners of whom nothing counted in the last block any more, the oldest first. */
  void forget() {
    NavigableMap<Day, Sides> rows = world.rows(TRADED);
    long from = day(world.lastMs) - WINDOW;
    TreeMap<Address, Long> last = new TreeMap<>();
    rows.keySet().forEach(key -> last.merge(key.owner, key.day, Math::max));
    List<Address> over =
        last.entrySet().stream()
            .filter(entry -> entry.getValue() <= from)
            .sorted(Map.Entry.comparingByValue())
            .limit(books.parameter(Parameter.FORGOTTEN_VOLUMES, 0))
            .map(Map.Entry::getKey)
            .toList();
    rows.keySet().removeIf(key -> over.contains(key.owner));
    NavigableMap<Long, Sides> all = world.rows(OF_ALL);
    if (rows.isEmpty() && !all.isEmpty() && all.lastKey() <= from) {
      all.clear();
    }
  }

  /** The rates of an owner in a block, by what was traded until the one before it. */
  static Rates rates(
      World world, long height, NavigableMap<Day, Sides> traded, long lastMs, Address owner) {
    long last = day(lastMs);
    Sides own = Sides.NONE;
    BigInteger all = Numbers.ZERO;
    for (var entry : traded.entrySet()) {
      if (Numbers.within(entry.getKey().day, last - WINDOW + 1, last)) {
        own = entry.getKey().owner.equals(owner) ? own.plus(entry.getValue()) : own;
        all = all.add(entry.getValue().maker);
      }
    }
    Rates rates =
        new Rates(
            0,
            value(world, height, Parameter.FEE_MAKER_PPM, 0),
            value(world, height, Parameter.FEE_TAKER_PPM, 0));
    for (int tier = 0; tier < TIERS; tier++) {
      BigInteger volume = value(world, height, Parameter.FEE_TIER_VOLUME, tier);
      BigInteger share = value(world, height, Parameter.FEE_TIER_SHARE_PPM, tier);
      BigInteger made = value(world, height, Parameter.FEE_TIER_MAKER_SHARE_PPM, tier);
      boolean isTier = volume.signum() + share.signum() + made.signum() > 0;
      BigInteger both = own.maker.add(own.taker);
      BigInteger least = volume.max(Numbers.floorPart(all, share));
      if (!isTier
          || both.compareTo(least) < 0
          || own.maker.compareTo(Numbers.floorPart(all, made)) < 0) {
        return rates;
      }
      rates =
          new Rates(
              tier + 1,
              value(world, height, Parameter.FEE_TIER_MAKER_PPM, tier),
              value(world, height, Parameter.FEE_TIER_TAKER_PPM, tier));
    }
    return rates;
  }

  /** How many tiers an owner has reached by what was traded until this block. */
  static int tier(World world, Address owner) {
    return rates(world, world.height, world.rows(TRADED), world.timeMs, owner).tier;
  }

  private static BigInteger value(World world, long height, Parameter parameter, int subject) {
    return Numbers.of(Governed.value(world, height, parameter, subject));
  }

  /** What a taker and a maker pay for a quote of a size, in a market with a largest rate. */
  static BigInteger[] fees(BigInteger size, BigInteger mostPpm, Rates takes, Rates makes) {
    BigInteger taker = Numbers.ceilPart(size, takes.taker.min(mostPpm));
    BigInteger maker = Numbers.ceilPart(size, makes.maker.min(mostPpm).max(mostPpm.negate()));
    return new BigInteger[] {taker, maker.max(taker.negate())};
  }

  /** Whether a fill's buyer is its taker, or its seller; null where its fees are nobody's. */
  private @Nullable Boolean buyerTakes(Command.Fill fill, BigInteger size) {
    Rates buyer = rates(world, world.height, before, world.lastMs, fill.buyer().owner());
    Rates seller = rates(world, world.height, before, world.lastMs, fill.seller().owner());
    BigInteger most = books.marketParameter(Parameter.FEE_PPM, fill.instrument());
    BigInteger ofBuyer = Numbers.of(fill.buyerFee());
    BigInteger ofSeller = Numbers.of(fill.sellerFee());
    BigInteger[] fees = fees(size, most, buyer, seller);
    if (fees[0].equals(ofBuyer) && fees[1].equals(ofSeller)) {
      return true;
    }
    fees = fees(size, most, seller, buyer);
    boolean sellerTakes = fees[0].equals(ofSeller) && fees[1].equals(ofBuyer);
    return sellerTakes ? false : null;
  }

  /** Whether a fill of a quote of that size may have its fees. */
  ResultCode check(Command.Fill fill, BigInteger size) {
    if (byTiers()) {
      return buyerTakes(fill, size) == null ? ResultCode.FEE_NOT_OF_TIER : ResultCode.OK;
    }
    BigInteger most =
        Numbers.floorPart(size, books.marketParameter(Parameter.FEE_PPM, fill.instrument()));
    BigInteger buyerFee = Numbers.of(fill.buyerFee());
    BigInteger sellerFee = Numbers.of(fill.sellerFee());
    boolean within =
        buyerFee.abs().compareTo(most) <= 0
            && sellerFee.abs().compareTo(most) <= 0
            && buyerFee.add(sellerFee).signum() >= 0;
    return within ? ResultCode.OK : ResultCode.FEE_OUT_OF_RANGE;
  }

  /** The most that somebody pays who has signed a rate. */
  BigInteger allowed(BigInteger size, BigInteger maxFeePpm) {
    return byTiers() ? Numbers.ceilPart(size, maxFeePpm) : Numbers.floorPart(size, maxFeePpm);
  }

  /** Counts a fill that paid something. */
  void count(Command.Fill fill, BigInteger size, BigInteger dollars) {
    long today = day(world.timeMs);
    Sides all = world.rows(OF_ALL).getOrDefault(today, Sides.NONE);
    BigInteger paid = Numbers.of(fill.buyerFee()).add(Numbers.of(fill.sellerFee()));
    if (!byTiers()
        || paid.signum() <= 0
        || dollars.signum() <= 0
        || all.maker.add(dollars).compareTo(MOST_OF_DAY) > 0) {
      return;
    }
    boolean buyerTakes = Boolean.TRUE.equals(buyerTakes(fill, size));
    Sides made = new Sides(dollars, Numbers.ZERO);
    Sides took = new Sides(Numbers.ZERO, dollars);
    add(fill.buyer().owner(), today, buyerTakes ? took : made);
    add(fill.seller().owner(), today, buyerTakes ? made : took);
    NavigableMap<Long, Sides> rows = world.rows(OF_ALL);
    rows.merge(today, made.plus(took), Sides::plus);
    rows.keySet().removeIf(day -> day <= today - WINDOW);
  }

  private void add(Address owner, long today, Sides more) {
    NavigableMap<Day, Sides> rows = world.rows(TRADED);
    rows.merge(new Day(owner, today), more, Sides::plus);
    rows.keySet().removeIf(key -> key.owner.equals(owner) && key.day <= today - WINDOW);
  }
}
