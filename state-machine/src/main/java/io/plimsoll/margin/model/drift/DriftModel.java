package io.plimsoll.margin.model.drift;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Revaluation;
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
import io.plimsoll.margin.rule.drift.Figure;
import io.plimsoll.margin.rule.drift.MarginType;
import io.plimsoll.margin.rule.drift.PerpMargin;
import io.plimsoll.margin.rule.drift.PerpMarket;
import io.plimsoll.margin.rule.drift.PerpPosition;
import io.plimsoll.margin.rule.drift.SpotHolding;
import io.plimsoll.margin.rule.drift.SpotMargin;
import io.plimsoll.margin.rule.drift.SpotMarket;
import io.plimsoll.margin.rule.drift.SpotWeights;
import io.plimsoll.margin.rule.drift.StrictPrice;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Drift v2's margin, in dollars. The venue compares weighted collateral with a requirement; here
 * equity is what all is worth, and a requirement is what is missing between it and what the venue
 * leaves:
 *
 * <pre>
 *   equity      = tokens + profits
 *   initial     = sum of |n| * ratio + what of tokens and profits does not count + more of debts
 *   maintenance = the same with the ratios and weights to stay
 * </pre>
 *
 * <p>so that equity less a requirement is the venue's collateral less its requirement, to the last
 * unit. All is in the venue's integers: of a book's numbers sizes are rounded AwayFromZero to
 * 10^-9, tokens Floor to their smallest unit, prices Floor to 10^-6, and the quote amount of an
 * entry Floor.
 */
public final class DriftModel implements HoldingModel {

  private static final String CASH = "USDC";
  private static final BigInteger WEIGHTS = BigInteger.valueOf(10_000);

  private final ParameterSet set;
  private final DriftMarkets markets;

  /** A model with the values of each coin, and with those of {@code account} for all. */
  public DriftModel(ParameterSet set) {
    this.set = set;
    markets = new DriftMarkets(set);
  }

  @Override
  public String name() {
    return "drift";
  }

  @Override
  public Set<Property> properties() {
    return EnumSet.of(Property.ORDER_INDEPENDENT);
  }

  @Override
  public Terms terms() {
    return Terms.linear(
        CASH,
        "gains and losses of all positions pay for one another, as tokens do by their weights;"
            + " margins are added",
        "hedges between markets, options, futures");
  }

  @Override
  public ParameterSet parameters() {
    return set;
  }

  @Override
  public boolean covers(Instrument instrument) {
    return instrument.kind() == Instrument.Kind.PERPETUAL
        && !instrument.isInverse()
        && set.has(instrument.underlying() + ".initial_ratio");
  }

  @Override
  public Coins coins(String coin) {
    return set.has(coin + ".asset_initial_weight") ? Coins.COLLATERAL : Coins.NOTHING;
  }

  @Override
  public Assessment assess(Valued book) {
    Account account = new Account(book.holdings());
    account.out.used(set.part("account"));
    for (Map.Entry<String, Balance> entry : book.holdings().balances().entrySet()) {
      account.add(entry.getKey(), entry.getValue().net());
    }
    for (Revaluation at : book.positions()) {
      account.add(at.position(), at.quote().mark());
    }
    return account.out.build(account.equity, account.initial, account.maintenance);
  }

  /** Adds tokens and positions. */
  private final class Account {

    private final Holdings holdings;
    private final AssessmentBuilder out = new AssessmentBuilder();
    private BigInteger equity = BigInteger.ZERO;
    private BigInteger initial = BigInteger.ZERO;
    private BigInteger maintenance = BigInteger.ZERO;

    Account(Holdings holdings) {
      this.holdings = holdings;
    }

