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
import io.plimsoll.margin.rule.Scan;
import io.plimsoll.margin.rule.derive.Expiry;
import io.plimsoll.margin.rule.derive.Pmrm;
import io.plimsoll.margin.rule.derive.PmrmMargin;
import io.plimsoll.margin.rule.derive.PmrmParameters;
import io.plimsoll.margin.rule.derive.PmrmPortfolio;
import io.plimsoll.margin.rule.derive.PmrmStretch;
import io.plimsoll.margin.rule.derive.Scenario;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Derive's portfolio margin PMRM_2 of one underlying. Equity is the mark-to-market value, and a
 * requirement is what is missing between it and the venue's margin, which is what is left.
 */
public final class DeriveModel implements HoldingModel {

  private static final String CASH = "USDC";

  private final ParameterSet set;
  private final PmrmParameters parameters;

  /**
   * A model with one set for all underlyings.
   *
   * @throws IllegalArgumentException where the set lacks a value
   */
  public DeriveModel(ParameterSet set) {
    this.set = set;
    parameters =
        new PmrmParameters(
            margin(set), volShock(set), skew(set), basis(set), contingencies(set), scenarios(set));
  }

  @Override
  public String name() {
    return "derive";
  }

  @Override
  public Set<Property> properties() {
    return EnumSet.of(
        Property.ORDER_INDEPENDENT, Property.HOMOGENEOUS, Property.MONOTONE_IN_SCENARIOS);
  }

  @Override
  public Terms terms() {
    return Terms.linear(
        "USDC", "all of one underlying in each scenario", "a second underlying, futures");
  }

  @Override
  public ParameterSet parameters() {
    return set;
  }

  @Override
  public boolean covers(Instrument instrument) {
    return DeriveBook.covers(instrument);
  }

  @Override
  public Coins coins(String coin) {
    return set.has("collateral_" + coin) ? Coins.COLLATERAL : Coins.NOTHING;
  }

  @Override
  public Assessment assess(Valued book) {
    Holdings holdings = book.holdings();
    Pmrm whole = book.kept(Pmrm.class, of -> new Pmrm(portfolio(of), parameters));
    Pmrm own = book.isWhole() ? whole : whole.sharingWith(portfolio(holdings));
    return assessment(underlying(holdings), own.margin());
  }

  @Override
  public Headroom headroom(Holdings book, String coin) {
    PmrmPortfolio today = portfolio(book);
    String underlying = underlying(book);
    Moving moving = new Moving(book, coin);
    PmrmStretch stretch = new PmrmStretch(today, parameters);
    boolean isOwn = coin.equals(underlying);
    return over -> {
      List<Expiry> near = today.expiries();
      List<Expiry> far = near;
      if (isOwn) {
        near = DeriveBook.moved(today.expiries(), over::atNear);
        far = DeriveBook.moved(today.expiries(), over::atFar);
      }
      return stretch.maintenance(
          portfolio(moving.outrightsAt(over.near()), underlying, near),
          portfolio(moving.outrightsAt(over.far()), underlying, far));
    };
  }

  private static String underlying(Holdings holdings) {
    return book(holdings).underlying();
  }

  private static DeriveBook book(Holdings holdings) {
    SortedMap<String, DeriveBook> books = DeriveBook.of(holdings);
    if (books.isEmpty()) {
      return DeriveBook.empty(token(holdings), holdings.timeMs());
    }
    if (books.size() > 1) {
      throw new IllegalArgumentException(
          "a book on " + books.keySet() + " is not covered: it must be on one underlying");
    }
    return books.values().iterator().next();
  }

  /** What an account without positions is on, which its margin does not depend on. */
  private static String token(Holdings holdings) {
    for (Map.Entry<String, Balance> entry : holdings.balances().entrySet()) {
      if (!entry.getKey().equals(CASH) && entry.getValue().net().signum() != 0) {
        return entry.getKey();
      }
    }
    return CASH;
  }

  private PmrmPortfolio portfolio(Holdings holdings) {
    DeriveBook book = book(holdings);
    return portfolio(holdings, book.underlying(), book.expiries(set.natural("rate")));
  }

  /** All that a book holds but its options, and these. */
  private PmrmPortfolio portfolio(Holdings holdings, String underlying, List<Expiry> expiries) {
    DeriveBook book =
        DeriveBook.of(holdings)
            .getOrDefault(underlying, DeriveBook.empty(underlying, holdings.timeMs()));
    return new PmrmPortfolio(
        holdings.balance(CASH).net(),
        holdings.index(underlying),
        E18.ONE,
        holdings.index(CASH),
        new PmrmPortfolio.Perp(book.perp(), book.perpPrice(), E18.ONE, book.perpValue()),
        collaterals(holdings),
        expiries);
  }

  private List<PmrmPortfolio.Collateral> collaterals(Holdings holdings) {
    List<PmrmPortfolio.Collateral> collaterals = new ArrayList<>();
    for (Map.Entry<String, Balance> entry : holdings.balances().entrySet()) {
      String asset = entry.getKey();
      if (!asset.equals(CASH) && entry.getValue().net().signum() != 0) {
        List<BigInteger> row = set.decimals("collateral_" + asset);
        if (row.size() != 3) {
          throw new IllegalArgumentException(
              "collateral_" + asset + " must be two haircuts and whether it is a hedge");
        }
        collaterals.add(
            new PmrmPortfolio.Collateral(
                entry.getValue().net(),
                holdings.index(asset),
                E18.ONE,
                row.get(2).signum() > 0,
                row.get(0),
                row.get(1)));
      }
    }
    return collaterals;
  }

