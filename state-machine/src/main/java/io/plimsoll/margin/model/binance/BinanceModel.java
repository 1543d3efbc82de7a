package io.plimsoll.margin.model.binance;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.holding.Valued;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.AssessmentBuilder;
import io.plimsoll.margin.model.Headroom;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.model.Property;
import io.plimsoll.margin.model.Terms;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.MarginalTiers;
import io.plimsoll.margin.rule.NotionalTiers;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Binance's portfolio margin, in dollars:
 *
 * <pre>
 *   equity      = sum over coins of min(x * index * rate, x * index) - open loss
 *   maintenance = sum of futures' margins + sum of loan * rate of loans
 *   uniMMR      = equity / maintenance
 * </pre>
 *
 * <p>where x is a coin's balance, less its loan, with its futures' profit: what is owed is not
 * helped by a rate. The initial margin is the equity at which the account may still take on risk.
 */
public final class BinanceModel implements HoldingModel {

  /** Eight decimals, of numbers with 36. */
  private static final BigInteger CUT = BigInteger.TEN.pow(36 - 8);

  private static final BigInteger EIGHT = BigInteger.TEN.pow(18 - 8);

  /** More 18th decimals of a dollar than the model's own roundings come to. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000_000);

  private final ParameterSet set;

  /** A model with one set for all coins. */
  public BinanceModel(ParameterSet set) {
    this.set = set;
  }

  @Override
  public String name() {
    return "binance";
  }

  @Override
  public Set<Property> properties() {
    return EnumSet.of(Property.ORDER_INDEPENDENT);
  }

  @Override
  public Terms terms() {
    return Terms.any(
        "gains, losses and balances pay for one another; margins are added",
        "hedges between contracts, options");
  }

  @Override
  public ParameterSet parameters() {
    return set;
  }

  @Override
  public boolean covers(Instrument instrument) {
    return !instrument.isOption()
        && instrument.kind() != Instrument.Kind.SPOT
        && set.has("tiers_" + instrument.underlying() + (instrument.isInverse() ? "_coin" : ""));
  }

  @Override
  public Coins coins(String coin) {
    return set.has("collateral_" + coin) ? Coins.COLLATERAL : Coins.NOTHING;
  }

  @Override
  public String cash() {
    return "USDT";
  }

  /** The maintenance margin times the ratio at which the venue liquidates, Ceil. */
  @Override
  public BigInteger toStay(Holdings book, Assessment of) {
    return Exact.ceil(of.maintenance().multiply(set.natural("liquidation_ratio")), E18.ONE);
  }

  @Override
  public Assessment assess(Valued book) {
    Holdings holdings = book.holdings();
    AssessmentBuilder out = new AssessmentBuilder();
    out.used(set);
    SortedMap<String, BigInteger> amounts = new TreeMap<>();
    BigInteger maintenance = BigInteger.ZERO;
    for (Map.Entry<String, Balance> entry : holdings.balances().entrySet()) {
      amounts.merge(entry.getKey(), entry.getValue().net(), BigInteger::add);
      BigInteger loan = entry.getValue().borrowed();
      if (loan.signum() > 0) {
        maintenance = maintenance.add(loan(out, holdings, entry.getKey(), loan));
      }
    }
    for (Revaluation at : book.positions()) {
      Instrument instrument = at.position().instrument();
      if (instrument.isOption()) {
        throw new IllegalArgumentException(instrument.symbol() + " is not covered: an option");
      }
      if (instrument.kind() == Instrument.Kind.SPOT) {
        throw new IllegalArgumentException(
            instrument.symbol() + " is not covered as a position: coins are balances");
      }
      amounts.merge(instrument.settlement(), at.profit(), BigInteger::add);
      maintenance = maintenance.add(futures(out, holdings, at));
    }
    BigInteger equity = BigInteger.ZERO;
    for (Map.Entry<String, BigInteger> entry : amounts.entrySet()) {
      equity = equity.add(equity(out, holdings, entry.getKey(), entry.getValue()));
    }
    BigInteger loss = out.part("open loss", holdings.charge("open_loss"), "USD", "of the book");
    equity = equity.subtract(loss);
    if (maintenance.signum() > 0) {
      BigInteger ratio = Exact.floor(equity.multiply(E18.ONE), maintenance);
      out.part("uniMMR", ratio, "", "equity / maintenance margin");
    }
    BigInteger open = set.natural("open_ratio");
    BigInteger initial = Exact.ceil(maintenance.multiply(open), E18.ONE);
    return out.build(equity, initial, maintenance);
  }

