package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Assets beside USD: which there are, who has how many of their quanta, and how many an inverse
 * instrument is worth. A balance is a position in the asset's spot instrument.
 */
final class Coins {

  /** An asset; a price mantissa of 1 makes one of its quanta worth 1 / perPrice quanta of USD. */
  record Asset(String name, int exponent, int underlying, int instrument) {}

  /** What came in less what went out, what is between two sides, and fees. */
  record Purse(BigInteger balance, BigInteger clearing, BigInteger fees) {
    static final Purse EMPTY = new Purse(Numbers.ZERO, Numbers.ZERO, Numbers.ZERO);
  }

  static final World.Topic<Integer, Asset> ASSETS =
      new World.Topic<>("assets", Integer.class, Asset.class);
  static final World.Topic<Integer, Purse> PURSES =
      new World.Topic<>("coins", Integer.class, Purse.class);

  private static final BigInteger BILLION = Numbers.of(1_000_000_000);
  private static final BigInteger LARGEST_PRICE = Numbers.of(PriceRules.LARGEST_PRICE);

  private final World world;

  Coins(World world) {
    this.world = world;
  }

  /** The asset of an underlying, or -1. */
  int ofUnderlying(int underlying) {
    for (Map.Entry<Integer, Asset> entry : world.rows(ASSETS).entrySet()) {
      if (entry.getValue().underlying() == underlying) {
        return entry.getKey();
      }
    }
    return -1;
  }

  /** The asset that an inverse instrument settles in. */
  int of(int instrument) {
    return ofUnderlying(world.marketOf(instrument).underlying());
  }

  Asset asset(int id) {
    return World.Rows.require(world.rows(ASSETS), id);
  }

  Purse purse(int asset) {
    return world.rows(PURSES).getOrDefault(asset, Purse.EMPTY);
  }

  /** Adds to the parts of a purse. */
  void add(int asset, BigInteger balance, BigInteger clearing, BigInteger fees) {
    Purse old = purse(asset);
    Purse purse =
        new Purse(
            old.balance().add(balance),
            Numbers.wrapped(old.clearing().add(clearing)),
            old.fees().add(fees));
    NavigableMap<Integer, Purse> all = world.rows(PURSES);
    if (purse.equals(Purse.EMPTY)) {
      all.remove(asset);
    } else {
      all.put(asset, purse);
    }
  }

  BigInteger balance(SubaccountId id, int asset) {
    return world.lots(id, asset(asset).instrument());
  }

  /** Gives a subaccount coins; what would make them more than 2^61 in size is left in clearing. */
  void give(SubaccountId id, int asset, BigInteger amount) {
    World.PositionKey key = world.keyOf(asset(asset).instrument());
    BigInteger all = balance(id, asset).add(amount);
    BigInteger kept = Numbers.limited(all, World.BALANCE_BITS);
    World.Position changed = new World.Position(kept, Numbers.ZERO, Numbers.ZERO);
    world.put(id, world.account(id).with(key, changed));
    if (!kept.equals(all)) {
      add(asset, Numbers.ZERO, all.subtract(kept), Numbers.ZERO);
    }
  }

  /** No payment of coins is larger than 2^60. */
  static BigInteger paid(BigInteger coins) {
    return Numbers.limited(coins, 60);
  }

  /** Quanta of the coin for a price of 1 and one quantum of USD. */
  private BigInteger perPrice(int asset) {
    return Numbers.of(world.marketOf(asset(asset).instrument()).den());
  }

  /** USD quanta for coins at an index, Floor. */
  BigInteger dollars(int asset, BigInteger coins, BigInteger index) {
    return Numbers.floor(coins.multiply(index), perPrice(asset));
  }

  /** Coins for USD quanta at an index, Ceil. */
  BigInteger coins(int asset, BigInteger dollars, BigInteger index) {
    return paid(Numbers.ceil(dollars.multiply(perPrice(asset)), index));
  }

  /** The exact quotient of coins for a number of lots at a price: numerator, denominator. */
  BigInteger[] exact(int instrument, BigInteger lots, BigInteger price) {
    World.Instrument row = world.instrument(instrument);
    World.Market market = world.marketOf(instrument);
    BigInteger perPrice = perPrice(of(instrument));
    if (row.kind().isFixed()) {
      // A lot is strike quanta of USD.
      return new BigInteger[] {lots.multiply(Numbers.of(row.strike())).multiply(perPrice), price};
    }
    // A lot is num / den of USD for each unit of price; a price is 10^-9 coins for each coin.
    return new BigInteger[] {
      lots.multiply(Numbers.of(market.num())).multiply(perPrice).multiply(price),
      Numbers.of(market.den()).multiply(BILLION)
    };
  }

  /** The worth of lots in coins at a price, TowardZero: long fixed amounts owe them. */
  BigInteger worth(int instrument, BigInteger lots, BigInteger price) {
    BigInteger[] parts = exact(instrument, lots, price);
    BigInteger size = Numbers.towardZero(parts[0], parts[1]);
    return world.instrument(instrument).kind().isFixed() ? size.negate() : size;
  }

  /** An option's USD price as a price in 10^-9 coins, Floor. */
  static BigInteger optionPrice(BigInteger value, BigInteger forward) {
    return Numbers.floor(value.multiply(BILLION), forward).min(LARGEST_PRICE);
  }

  /**
   * Settles a holder's lots of an inverse instrument; the position is the caller's to remove.
   *
   * @param worth the price that settles it, of an option its intrinsic value
   * @param index the settlement price
   * @return what the position took, without funding
   */
  BigInteger settle(SubaccountId holder, int instrument, long worth, long index) {
    World.Instrument row = world.instrument(instrument);
    World.Position position =
        World.Rows.require(world.account(holder).positions(), world.keyOf(instrument));
    BigInteger price =
        row.kind().isFixed()
            ? Numbers.of(index)
            : optionPrice(Numbers.of(worth), Numbers.of(index));
    BigInteger[] parts = exact(instrument, position.lots(), price);
    BigInteger top = row.kind().isFixed() ? parts[0].negate() : parts[0];
    BigInteger value = paid(Numbers.floor(top, parts[1]));
    BigInteger due =
        Numbers.floor(
            position.lots().multiply(position.fundingIndex().subtract(row.fundingIndex())),
            Numbers.MILLION);
    BigInteger payment = position.quote().add(value);
    int asset = of(instrument);
    add(asset, Numbers.ZERO, value.add(due).negate(), Numbers.ZERO);
    give(holder, asset, payment.add(due));
    return payment;
  }
}
