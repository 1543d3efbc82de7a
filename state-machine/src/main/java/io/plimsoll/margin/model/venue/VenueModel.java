package io.plimsoll.margin.model.venue;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.E18;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.Positions;
import io.plimsoll.margin.book.UnitLosses;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Valued;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.MarginModel;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.model.Surcharges;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.PriceConfidence;
import io.plimsoll.margin.rule.Transition;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model over whole books as a chain's model. It asks the model about each account as a book at 18
 * decimals, as it stands in this block.
 *
 * <pre>
 *   equity      = the chain's own: cash, positions at their marks, coins at market value
 *   uncounted   = max(0, equity - the model's equity)
 *   initial     = Ceil(what the model compares its equity with to open + uncounted)
 *   maintenance = Ceil(what it compares its equity with to stay + uncounted)
 * </pre>
 *
 * <p>So equity is what closing everything would leave, whichever model serves, and what a venue
 * does not count of collateral is required beside its margins, as haircuts are. Whether an account
 * may open or is liquidated is the model's own word, which the numbers carry: where they tie or are
 * less than a quantum apart they are moved by one. Of changes dYdX's rule of transitions holds.
 *
 * <p>An account that the model does not cover has equity and maintenance margin by another model,
 * and an initial margin that nobody has, so that it may only be reduced; nor may an account that is
 * covered become such a one by a change of its own. Coins that the model does not take as
 * collateral leave an account covered, and count for nothing; what is owed must count.
 */
public final class VenueModel implements MarginModel {

  /** The initial margin of an account that is not covered. */
  private static final long NOBODY_HAS = Long.MAX_VALUE;

  private static final long MOST = NOBODY_HAS - 1;

  private static final int MOST_ALONE = 1 << 16;

  private final HoldingModel model;
  private final MarginModel uncovered;
  private final AccountBook books;
  private final Requirement alone = new Requirement();
  private final Book one = new Book();
  private final UnitLosses none = new UnitLosses();

  /** Stand-alone margins of this block's positions, of which liquidation asks again and again. */
  private final TreeMap<Held, Long> aloneOf = new TreeMap<>();

  private @Nullable MarketData aloneIn;
  private long aloneResets;

  private record Held(int instrument, long lots) implements Comparable<Held> {

    @Override
    public int compareTo(Held other) {
      int order = Integer.compare(instrument, other.instrument);
      return order != 0 ? order : Long.compare(lots, other.lots);
    }
  }

  /**
   * A model, with scratch memory of its own.
   *
   * @param uncovered says what accounts require that the model does not cover; without losses
   */
  public VenueModel(HoldingModel model, MarginModel uncovered) {
    if (uncovered.needsLosses()) {
      throw new IllegalArgumentException(uncovered.name() + " must not need losses");
    }
    this.model = model;
    this.uncovered = uncovered;
    books = new AccountBook(model);
  }

  /**
   * A book and what the model says of it.
   *
   * @param full equity as the chain counts it
   * @param toOpen what the model compares its equity with to open
   * @param toStay the same to stay
   */
  private record Assessed(
      Holdings holdings,
      Assessment of,
      BigInteger full,
      BigInteger toOpen,
      BigInteger toStay,
      boolean opens,
      boolean stays) {

    /** What the account is worth beyond what the model counts. */
    BigInteger uncounted() {
      return full.subtract(of.equity()).max(BigInteger.ZERO);
    }
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public boolean needsLosses() {
    return false;
  }

  @Override
  public boolean groupsByUnit() {
    return true;
  }

  @Override
  public boolean readsTheWholeMarket() {
    return true;
  }

  /** Null where the model does not cover the account. */
  private @Nullable Assessed assess(MarketData market, Book book) {
    try {
      Holdings holdings = books.read(market, book);
      return holdings == null ? null : assess(holdings);
    } catch (IllegalArgumentException | ArithmeticException e) {
      // What the model cannot compute it does not cover; every node comes to the same.
      return null;
    }
  }

  private Assessed assess(Holdings holdings) {
    Assessment of = model.assess(Valued.of(holdings, books.prices()));
    BigInteger full = BigInteger.valueOf(books.equity()).multiply(AccountBook.QUANTUM);
    int parts = 1 + holdings.positions().size() + holdings.balances().size();
    BigInteger rounding = AccountBook.QUANTUM.multiply(BigInteger.valueOf(parts));
    // A model that values an option at more than the chain does is asked with what the chain has.
    Assessment judged =
        of.equity().subtract(full).compareTo(rounding) > 0 ? withEquity(of, full) : of;
    BigInteger toOpen = model.toOpen(holdings, of);
    boolean isFree = toOpen.signum() <= 0;
    // Who owes more than counts has not enough, though a model that knows contracts alone may say
    // so of an account without one.
    boolean isSolvent = judged.equity().signum() >= 0;
    return new Assessed(
        holdings,
        of,
        full,
        toOpen,
        model.toStay(holdings, of),
        isSolvent && (isFree || model.canOpen(judged)),
        isSolvent && !model.isLiquidatable(judged));
  }

  private static Assessment withEquity(Assessment of, BigInteger equity) {
    return new Assessment(
        equity,
        of.initial(),
        of.maintenance(),
        of.pools(),
        of.components(),
        of.drivers(),
        of.contributions(),
        of.parameters(),
        of.assumed());
  }

  @Override
  public void evaluate(MarketData market, Book book, UnitLosses losses, Requirement out) {
    Assessed assessed = assess(market, book);
    if (assessed == null) {
      uncovered.evaluate(market, book, none, out);
      out.set(out.equity(), NOBODY_HAS, out.maintenance(), Requirement.NONE, Requirement.NONE);
      return;
    }
    long equity = books.equity();
    long initial = said(ceil(assessed.toOpen.add(assessed.uncounted())), equity, assessed.opens);
    long maintenance =
        said(ceil(assessed.toStay.add(assessed.uncounted())), equity, assessed.stays);
    initial = Checked.addSaturated(initial, PriceConfidence.surcharge(market, book));
    out.set(equity, Math.min(MOST, initial), maintenance, Requirement.NONE, Requirement.NONE);
  }

  /**
   * A requirement of which a comparison in quanta says what the model says at 18 decimals: at most
   * the equity where that is enough, else more. Where the model compares sums, as all do, these
   * differ by less than a quantum, or where it takes equality otherwise, by one.
   */
  private static long said(long requirement, long equity, boolean isEnough) {
    return isEnough
        ? Math.min(requirement, Math.max(0, equity))
        : Math.max(requirement, Math.max(1, Checked.addSaturated(equity, 1)));
  }

  /** In quanta, Ceil, from 0 to the largest long. */
  private static long ceil(BigInteger amount) {
    BigInteger quanta = Exact.ceil(amount, AccountBook.QUANTUM);
    if (quanta.signum() < 0) {
      return 0;
    }
    return quanta.bitLength() >= Long.SIZE ? Long.MAX_VALUE : quanta.longValueExact();
  }

  /** The same of what may be negative. */
  private static long signedCeil(BigInteger amount) {
    return amount.signum() < 0 ? -ceil(amount.negate()) : ceil(amount);
  }

  @Override
  public boolean canOpen(Requirement of) {
    return of.initial() != NOBODY_HAS && of.equity() >= of.initial();
  }

  @Override
  public boolean isLiquidatable(Requirement of) {
    return of.initial() == NOBODY_HAS
        ? uncovered.isLiquidatable(of)
        : of.maintenance() > 0 && of.maintenance() > of.equity();
  }

  @Override
  public boolean permits(Requirement before, Requirement after) {
    boolean leaves = before.initial() != NOBODY_HAS && after.initial() == NOBODY_HAS;
    return canOpen(after)
        || (!leaves
            && Transition.permits(
                before.equity(),
                before.maintenance(),
                after.equity(),
                after.maintenance(),
                NOBODY_HAS));
  }

  @Override
  public long standAloneMaintenance(MarketData market, int instrument, long lots, long worstPnl) {
    if (aloneIn != market || aloneResets != market.resets() || aloneOf.size() >= MOST_ALONE) {
      aloneOf.clear();
      aloneIn = market;
      aloneResets = market.resets();
    }
    Held held = new Held(instrument, lots);
    Long known = aloneOf.get(held);
    if (known == null) {
      known = computeAlone(market, instrument, lots);
      aloneOf.put(held, known);
    }
    return known;
  }

  private long computeAlone(MarketData market, int instrument, long lots) {
    long worth =
        market.kind()[instrument].keepsBalance()
            ? market.kind()[instrument].isInverse()
                ? market.coins(instrument, lots)
                : market.value(instrument, lots)
            : 0;
    Positions held = new Positions(1);
    held.add(instrument, lots, Checked.negate(worth), market.fundingIndex(instrument, lots));
    one.share(held);
    one.moveTo(0, 0, 1);
    evaluate(market, one, none, alone);
    return alone.initial() == NOBODY_HAS
        ? uncovered.standAloneMaintenance(market, instrument, lots, 0)
        : alone.maintenance();
  }

  @Override
  public Explanation explain(MarketData market, Book book, UnitLosses losses) {
    Assessed assessed = assess(market, book);
    Requirement total = new Requirement();
    evaluate(market, book, losses, total);
    if (assessed == null) {
      Explanation other = uncovered.explain(market, book, none);
      List<Explanation.Component> components = new ArrayList<>(other.components());
      components.add(
          new Explanation.Component(
              "not covered by " + model.name(), NOBODY_HAS, "may only be reduced"));
      return new Explanation(
          total.equity(),
          total.initial(),
          total.maintenance(),
          components,
          other.drivers(),
          other.contributions());
    }
    List<Explanation.Component> components = components(assessed);
    Surcharges.explain(market, book, components);
    return new Explanation(
        total.equity(),
        total.initial(),
        total.maintenance(),
        components,
        drivers(market, assessed),
        contributions(market, book, assessed));
  }

  /** The model's own parts, in quanta of dollars; a ratio in ppm. */
  private List<Explanation.Component> components(Assessed assessed) {
    List<Explanation.Component> components = new ArrayList<>();
    for (Assessment.Component part : assessed.of.components()) {
      components.add(
          new Explanation.Component(
              part.name(),
              signedCeil(dollars(assessed.holdings, part.amount(), part.asset())),
              part.asset().isEmpty()
                  ? "in ppm, " + part.inputs()
                  : E18.text(part.amount()) + " " + part.asset() + inputs(part.inputs())));
    }
    components.add(
        new Explanation.Component(
            "uncounted", ceil(assessed.uncounted()), "equity that the model does not count"));
    return components;
  }

  private static String inputs(String of) {
    return of.isEmpty() ? "" : ", " + of;
  }

  private static BigInteger dollars(Holdings holdings, BigInteger amount, String asset) {
    return asset.isEmpty() ? amount : Exact.ceil(amount.multiply(holdings.index(asset)), E18.ONE);
  }

  private List<Explanation.Driver> drivers(MarketData market, Assessed assessed) {
    List<Explanation.Driver> drivers = new ArrayList<>();
    for (Assessment.Driver driver : assessed.of.drivers()) {
      drivers.add(
          new Explanation.Driver(
              books.underlying(market, driver.unit()),
              driver.scenario(),
              ceil(dollars(assessed.holdings, driver.loss(), driver.asset())),
              driver.runnerUp(),
              ceil(dollars(assessed.holdings, driver.gap(), driver.asset()))));
    }
    return drivers;
  }

  /** What each position loses in the scenario that drives its unit. */
  private static List<Explanation.Contribution> contributions(
      MarketData market, Book book, Assessed assessed) {
    TreeMap<String, BigInteger> losses = new TreeMap<>();
    for (Assessment.Contribution each : assessed.of.contributions()) {
      String asset = assessed.of.assetOf(each.unit());
      losses.put(each.symbol(), dollars(assessed.holdings, each.gain().negate(), asset));
    }
    List<Explanation.Contribution> contributions = new ArrayList<>();
    for (int p = book.from(); p < book.to(); p++) {
      BigInteger loss = losses.get(AccountBook.symbol(market, book.instrument(p)));
      if (loss != null) {
        contributions.add(
            new Explanation.Contribution(book.instrument(p), book.lots(p), signedCeil(loss)));
      }
    }
    return contributions;
  }
}