  private BigInteger loan(AssessmentBuilder out, Holdings holdings, String coin, BigInteger loan) {
    BigInteger margin = Exact.ceil(loan.multiply(set.natural("loan_rate")), E18.ONE);
    BigInteger dollars = Exact.ceil(margin.multiply(holdings.index(coin)), E18.ONE);
    return out.part(coin + " loan margin", dollars, "USD", "loan of " + E18.text(loan));
  }

  private BigInteger futures(AssessmentBuilder out, Holdings holdings, Revaluation at) {
    Instrument instrument = at.position().instrument();
    BigInteger size = at.position().amount().abs();
    boolean inverse = instrument.isInverse();
    BigInteger notional = inverse ? size : Exact.floor(size.multiply(at.quote().mark()), E18.ONE);
    NotionalTiers tiers = tiers(instrument.underlying() + (inverse ? "_coin" : ""));
    BigInteger margin = margin(tiers, notional);
    BigInteger dollars =
        Exact.ceil(margin.multiply(holdings.index(instrument.settlement())), E18.ONE);
    return out.part(
        instrument.symbol() + " margin",
        dollars,
        "USD",
        E18.text(margin) + " " + instrument.settlement());
  }

  /** The maintenance margin of a notional, cut after eight decimals. */
  static BigInteger margin(NotionalTiers tiers, BigInteger notional) {
    return tiers.exact(notional).divide(CUT).multiply(EIGHT);
  }

  private NotionalTiers tiers(String underlying) {
    List<NotionalTiers.Tier> tiers = new ArrayList<>();
    for (List<@Nullable BigInteger> row : set.table("tiers_" + underlying, 3)) {
      BigInteger floor = row.get(0);
      BigInteger rate = row.get(1);
      BigInteger amount = row.get(2);
      if (floor == null || rate == null || amount == null) {
        throw new IllegalArgumentException("tiers of " + underlying + " must be numbers");
      }
      tiers.add(new NotionalTiers.Tier(floor, rate, amount));
    }
    return new NotionalTiers(tiers);
  }

  private BigInteger equity(
      AssessmentBuilder out, Holdings holdings, String coin, BigInteger amount) {
    BigInteger counted =
        amount.signum() > 0 ? set.tiers("collateral_" + coin).floor(amount).min(amount) : amount;
    BigInteger dollars = Exact.floor(counted.multiply(holdings.index(coin)), E18.ONE);
    return out.part(coin + " equity", dollars, "USD", E18.text(amount) + " " + coin);
  }

  @Override
  public Headroom headroom(Holdings book, String coin) {
    assess(book);
    Moving moving = new Moving(book, coin);
    BigInteger ratio = set.natural("liquidation_ratio");
    Band loss = Band.constant(book.charge("open_loss"));
    return over -> {
      Band needed = maintenance(over, moving).times(ratio);
      return equity(over, moving).minus(loss).minus(needed).within(ROUNDINGS);
    };
  }

  /** Of each coin what it is worth, as much of it as counts. */
  private Band equity(Stretch over, Moving moving) {
    Holdings book = moving.book();
    SortedMap<String, Band> values = new TreeMap<>();
    for (Map.Entry<String, Balance> entry : book.balances().entrySet()) {
      Band value = over.index(book, entry.getKey()).times(entry.getValue().net());
      values.merge(entry.getKey(), value, Band::plus);
    }
    for (Position position : book.positions()) {
      Instrument instrument = position.instrument();
      Band gained;
      if (over.moves(position)) {
        gained = over.profit(book, position);
      } else {
        Revaluation at = new Revaluation(position, book.quote(instrument), book.timeMs());
        gained = over.index(book, instrument.settlement()).times(at.profit());
      }
      values.merge(instrument.settlement(), gained, Band::plus);
    }
    Band sum = Band.ZERO;
    for (Map.Entry<String, Band> entry : values.entrySet()) {
      Band value = entry.getValue();
      Band counted = value;
      if (value.most().signum() > 0) {
        MarginalTiers rates = set.tiers("collateral_" + entry.getKey());
        Band price = over.index(book, entry.getKey());
        counted = value.positive().tiers(rates, price).min(value);
      }
      sum = sum.plus(counted);
    }
    return sum;
  }

