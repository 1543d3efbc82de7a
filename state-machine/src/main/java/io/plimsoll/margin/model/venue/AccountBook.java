package io.plimsoll.margin.model.venue;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.NetCoins;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.OptionPrices;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import io.plimsoll.margin.market.BookTerms;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.rule.Equity;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An account of a chain as a book at 18 decimals. All is in it once:
 *
 * <pre>
 *   cash      = equity in dollars without coins - what options that settle in dollars are worth
 *   coins     = net coins of the underlying     - what options that settle in them are worth
 *   positions = contracts that are settled up to their marks, options at their marks
 * </pre>
 *
 * <p>so that profits, funding that is due and quote balances are where closing everything at its
 * mark would leave them, and a model that counts cash, coins and options in full counts what the
 * chain does, but for the last 18th decimals. Coins are a balance or a position as the model says.
 *
 * <p>What is made of instruments alone is kept for a block.
 */
final class AccountBook {

  /** What a quantum of 10^-6 dollars is at 18 decimals. */
  static final BigInteger QUANTUM = BigInteger.TEN.pow(12);

  /** A lot is multiplier * 10^(-6 - exponent) coins, which is this power of ten at 18 decimals. */
  private static final int COIN_POWER = 12;

  /** What a price of 10^-9 coins is at 18 decimals. */
  private static final BigInteger NANO = BigInteger.TEN.pow(9);

  private static final String DOLLAR = "USD";

  /** What begins the name of an underlying that has none of its own. */
  private static final String UNNAMED = "#";

  private static final BigInteger PPM = QUANTUM;

  /** Some tens of megabytes. */
  private static final int MOST_PRICES = 1 << 17;

  private final HoldingModel model;
  private final NetCoins net = new NetCoins();
  private final Wide scratch = new Wide();

  /** Of the market for which the columns are. */
  private @Nullable MarketData begun;

  private long resets;
  private String[] coin = {};

  /** For prices of all options of a block. */
  private OptionPrices.Room room = new OptionPrices.Room(MOST_PRICES);

  private Holdable[] known = {};
  private final TreeMap<String, OptionPrices> prices = new TreeMap<>();
  private long equity;

  /** Of an instrument in one block. */
  private record Holdable(
      boolean isCovered,
      Instrument instrument,
      Quote quote,
      OptionPrices prices,
      BigInteger num,
      BigInteger den) {

    /** Lots in coins of the underlying, TowardZero. */
    BigInteger amount(long lots) {
      return BigInteger.valueOf(lots).multiply(num).divide(den);
    }

    BigInteger value(BigInteger amount) {
      return Exact.floor(amount.multiply(quote.mark()), E18.ONE);
    }
  }

  AccountBook(HoldingModel model) {
    this.model = model;
  }

  /** Prices of the account that was read last, which all who hold an option share in a block. */
  SortedMap<String, OptionPrices> prices() {
    return prices;
  }

  /** Equity of the account that was read last, as the chain counts it, in quanta; saturates. */
  long equity() {
    return equity;
  }

  /** The name by which the model knows an underlying. */
  String coin(MarketData market, int underlying) {
    begin(market);
    return coin[underlying];
  }

  /** The number of an underlying by that name; -1 where there is none. */
  int underlying(MarketData market, String name) {
    begin(market);
    for (int unit = 0; unit < market.underlyings(); unit++) {
      if (coin[unit].equals(name)) {
        return unit;
      }
    }
    return -1;
  }

  /** The symbol of an instrument. */
  static String symbol(MarketData market, int instrument) {
    return "instrument " + market.instrumentId()[instrument];
  }

  private void begin(MarketData market) {
    if (begun == market && resets == market.resets()) {
      return;
    }
    begun = market;
    resets = market.resets();
    known = new Holdable[market.instruments()];
    room = new OptionPrices.Room(MOST_PRICES);
    coin = Arrays.copyOf(market.bookTerms().name(), market.underlyings());
    TreeMap<String, Integer> first = new TreeMap<>();
    for (int unit = 0; unit < coin.length; unit++) {
      first.merge(coin[unit], market.underlyingId()[unit], Math::min);
    }
    for (int unit = 0; unit < coin.length; unit++) {
      // Of one name the one with the least id is meant, and dollars are no coin.
      int id = market.underlyingId()[unit];
      boolean isTaken = first.getOrDefault(coin[unit], id) != id;
      boolean isDollar = coin[unit].equals(DOLLAR) || coin[unit].equals(model.cash());
      if (isTaken || isDollar || coin[unit].isEmpty() || coin[unit].startsWith(UNNAMED)) {
        coin[unit] = UNNAMED + id;
      }
    }
  }

  private Holdable holdable(MarketData market, int instrument) {
    Holdable there = known[instrument];
    if (there == null) {
      there = make(market, instrument);
      known[instrument] = there;
    }
    return there;
  }