    void add(String asset, BigInteger net) {
      if (net.signum() == 0) {
        return;
      }
      StrictPrice price = StrictPrice.of(price(asset, holdings.index(asset)));
      if (asset.equals(CASH)) {
        BigInteger amount = Exact.floor(net, DriftMarkets.MICRO);
        equity = equity.add(left(asset, SpotMargin.ofQuote(amount, price)));
        return;
      }
      out.used(markets.of(asset));
      SpotMarket market = markets.token(asset);
      BigInteger value = left(asset, token(unweighted(market), net, price, MarginType.MAINTENANCE));
      BigInteger toOpen = left(asset, token(market, net, price, MarginType.INITIAL));
      BigInteger toStay = left(asset, token(market, net, price, MarginType.MAINTENANCE));
      equity = equity.add(value);
      String said = "of " + E18.text(value);
      initial = initial.add(part(asset + " weight initial", value.subtract(toOpen), said));
      maintenance =
          maintenance.add(part(asset + " weight maintenance", value.subtract(toStay), said));
    }

    void add(Position position, BigInteger mark) {
      Instrument instrument = position.instrument();
      if (instrument.kind() != Instrument.Kind.PERPETUAL || instrument.isInverse()) {
        throw new IllegalArgumentException(
            instrument.symbol() + " is not covered: it must be a linear perpetual");
      }
      String coin = instrument.underlying();
      String symbol = instrument.symbol();
      out.used(markets.of(coin));
      PerpMarket market = markets.perp(coin);
      long price = price(symbol, mark);
      StrictPrice cash = StrictPrice.of(price(CASH, holdings.index(CASH)));
      PerpPosition held = held(position, price);
      PerpMargin.Result plain =
          PerpMargin.of(
              markets.unweighted(coin), held, price, cash, MarginType.MAINTENANCE, markets.terms());
      PerpMargin.Result toOpen =
          PerpMargin.of(market, held, price, cash, MarginType.INITIAL, markets.terms());
      PerpMargin.Result toStay =
          PerpMargin.of(market, held, price, cash, MarginType.MAINTENANCE, markets.terms());
      BigInteger profit = dollars(symbol, plain.profit());
      equity = equity.add(profit);
      initial = initial.add(parts(position, market, MarginType.INITIAL, toOpen, profit));
      maintenance =
          maintenance.add(parts(position, market, MarginType.MAINTENANCE, toStay, profit));
    }

    private BigInteger parts(
        Position position,
        PerpMarket market,
        MarginType type,
        PerpMargin.Result margin,
        BigInteger profit) {
      String symbol = position.instrument().symbol();
      String kind = type == MarginType.INITIAL ? " initial" : " maintenance";
      BigInteger ratio = number(symbol, PerpMargin.marginRatio(market, size(position), type));
      String said =
          E18.text(ratio.multiply(BigInteger.TEN.pow(16)))
              + "% of "
              + E18.text(dollars(symbol, margin.liability()));
      BigInteger sum = part(symbol + kind, dollars(symbol, margin.requirement()), said);
      BigInteger uncounted = profit.subtract(dollars(symbol, margin.profit()));
      return uncounted.signum() == 0
          ? sum
          : sum.add(part(symbol + " profit" + kind, uncounted, "of " + E18.text(profit)));
    }

    private BigInteger part(String name, BigInteger amount, String inputs) {
      return out.part(name, amount, "USD", inputs);
    }
  }

  private static SpotMargin token(
      SpotMarket market, BigInteger net, StrictPrice price, MarginType type) {
    BigInteger unit = BigInteger.TEN.pow(E18.SCALE - market.decimals());
    SpotHolding held = new SpotHolding(Exact.floor(net, unit), BigInteger.ZERO, BigInteger.ZERO, 0);
    return SpotMargin.of(market, held, price, type, 0, 0);
  }

  /** The same token, counted in full whatever there is of it. */
  private static SpotMarket unweighted(SpotMarket of) {
    return new SpotMarket(
        10_000,
        10_000,
        10_000,
        10_000,
        0,
        of.decimals(),
        BigInteger.ZERO,
        BigInteger.ZERO,
        of.depositInterest());
  }

