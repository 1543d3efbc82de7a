package io.plimsoll.margin.model.okx;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Moving;
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
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * OKX's portfolio margin, in dollars:
 *
 * <pre>
 *   unit        = max(max(MR1, MR2, MR6) + MR3 + MR4 + MR5 + MR9, MR7)
 *   maintenance = sum of units + MR8 of what is owed
 *   initial     = factor * sum of units + borrowing rate * what is owed
 * </pre>
 *
 * <p>A risk unit is an underlying with all its instruments, and has parameters of its own, or that
 * of {@code OTHER}. An account is liquidated where its equity does not exceed the maintenance
 * margin and what liquidating its debt would cost in fees.
 */
public final class OkxModel implements HoldingModel {

  /** The unit of underlyings without values of their own. */
  public static final String OTHER = "OTHER";

  private static final String ACCOUNT = "account";

  private final ParameterSet set;
  private final SortedMap<String, ParameterSet> units = new TreeMap<>();
  private final ParameterSet account;

  /** A model with the values of each unit, and with those of {@code account} for all. */
  public OkxModel(ParameterSet set) {
    this.set = set;
    set.units().forEach(coin -> units.put(coin, set.part(coin)));
    account = set.part(ACCOUNT);
  }

  /** The values of a coin, or of those without values of their own. */
  private ParameterSet own(String coin) {
    ParameterSet own = units.getOrDefault(coin, units.get(OTHER));
    return own == null ? set.partOr(coin, OTHER) : own;
  }

  @Override
  public String name() {
    return "okx";
  }

  @Override
  public Set<Property> properties() {
    return EnumSet.of(Property.ORDER_INDEPENDENT, Property.MONOTONE_IN_SCENARIOS);
  }

  @Override
  public Terms terms() {
    return Terms.any(
        "all of one coin in each scenario, with charges for expiries, basis and deltas",
        "hedges between coins");
  }

  @Override
  public ParameterSet parameters() {
    return set;
  }

  @Override
  public boolean covers(Instrument instrument) {
    return coins(instrument.underlying()) == Coins.RISK;
  }

  @Override
  public Coins coins(String coin) {
    boolean isKnown = units.containsKey(coin) || units.containsKey(OTHER);
    return isKnown && !coin.equals(ACCOUNT) ? Coins.RISK : Coins.NOTHING;
  }

  /** With the reserve for fees, which the venue does not show as a margin. */
  @Override
  public BigInteger toStay(Holdings book, Assessment of) {
    return of.pools().getFirst().maintenance();
  }

  @Override
  public Assessment assess(Valued book) {
    Holdings holdings = book.holdings();
    AssessmentBuilder out = new AssessmentBuilder();
    out.used(account);
    BigInteger equity = book.equity();
    BigInteger owed = BigInteger.ZERO;
    for (Map.Entry<String, Balance> entry : holdings.balances().entrySet()) {
      BigInteger value = dollars(entry.getValue().net(), holdings.index(entry.getKey()));
      owed = owed.add(value.min(BigInteger.ZERO).negate());
    }
    BigInteger derivatives = BigInteger.ZERO;
    for (Map.Entry<String, List<Revaluation>> entry : book.byUnderlying().entrySet()) {
      derivatives = derivatives.add(unit(out, book, entry.getKey(), entry.getValue()));
    }
    BigInteger borrowed =
        out.part("MR8", ceil(owed, "mr8_maintenance_rate"), "USD", "of " + E18.text(owed));
    BigInteger initial = ceil(derivatives, "initial_factor").add(ceil(owed, "mr8_initial_rate"));
    BigInteger maintenance = derivatives.add(borrowed);
    BigInteger reserve =
        out.part("fee reserve", ceil(owed, "fee_reserve_rate"), "USD", "of " + E18.text(owed));
    // The venue compares with the reserve, but does not show it as a margin.
    out.pool(new Assessment.Pool("account", "USD", equity, initial, maintenance.add(reserve)));
    return out.build(equity, initial, maintenance);
  }

  private BigInteger ceil(BigInteger amount, String rate) {
    return Exact.ceil(amount.multiply(account.natural(rate)), E18.ONE);
  }

  private static BigInteger dollars(BigInteger amount, BigInteger price) {
    return Exact.floor(amount.multiply(price), E18.ONE);
  }

  private BigInteger unit(
      AssessmentBuilder out, Valued book, String name, List<Revaluation> positions) {
    Holdings holdings = book.holdings();
    ParameterSet own = own(name);
    out.used(own);
    BigInteger index = holdings.index(name);
    List<BigInteger> totals = book.totals(name, at -> OkxUnit.row(own, at, index, holdings::index));
    OkxUnit unit = new OkxUnit(own, positions, index, holdings::index, totals);
    SortedMap<String, BigInteger> parts = new TreeMap<>();
    parts.put("MR1", unit.scan().loss());
    parts.put("MR2", unit.mr2());
    parts.put("MR3", unit.mr3());
    parts.put("MR4", unit.mr4());
    parts.put("MR5", unit.mr5());
    parts.put("MR6", unit.mr6());
    parts.put("MR7", unit.mr7());
    parts.put("MR9", unit.mr9());
    String driver = unit.names().get(unit.scan().worst());
    parts.forEach((part, amount) ->
        out.part(name + " " + part, amount, "USD", part.equals("MR1") ? driver : ""));
    out.driver(name, unit.scan(), unit.names(), "USD");
    for (int i = 0; i < positions.size(); i++) {
      String symbol = positions.get(i).position().instrument().symbol();
      out.contribution(symbol, name, unit.part(unit.scan().worst(), i));
    }
    return out.part(name + " MMR", maintenance(parts), "USD", "");
  }

  /** max(max(MR1, MR2, MR6) + MR3 + MR4 + MR5 + MR9, MR7), from the parts by their names. */
  static BigInteger maintenance(SortedMap<String, BigInteger> parts) {
    BigInteger stress = amount(parts, "MR1").max(amount(parts, "MR2")).max(amount(parts, "MR6"));
    for (String add : List.of("MR3", "MR4", "MR5", "MR9")) {
      stress = stress.add(amount(parts, add));
    }
    return stress.max(amount(parts, "MR7"));
  }

  private static BigInteger amount(SortedMap<String, BigInteger> parts, String name) {
    return Objects.requireNonNull(parts.get(name), name);
  }

  @Override
  public Headroom headroom(Holdings book, String coin) {
    Moving moving = new Moving(book, coin);
    Assessment rest = assess(moving.rest());
    BigInteger needed = rest.pools().getFirst().maintenance();
    Band fixed = Band.constant(rest.equity().subtract(needed));
    BigInteger owedRate =
        account.natural("mr8_maintenance_rate").add(account.natural("fee_reserve_rate"));
    Headroom cash =
        over -> {
          Band balance = moving.balance(over);
          Band owed = balance.negated().positive();
          return fixed.plus(balance).minus(owed.times(owedRate));
        };
    if (moving.positions().isEmpty()) {
      return cash;
    }
    OkxStretch unit = new OkxStretch(own(coin), moving);
    return over -> cash.over(over).plus(moving.gained(over)).minus(unit.margin(over));
  }

  @Override
  public boolean canOpen(Assessment of) {
    return of.equity().compareTo(of.initial()) >= 0;
  }

  /** Where the margin ratio, of equity to maintenance margin and reserve, is not above 1. */
  @Override
  public boolean isLiquidatable(Assessment of) {
    BigInteger needed = of.pools().getFirst().maintenance();
    return needed.signum() > 0 && of.equity().compareTo(needed) <= 0;
  }
}