  private Holdable make(MarketData market, int slot) {
    BookTerms terms = market.bookTerms();
    InstrumentKind kind = market.kind()[slot];
    int unit = market.underlying()[slot];
    int exponent = terms.priceExponent()[unit];
    Instrument instrument =
        new Instrument(
            symbol(market, slot),
            kind(kind),
            coin[unit],
            kind == InstrumentKind.SPOT ? DOLLAR : kind.isInverse() ? coin[unit] : model.cash(),
            terms.expiryMs()[slot],
            kind.isOption() ? price(market.strike()[slot], exponent) : BigInteger.ZERO,
            kind.isCall());
    BigInteger mark = BigInteger.valueOf(terms.price()[slot]);
    boolean isInCoins = kind.isInverse() && kind.isOption();
    Quote quote =
        new Quote(
            isInCoins ? mark.multiply(NANO) : price(terms.price()[slot], exponent),
            price(terms.forward()[slot], exponent),
            BigInteger.valueOf(terms.volPpm()[slot]).multiply(PPM));
    // An inverse future's lot is a fixed amount of dollars, in quanta where the index stands.
    boolean isFixed = kind.isFixedAmount();
    BigInteger num =
        isFixed
            ? BigInteger.valueOf(market.indexNum()[slot]).multiply(QUANTUM).multiply(E18.ONE)
            : BigInteger.valueOf(terms.multiplierNum()[slot])
                .multiply(BigInteger.TEN.pow(COIN_POWER - exponent));
    BigInteger den =
        isFixed ? quote.mark().max(BigInteger.ONE) : BigInteger.valueOf(market.den()[slot]);
    boolean isPriced = quote.mark().signum() > 0 || kind.isOption();
    boolean isCovered = isPriced && model.covers(instrument);
    return new Holdable(isCovered, instrument, quote, new OptionPrices(instrument, room), num, den);
  }

  private static Instrument.Kind kind(InstrumentKind of) {
    return switch (of) {
      case PERPETUAL, INVERSE_PERPETUAL -> Instrument.Kind.PERPETUAL;
      case FUTURE, INVERSE_FUTURE -> Instrument.Kind.FUTURE;
      case CALL, PUT, INVERSE_CALL, INVERSE_PUT -> Instrument.Kind.OPTION;
      case SPOT -> Instrument.Kind.SPOT;
    };
  }

  /** A mantissa, whose exponent is in -18..0, at 18 decimals. */
  private static BigInteger price(long mantissa, int exponent) {
    return BigInteger.valueOf(mantissa).multiply(BigInteger.TEN.pow(E18.SCALE + exponent));
  }

  /**
   * Reads an account.
   *
   * @return null where it holds or owes what the model does not cover
   * @throws IllegalArgumentException where a number is out of the range of books
   */
  @Nullable Holdings read(MarketData market, Book account) {
    begin(market);
    prices.clear();
    SortedMap<String, Balance> balances = new TreeMap<>();
    List<Position> positions = new ArrayList<>();
    SortedMap<String, BigInteger> indexes = new TreeMap<>();
    SortedMap<String, Quote> quotes = new TreeMap<>();
    long dollars = Equity.ofDollars(market, account, scratch);
    equity = dollars;
    BigInteger cash = BigInteger.valueOf(dollars).multiply(QUANTUM);
    boolean isCovered = true;
    int p = account.from();
    while (p < account.to()) {
      int unit = market.underlying()[account.instrument(p)];
      int next = end(market, account, p, unit);
      BigInteger coins = coins(market, account, p, unit);
      for (; p < next; p++) {
        int slot = account.instrument(p);
        if (market.kind()[slot] == InstrumentKind.SPOT) {
          continue;
        }
        Holdable of = holdable(market, slot);
        isCovered &= of.isCovered;
        BigInteger amount = of.amount(account.lots(p));
        if (!isCovered || amount.signum() == 0) {
          continue;
        }
        positions.add(Position.of(of.instrument, amount));
        quotes.put(of.instrument.symbol(), of.quote);
        if (of.instrument.isOption()) {
          prices.put(of.instrument.symbol(), of.prices);
        }
        if (of.instrument.isInverse() && of.instrument.isOption()) {
          coins = coins.subtract(of.value(amount));
        } else if (of.instrument.isOption()) {
          cash = cash.subtract(of.value(amount));
        }
      }
      BigInteger index =
          price(market.bookTerms().index()[unit], market.bookTerms().priceExponent()[unit]);
      if (index.signum() > 0) {
        indexes.put(coin[unit], index);
        isCovered &= addCoins(market, unit, coins, balances, positions, quotes);
      }
    }
    indexes.put(model.cash(), E18.ONE);
    isCovered &= model.countsCash() || cash.signum() >= 0;
    balances.put(model.cash(), balance(cash));
    return isCovered
        ? new Holdings(
            market.bookTerms().timeMs(), balances, positions, indexes, quotes, new TreeMap<>())
        : null;
  }

  /** What is held, or owed where it is negative. */
  private static Balance balance(BigInteger net) {
    return net.signum() < 0
        ? new Balance(BigInteger.ZERO, net.negate())
        : new Balance(net, BigInteger.ZERO);
  }

  private static int end(MarketData market, Book account, int from, int unit) {
    int next = from;
    while (next < account.to() && market.underlying()[account.instrument(next)] == unit) {
      next++;
    }
    return next;
  }

  /** Net coins of an underlying, at 18 decimals; adds their value to the equity. */
  private BigInteger coins(MarketData market, Book account, int p, int unit) {
    if (market.spot(unit) == MarketData.NO_SPOT) {
      return BigInteger.ZERO;
    }
    net.read(market, account, p);
    if (net.coins() == 0) {
      return BigInteger.ZERO;
    }
    equity = Checked.addSaturated(equity, market.coinValue(unit, net.coins()));
    return holdable(market, market.spot(unit)).amount(net.coins());
  }

  /** Returns whether the model takes them, where they are owed. */
  private boolean addCoins(
      MarketData market,
      int unit,
      BigInteger coins,
      SortedMap<String, Balance> balances,
      List<Position> positions,
      SortedMap<String, Quote> quotes) {
    if (coins.signum() == 0) {
      return true;
    }
    switch (model.coins(coin[unit])) {
      case NOTHING -> {
        return coins.signum() > 0;
      }
      case COLLATERAL -> balances.put(coin[unit], balance(coins));
      case RISK -> {
        Holdable spot = holdable(market, market.spot(unit));
        positions.add(Position.of(spot.instrument, coins));
        quotes.put(spot.instrument.symbol(), spot.quote);
      }
    }
    return true;
  }
}