  private Band maintenance(Stretch over, Moving moving) {
    Holdings book = moving.book();
    Band sum = Band.ZERO;
    for (Map.Entry<String, Balance> entry : book.balances().entrySet()) {
      BigInteger loan = entry.getValue().borrowed();
      if (loan.signum() > 0) {
        Band owed = over.index(book, entry.getKey()).times(loan);
        sum = sum.plus(owed.times(set.natural("loan_rate")));
      }
    }
    AssessmentBuilder unseen = new AssessmentBuilder();
    for (Position position : book.positions()) {
      Quote quote = book.quote(position.instrument());
      if (over.moves(position)) {
        sum = sum.plus(futures(over, book, position, quote));
      } else {
        Revaluation at = new Revaluation(position, quote, book.timeMs());
        sum = sum.plus(Band.constant(futures(unseen, book, at)));
      }
    }
    return sum;
  }

  /** Of each tier that the notional may be in its rate less its amount; cut, it is less. */
  private Band futures(Stretch over, Holdings book, Position position, Quote quote) {
    Instrument instrument = position.instrument();
    boolean inverse = instrument.isInverse();
    Band price = over.index(book, instrument.settlement());
    BigInteger size = position.amount().abs();
    // In dollars; in coins it is that over the price.
    Band value =
        inverse
            ? over.notionalAtIndex(position).abs()
            : over.notional(position, quote).abs().times(book.index(instrument.settlement()));
    BigInteger one =
        inverse ? coins(size, over, over.near()) : dollars(size, quote, over.near(), over);
    BigInteger other =
        inverse ? coins(size, over, over.far()) : dollars(size, quote, over.far(), over);
    List<NotionalTiers.Tier> tiers =
        tiers(instrument.underlying() + (inverse ? "_coin" : "")).tiers();
    BigInteger least = one.min(other).subtract(BigInteger.TEN);
    BigInteger most = one.max(other).add(BigInteger.TEN);
    Band margin = null;
    for (int i = 0; i < tiers.size(); i++) {
      boolean isBelow = i + 1 < tiers.size() && tiers.get(i + 1).floor().compareTo(least) < 0;
      boolean isAbove = i > 0 && tiers.get(i).floor().compareTo(most) >= 0;
      if (!isBelow && !isAbove) {
        Band own = value.times(tiers.get(i).rate()).minus(price.times(tiers.get(i).amount()));
        margin = margin == null ? own : margin.or(own);
      }
    }
    Band cut = Band.between(BigInteger.ZERO, Exact.ceil(EIGHT.multiply(price.most()), E18.ONE));
    return margin == null ? Band.ZERO : margin.minus(cut);
  }

  private static BigInteger coins(BigInteger size, Stretch over, BigInteger price) {
    return size.multiply(over.today()).divide(price);
  }

  private static BigInteger dollars(BigInteger size, Quote quote, BigInteger price, Stretch over) {
    BigInteger mark = quote.mark().multiply(price).divide(over.today());
    return Exact.floor(size.multiply(mark), E18.ONE);
  }

  @Override
  public boolean canOpen(Assessment of) {
    return above(of, set.natural("open_ratio"));
  }

  @Override
  public boolean isLiquidatable(Assessment of) {
    return !above(of, set.natural("liquidation_ratio"));
  }

  /** Whether the ratio of equity to maintenance margin is above another, without dividing. */
  private static boolean above(Assessment of, BigInteger ratio) {
    BigInteger needed = of.maintenance().multiply(ratio);
    return of.maintenance().signum() == 0 || of.equity().multiply(E18.ONE).compareTo(needed) > 0;
  }
}