  /** What a token leaves: its collateral less its requirement. */
  private static BigInteger left(String name, SpotMargin margin) {
    return dollars(name, margin.collateral()).subtract(dollars(name, margin.requirement()));
  }

  private static BigInteger dollars(String name, Figure figure) {
    return number(name, figure).multiply(DriftMarkets.MICRO);
  }

  private static BigInteger number(String name, Figure figure) {
    if (figure.isError()) {
      throw new IllegalArgumentException(
          name + " is not covered: the venue refuses its size or price, " + figure);
    }
    return figure.value();
  }

  private static long price(String name, BigInteger price) {
    BigInteger cut = price.divide(DriftMarkets.MICRO);
    if (cut.signum() <= 0 || cut.bitLength() > 62) {
      throw new IllegalArgumentException(
          name + " is not covered: its price " + E18.text(price) + " does not fit the venue's");
    }
    return cut.longValueExact();
  }

  /** Without a sign, in 10^-9. */
  private static BigInteger size(Position position) {
    return Exact.ceil(position.amount().abs(), DriftMarkets.NANO);
  }

  /** One that is settled has paid what it is worth. */
  private static PerpPosition held(Position position, long price) {
    BigInteger size = size(position);
    BigInteger base = position.amount().signum() < 0 ? size.negate() : size;
    BigInteger paid =
        position.isSettled()
            ? base.multiply(BigInteger.valueOf(price)).divide(DriftMarkets.NANO)
            : Exact.ceil(
                base.multiply(position.entry()), E18.ONE.multiply(BigInteger.valueOf(1_000)));
    return new PerpPosition(
        base, paid.negate(), BigInteger.ZERO, BigInteger.ZERO, 0, BigInteger.ZERO);
  }

  @Override
  public Headroom headroom(Holdings book, String coin) {
    assess(book);
    Moving moving = new Moving(book, coin);
    Assessment rest = assess(moving.rest());
    Band fixed = Band.constant(rest.equity().subtract(rest.maintenance()));
    DriftStretch unit = new DriftStretch(moving, coin, this);
    return over -> fixed.plus(unit.left(over));
  }

  /** What a token counts to stay, as a number with 18 decimals. */
  BigInteger weight(String asset, BigInteger net) {
    if (asset.equals(CASH) || net.signum() == 0) {
      return E18.ONE;
    }
    SpotMarket market = markets.token(asset);
    BigInteger unit = BigInteger.TEN.pow(E18.SCALE - market.decimals());
    BigInteger size = Exact.floor(net, unit).abs();
    Figure weight =
        net.signum() > 0
            ? SpotWeights.asset(market, size, 1, MarginType.MAINTENANCE)
            : SpotWeights.liability(market, size, MarginType.MAINTENANCE);
    return number(asset, weight).multiply(E18.ONE).divide(WEIGHTS);
  }

  /** The ratio to stay of a position, as a number with 18 decimals. */
  BigInteger ratio(Position position) {
    Instrument instrument = position.instrument();
    PerpMarket market = markets.perp(instrument.underlying());
    Figure ratio = PerpMargin.marginRatio(market, size(position), MarginType.MAINTENANCE);
    return number(instrument.symbol(), ratio).multiply(E18.ONE).divide(WEIGHTS);
  }

  /** What a profit counts to stay, as a number with 18 decimals. */
  BigInteger profitWeight(String coin) {
    BigInteger weight = BigInteger.valueOf(markets.perp(coin).profitMaintenanceWeight());
    return weight.multiply(E18.ONE).divide(WEIGHTS);
  }

  @Override
  public boolean canOpen(Assessment of) {
    return of.equity().compareTo(of.initial()) >= 0;
  }

  /** Where the venue's collateral is below its requirement, also without a position. */
  @Override
  public boolean isLiquidatable(Assessment of) {
    return of.maintenance().compareTo(of.equity()) > 0;
  }
}