  private Assessment assessment(String underlying, PmrmMargin margin) {
    AssessmentBuilder out = new AssessmentBuilder();
    out.used(set);
    List<String> names = new ArrayList<>();
    for (Scenario scenario : parameters.scenarios()) {
      names.add(name(scenario));
    }
    names.add("basis");
    List<BigInteger> outcomes = new ArrayList<>(margin.scenarios());
    outcomes.add(margin.basisContingency());
    Scan scan = Scan.of(outcomes);
    out.driver(underlying, scan, names, CASH);
    BigInteger loss = margin.worstLoss().negate();
    out.part(underlying + " worst loss", loss, CASH, names.get(scan.worst()));
    PmrmMargin.Charges charges = margin.charges();
    out.part("perpetual contingency", charges.maintenancePerp(), CASH, "");
    out.part("perpetual contingency, initial", charges.initialPerpAdd(), CASH, "");
    out.part("option contingency", charges.maintenanceOption(), CASH, "naked shorts");
    out.part("option contingency, initial", charges.initialOptionAdd(), CASH, "naked shorts");
    out.part("haircuts", charges.maintenanceCollateral(), CASH, "");
    out.part("haircuts, initial", charges.initialCollateralAdd(), CASH, "");
    BigInteger equity = margin.markToMarket();
    return out.build(
        equity, equity.subtract(margin.initial()), equity.subtract(margin.maintenance()));
  }

  private static String name(Scenario scenario) {
    BigInteger percent = scenario.multiplier().subtract(E18.ONE).multiply(BigInteger.valueOf(100));
    String vol =
        switch (scenario.volatility()) {
          case NONE -> "";
          case UP -> ", vol up";
          case DOWN -> ", vol down";
          case LINEAR -> ", linear skew";
          case ABS -> ", absolute skew";
        };
    boolean whole = scenario.dampening().equals(E18.ONE);
    return E18.text(percent) + "%" + vol + (whole ? "" : " at " + E18.text(scenario.dampening()));
  }

  private static PmrmParameters.Margin margin(ParameterSet of) {
    return new PmrmParameters.Margin(
        of.natural("im_factor"),
        of.natural("mm_factor"),
        of.natural("short_rate_mult"),
        of.natural("long_rate_mult"),
        of.natural("short_rate_add"),
        of.natural("long_rate_add"),
        of.natural("short_static_discount"),
        of.natural("long_static_discount"));
  }

  private static PmrmParameters.VolShock volShock(ParameterSet of) {
    return new PmrmParameters.VolShock(
        of.natural("vol_range_up"),
        of.natural("vol_range_down"),
        of.natural("short_term_power"),
        of.natural("long_term_power"),
        of.count("dte_floor_seconds", 400 * 86_400),
        of.natural("min_vol_up_shock"));
  }

  private static PmrmParameters.Skew skew(ParameterSet of) {
    return new PmrmParameters.Skew(
        of.natural("skew_linear_base_cap"),
        of.decimal("skew_linear_cbase"),
        of.natural("skew_abs_base_cap"),
        of.decimal("skew_abs_cbase"),
        of.natural("skew_min_kstar"),
        of.natural("skew_width_scale"),
        of.natural("skew_vol_param_static"),
        of.decimal("skew_vol_param_scale"));
  }

  private static PmrmParameters.Basis basis(ParameterSet of) {
    return new PmrmParameters.Basis(
        of.natural("basis_spot_up"),
        of.natural("basis_spot_down"),
        of.natural("basis_add_factor"),
        of.natural("basis_mult_factor"));
  }

  private static PmrmParameters.Contingencies contingencies(ParameterSet of) {
    return new PmrmParameters.Contingencies(
        of.natural("peg_loss_threshold"),
        of.natural("peg_loss_factor"),
        of.natural("conf_threshold"),
        of.natural("conf_margin"),
        of.natural("mm_perp_pct"),
        of.natural("im_perp_pct_add"),
        of.natural("mm_option_pct"),
        of.natural("im_option_pct_add"));
  }

  /** Rows of a multiplier, a dampening and what volatilities do, by one list for each. */
  private static List<Scenario> scenarios(ParameterSet of) {
    List<Scenario> scenarios = new ArrayList<>();
    for (Scenario.Volatility volatility : Scenario.Volatility.values()) {
      String key = "scenarios_" + volatility;
      if (of.has(key)) {
        for (List<@Nullable BigInteger> row : of.table(key, 2)) {
          BigInteger multiplier = row.get(0);
          BigInteger dampening = row.get(1);
          if (multiplier == null || dampening == null) {
            throw new IllegalArgumentException(key + " must have numbers alone");
          }
          scenarios.add(new Scenario(multiplier, volatility, dampening));
        }
      }
    }
    return scenarios;
  }

  @Override
  public boolean canOpen(Assessment of) {
    return of.equity().compareTo(of.initial()) >= 0;
  }

  @Override
  public boolean isLiquidatable(Assessment of) {
    return of.equity().compareTo(of.maintenance()) < 0;
  }
}
