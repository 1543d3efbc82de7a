package io.plimsoll.margin.model.derive;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.Valued;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.AssessmentBuilder;
import io.plimsoll.margin.model.Headroom;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.model.Property;
import io.plimsoll.margin.model.Terms;
import io.plimsoll.margin.rule.derive.Expiry;
import io.plimsoll.margin.rule.derive.StandardManager;
import io.plimsoll.margin.rule.derive.StandardMarket;
import io.plimsoll.margin.rule.derive.StandardStretch;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Derive's standard manager. Equity is the mark-to-market value, and a requirement is what is
 * missing between it and the venue's margin, which is what is left; so what tokens do not count is
 * in the requirement.
 */
public final class DeriveStandardModel implements HoldingModel {

  private static final String CASH = "USDC";

  private final ParameterSet set;

  /** A model with the values of each market, and of the stable coin. */
  public DeriveStandardModel(ParameterSet set) {
    this.set = set;
  }

  @Override
  public String name() {
    return "derivesrm";
  }

  @Override
  public Set<Property> properties() {
    return EnumSet.of(Property.ORDER_INDEPENDENT, Property.HOMOGENEOUS);
  }

  @Override
  public Terms terms() {
    return Terms.linear(
        CASH,
        "options of one expiry, at their most loss at expiry",
        "hedges between expiries, markets, options and perpetuals; futures");
  }

  @Override
  public ParameterSet parameters() {
    return set;
  }

  @Override
  public boolean covers(Instrument instrument) {
    return DeriveBook.covers(instrument) && set.units().contains(instrument.underlying());
  }

  @Override
  public Coins coins(String coin) {
    return set.units().contains(coin) ? Coins.COLLATERAL : Coins.NOTHING;
  }

  @Override
  public Assessment assess(Valued book) {
    Holdings holdings = book.holdings();
    AssessmentBuilder out = new AssessmentBuilder();
    out.used(set);
    SortedMap<String, StandardMarket> markets = markets(holdings);
    StandardManager.Known known =
        book.kept(StandardManager.Known.class, of -> new StandardManager.Known(all(of)));
    // Nothing offsets anything between markets, so that their margins add.
    BigInteger equity = holdings.balance(CASH).net();
    BigInteger initial = BigInteger.ZERO;
    BigInteger maintenance = BigInteger.ZERO;
    for (Map.Entry<String, StandardMarket> entry : markets.entrySet()) {
      StandardManager.Margin own = margin(holdings, List.of(entry.getValue()), known);
      BigInteger value = own.markToMarket();
      BigInteger toOpen = value.subtract(own.initial());
      BigInteger toStay = value.subtract(own.maintenance());
      equity = equity.add(value);
      initial = initial.add(out.part(entry.getKey() + " initial", toOpen, CASH, ""));
      maintenance = maintenance.add(out.part(entry.getKey() + " maintenance", toStay, CASH, ""));
    }
    return out.build(equity, initial, maintenance);
  }

  private StandardManager.Margin margin(
      Holdings holdings, List<StandardMarket> markets, StandardManager.Known known) {
    return StandardManager.of(
        BigInteger.ZERO,
        holdings.index(CASH),
        new StandardManager.Depeg(set.natural("depeg_threshold"), set.natural("depeg_factor")),
        markets,
        known);
  }

  private SortedMap<String, StandardMarket> markets(Holdings holdings) {
    SortedMap<String, StandardMarket> markets = new TreeMap<>();
    SortedMap<String, DeriveBook> books = DeriveBook.of(holdings);
    for (Map.Entry<String, Balance> entry : holdings.balances().entrySet()) {
      String coin = entry.getKey();
      if (!coin.equals(CASH) && !books.containsKey(coin) && entry.getValue().net().signum() != 0) {
        books.put(coin, DeriveBook.empty(coin, holdings.timeMs()));
      }
    }
    books.forEach((coin, book) ->
        markets.put(
            coin, market(holdings, book, book.expiries(BigInteger.ZERO), parameters(coin))));
    return markets;
  }

  private static StandardMarket market(
      Holdings holdings,
      DeriveBook book,
      List<Expiry> expiries,
      StandardMarket.Parameters parameters) {
    String coin = book.underlying();
    return new StandardMarket(
        holdings.index(coin),
        E18.ONE,
        book.perp(),
        book.perpPrice(),
        E18.ONE,
        book.perpValue(),
        holdings.balance(coin).net(),
        expiries,
        parameters);
  }

  private StandardMarket.Parameters parameters(String coin) {
    if (!set.units().contains(coin)) {
      throw new IllegalArgumentException(
          coin + " is not covered: it must be one of " + set.units());
    }
    ParameterSet own = set.part(coin);
    return new StandardMarket.Parameters(
        new StandardMarket.Options(
            own.natural("max_spot_req"),
            own.natural("min_spot_req"),
            own.natural("mm_call_spot_req"),
            own.natural("mm_put_spot_req"),
            own.natural("mm_put_mtm_req"),
            own.natural("unpaired_im_scale"),
            own.natural("unpaired_mm_scale"),
            own.natural("mm_offset_scale")),
        new StandardMarket.Perp(own.natural("perp_im"), own.natural("perp_mm")),
        new StandardMarket.Base(own.natural("margin_factor"), own.natural("im_scale")),
        // A book states no confidence in prices, so that none is lacking.
        new StandardMarket.Oracle(
            BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO));
  }

  @Override
  public boolean canOpen(Assessment of) {
    return of.equity().compareTo(of.initial()) >= 0;
  }

  @Override
  public boolean isLiquidatable(Assessment of) {
    return of.equity().compareTo(of.maintenance()) < 0;
  }

  @Override
  public Headroom headroom(Holdings book, String coin) {
    SortedMap<String, StandardMarket> today = markets(book);
    Moving moving = new Moving(book, coin);
    BigInteger cash = book.balance(CASH).net();
    StandardStretch stretch = new StandardStretch(List.copyOf(today.values()));
    return over ->
        stretch.maintenance(
            cash,
            moved(today, coin, moving.outrightsAt(over.near()), over::atNear),
            moved(today, coin, moving.outrightsAt(over.far()), over::atFar));
  }

  /** The markets with one of them at other prices. */
  private List<StandardMarket> moved(
      SortedMap<String, StandardMarket> today,
      String coin,
      Holdings outrights,
      UnaryOperator<BigInteger> price) {
    List<StandardMarket> all = new ArrayList<>();
    today.forEach((name, market) -> {
      if (name.equals(coin)) {
        DeriveBook book =
            DeriveBook.of(outrights).getOrDefault(coin, DeriveBook.empty(coin, outrights.timeMs()));
        List<Expiry> expiries = DeriveBook.moved(market.expiries(), price);
        all.add(market(outrights, book, expiries, market.parameters()));
      } else {
        all.add(market);
      }
    });
    return all;
  }

  private List<StandardMarket> all(Holdings holdings) {
    return new ArrayList<>(markets(holdings).values());
  }
}
