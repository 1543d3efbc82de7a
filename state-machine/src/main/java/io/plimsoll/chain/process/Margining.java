package io.plimsoll.chain.process;

import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.Wide;
import io.plimsoll.kernels.batch.RowList;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.OpenOrders;
import io.plimsoll.margin.book.UnitLosses;
import io.plimsoll.margin.book.UnitRevaluation;
import io.plimsoll.margin.market.MarketChanges;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.MarginModel;
import io.plimsoll.margin.model.OrderCharge;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.model.portfolio.PortfolioModel;
import io.plimsoll.margin.model.tiered.TieredModel;
import io.plimsoll.margin.model.venue.VenueModel;
import io.plimsoll.margin.rule.Transition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Equity and requirements of subaccounts against this block's market: of one at a time, or of all
 * in one pass. The last result of each is kept for ordering, for totals and for the margin digest.
 *
 * <p>A pass computes what may have changed: subaccounts that were touched, and those with an
 * instrument any of whose numbers moved. All else is as it was, bit for bit, because a requirement
 * is made of nothing else.
 */
final class Margining {

  private static final int TIERED = 1;
  private static final int PORTFOLIO = 2;

  /** So many rows at a time stay in a near cache from the time they are made to their results. */
  private static final int ROWS_AT_ONCE = 8_192;

  /** Below one of so many subaccounts, an engine that keeps rows is not asked. */
  private static final int FEW = 8;

  private static final List<Mode> MODES = List.of(Mode.values());

  private final State state;
  private final Accounts accounts;
  private final MarketData market;
  private final Engine engine;

  /** For one subaccount at a time, which is not worth a device's call and must be certain. */
  private final Engine onCpu;

  private final MarginModel tiered = new TieredModel();
  private final MarginModel portfolio = new PortfolioModel();
  private final MarginModel[] modelOf = {tiered, tiered, portfolio};
  private final ModelCatalogue catalogue;

  /** Models over whole books that this chain has chosen, by their numbers. */
  private final TreeMap<Long, MarginModel> chosen = new TreeMap<>();

  private final Book book = new Book();
  private final UnitRevaluation orderRows = new UnitRevaluation();
  private final UnitLosses orderLosses = new UnitLosses();
  private final OrderCharge orderCharge = new OrderCharge(this::evaluateAlone);
  private final boolean[] chargesOrders = new boolean[Mode.values().length];
  private final UnitRevaluation single = new UnitRevaluation();
  private final UnitRevaluation batch = new UnitRevaluation();
  private final UnitLosses losses = new UnitLosses();
  private final Requirement scratch = new Requirement();

  /** What the last result of a subaccount is, in a column for each four of these. */
  private static final int INITIAL = 1;

  private static final int MAINTENANCE = 2;
  private static final int DRIVERS = 3;
  private static final int COLUMNS = 4;

  /** Instead of drivers, where there is no result. */
  private static final long NO_RESULT = 0;

  private long[] results = {};

  private final MarketChanges changes = new MarketChanges();
  private boolean complete;
  private final BitSet due = new BitSet();
  private final Handles packed = new Handles();
  private int[] rowsTo = {};

  private final RowList nearRows = new RowList();

  /**
   * Of all results, so changed with each. Sums saturate at their end alone: handles have no order
   * that other nodes share.
   */
  private final Wide totalEquity = new Wide();

  private final Wide totalInitial = new Wide();
  private final Wide totalMaintenance = new Wide();
  private int subaccounts;
  private final Handles below = new Handles();
  private final Handles negative = new Handles();
  private BlockResult.Totals totals = new BlockResult.Totals(0, 0, 0, 0, 0);

  Margining(State state, BlockMarket market, Engine engine, ModelCatalogue catalogue) {
    this.state = state;
    this.accounts = state.accounts();
    this.market = market.data();
    this.engine = engine;
    this.catalogue = catalogue;
    onCpu = engine.onCpu();
  }

  /** Takes the block's parameters: which model serves which mode. */
  void begin(long height) {
    for (Mode mode : MODES) {
      begin(height, mode);
    }
  }

  /** Makes sure that there is a model for each mode at a height. */
  void requireModels(long height) {
    for (Mode mode : MODES) {
      modelAt(height, mode);
    }
  }

  private static Parameter parameter(Mode mode) {
    return switch (mode) {
      case ISOLATED -> Parameter.ISOLATED_MODEL;
      case CROSS -> Parameter.CROSS_MODEL;
      case PORTFOLIO -> Parameter.PORTFOLIO_MODEL;
    };
  }

  private MarginModel modelAt(long height, Mode mode) {
    long number = state.parameters().at(height, parameter(mode), 0);
    if (number == TIERED) {
      return tiered;
    }
    if (number == PORTFOLIO) {
      return portfolio;
    }
    MarginModel known = chosen.get(number);
    if (known == null) {
      HoldingModel model = catalogue.find(number);
      if (model == null) {
        throw new BlockRefused(
            BlockRefused.Reason.MODEL_MISSING,
            "block "
                + height
                + " is margined by model "
                + number
                + ", which "
                + parameter(mode)
                + " names and this node lacks: it goes on with a release, or a file of parameters,"
                + " that has the model");
      }
      known = new VenueModel(model, tiered);
      chosen.put(number, known);
    }
    return known;
  }

  /** Whether a mode's model asks about whole books, which a block's market must have terms for. */
  boolean readsBooks() {
    boolean any = false;
    for (MarginModel model : modelOf) {
      any |= model.readsTheWholeMarket();
    }
    return any;
  }

  private void begin(long height, Mode mode) {
    MarginModel model = modelAt(height, mode);
    boolean charges = state.parameters().at(height, Parameter.RESERVE_CHARGE, mode.code()) == 1;
    complete &= model.equals(modelOf[mode.code()]) && chargesOrders[mode.code()] == charges;
    modelOf[mode.code()] = model;
    chargesOrders[mode.code()] = charges;
  }

  MarginModel model(int handle) {
    return model(accounts.mode(handle));
  }

  MarginModel model(Mode mode) {
    return modelOf[mode.code()];
  }

  /** Evaluates one subaccount as its mode's model does, with what its open orders are charged. */
  void evaluate(int handle, Requirement out) {
    evaluate(handle, model(handle), out);
    addOrders(handle, out);
  }

  /** Evaluates one subaccount as if it had so much less cash. */
  void evaluateWithout(int handle, long cash, Requirement out) {
    accounts.shareWith(book);
    moveTo(handle);
    long left = Checked.subtractSaturated(book.cash(), cash);
    book.moveTo(left, book.from(), book.to());
    evaluate(book, model(handle), out);
    addOrders(handle, out);
  }

  /** Evaluates one subaccount's positions under a model. */
  void evaluate(int handle, MarginModel model, Requirement out) {
    accounts.shareWith(book);
    moveTo(handle);
    evaluate(book, model, out);
  }

  /** Moves the book, which sees the columns, to a subaccount with what its owner has set. */
  private void moveTo(int handle) {
    accounts.moveTo(handle, book);
    book.setOwn(state.leverages().of(handle));
  }

  /** Whether a subaccount has open orders that its mode charges. */
  boolean isChargedForOrders(int handle) {
    return state.reserves().of(handle) != null && chargesOrders[accounts.mode(handle).code()];
  }

  /** Adds what open orders are charged; the book stands on the subaccount. */
  private void addOrders(int handle, Requirement to) {
    OpenOrders orders = state.reserves().of(handle);
    if (orders == null || !isChargedForOrders(handle)) {
      return;
    }
    long charge = orderCharge.of(market, book, orders, model(handle), to.initial());
    long initial = Checked.addSaturated(to.initial(), charge);
    if (model(handle).readsTheWholeMarket() && to.initial() < initial) {
      // The largest number means that an account is not covered, which orders do not change.
      initial = Math.min(initial, Long.MAX_VALUE - 1);
    }
    to.set(to.equity(), initial, to.maintenance(), to.drivingUnit(), to.drivingScenario());
  }

  /** Evaluates a book beside the one whose losses are being read. */
  private void evaluateAlone(Book of, MarginModel model, Requirement out) {
    if (model.needsLosses()) {
      orderRows.begin(market);
      int rows = orderRows.add(market, of);
      orderRows.run(market, onCpu, orderLosses);
      orderLosses.moveTo(0, rows);
    }
    model.evaluate(market, of, orderLosses, out);
  }

  /** Evaluates any book under a model. */
  void evaluate(Book of, MarginModel model, Requirement out) {
    revalue(of, model);
    model.evaluate(market, of, losses, out);
  }

  private void revalue(Book of, MarginModel model) {
    if (!model.needsLosses()) {
      return;
    }
    single.begin(market);
    int rows = single.add(market, of);
    single.run(market, onCpu, losses);
    losses.moveTo(0, rows);
  }

  /** Explains one subaccount's requirement. */
  Explanation explain(int handle) {
    accounts.shareWith(book);
    moveTo(handle);
    MarginModel model = model(handle);
    revalue(book, model);
    Explanation held = model.explain(market, book, losses);
    OpenOrders orders = state.reserves().of(handle);
    if (orders == null || !isChargedForOrders(handle)) {
      return held;
    }
    long charge = orderCharge.of(market, book, orders, model, held.initial());
    return held.withOrders(charge, orderCharge.sides(market));
  }

  /**
   * Maintenance margins of each of a subaccount's positions on its own, into {@code out} from index
   * 0 in the order of the positions.
   */
  void standAlone(int handle, long[] out) {
    MarginModel model = model(handle);
    int from = accounts.from(handle);
    int positions = accounts.positions(handle);
    if (model.needsLosses()) {
      single.begin(market);
      for (int i = 0; i < positions; i++) {
        single.add(market, accounts.instrument(from + i), accounts.lots(from + i));
      }
      single.run(market, onCpu, losses);
      losses.moveTo(0, positions);
    }
    for (int i = 0; i < positions; i++) {
      out[i] =
          model.standAloneMaintenance(
              market,
              accounts.instrument(from + i),
              accounts.lots(from + i),
              model.needsLosses() ? losses.worstPnl(i) : 0);
    }
  }

  /** Maintenance margin of one position on its own. */
  long standAlone(int handle, int instrument, long lots) {
    MarginModel model = model(handle);
    long worstPnl = 0;
    if (model.needsLosses()) {
      single.begin(market);
      single.add(market, instrument, lots);
      single.run(market, onCpu, losses);
      worstPnl = losses.worstPnl(0);
    }
    return model.standAloneMaintenance(market, instrument, lots, worstPnl);
  }

  /**
   * Evaluates every subaccount that has positions and may have changed, and forgets who has none.
   * Adds all up and notes who is below maintenance. The engine makes certain of all who are at or
   * near maintenance, so that nobody is liquidated on a device's word.
   */
  void remarginAll() {
    int size = accounts.slots();
    makeRoom(size);
    changes.read(market);
    chooseDue(size);
    // Until all is through, nothing may be taken for what it was.
    complete = false;
    accounts.forgetChanges();
    accounts.shareWith(book);
    below.clear();
    negative.clear();
    if (engine.keepsRows() && (long) due.cardinality() * FEW >= subaccounts) {
      dueIsAll(size);
      remarginDue(engine, Integer.MAX_VALUE);
    } else {
      remarginDue(engine.onCpu(), ROWS_AT_ONCE);
    }
    complete = true;
    totals =
        new BlockResult.Totals(
            subaccounts,
            totalEquity.toLongSaturated(),
            totalInitial.toLongSaturated(),
            totalMaintenance.toLongSaturated(),
            below.size());
  }

  /** Lets the next {@link #remarginAll} evaluate everybody. */
  void forget() {
    complete = false;
  }

  /** How many subaccounts the last {@link #remarginAll} has evaluated. */
  int evaluated() {
    return due.cardinality();
  }

  private void makeRoom(int size) {
    if (results.length < COLUMNS * size) {
      results = Arrays.copyOf(results, COLUMNS * (size + size / 8 + 16));
    }
  }

  private void chooseDue(int size) {
    boolean all = !complete || changes.all();
    boolean moved = changes.any();
    due.clear();
    for (int handle = 0; handle < size; handle++) {
      if (accounts.positions(handle) == 0) {
        drop(handle);
      } else if (all
          || !hasResult(handle)
          || accounts.mayHaveChanged(handle)
          || (moved && holdsMoved(handle))
          || isChargedForOrders(handle)
          || model(handle).readsTheWholeMarket()) {
        due.set(handle);
      }
    }
  }

  private void dueIsAll(int size) {
    for (int handle = 0; handle < size; handle++) {
      due.set(handle, accounts.positions(handle) > 0);
    }
  }

  private boolean holdsMoved(int handle) {
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      if (changes.isChanged(accounts.instrument(p))) {
        return true;
      }
    }
    return false;
  }

  private void remarginDue(Engine by, int rowsAtOnce) {
    int next = due.nextSetBit(0);
    while (next >= 0) {
      packed.clear();
      batch.begin(market);
      int rows = 0;
      while (next >= 0 && rows < rowsAtOnce && packed.size() < rowsAtOnce) {
        if (model(next).needsLosses()) {
          accounts.moveTo(next, book);
          rows = batch.add(market, book);
        }
        if (packed.size() == rowsTo.length) {
          rowsTo = Arrays.copyOf(rowsTo, 2 * rowsTo.length + 16);
        }
        rowsTo[packed.size()] = rows;
        packed.add(next);
        next = due.nextSetBit(next + 1);
      }
      int belowBefore = below.size();
      if (rows > 0) {
        batch.run(market, by, losses);
      }
      evaluatePacked();
      if (rows > 0 && !batch.confirm(market, by, nearRows, losses)) {
        below.cut(belowBefore);
        evaluatePacked();
      }
    }
  }

  private void evaluatePacked() {
    nearRows.clear();
    int from = 0;
    for (int i = 0; i < packed.size(); i++) {
      int handle = packed.get(i);
      losses.moveTo(from, rowsTo[i]);
      moveTo(handle);
      MarginModel model = model(handle);
      model.evaluate(market, book, losses, scratch);
      addOrders(handle, scratch);
      keep(handle, scratch);
      if (model.isLiquidatable(scratch)) {
        below.add(handle);
        // Found again in the next block, whether or not anything moves.
        accounts.mark(handle);
      }
      if (isNearMaintenance(model, scratch)) {
        for (int row = from; row < rowsTo[i]; row++) {
          nearRows.add(row);
        }
      }
      from = rowsTo[i];
    }
  }

  /** At or near maintenance is who may be liquidated or may not open positions. */
  private static boolean isNearMaintenance(MarginModel model, Requirement of) {
    return model.isLiquidatable(of) || !model.canOpen(of);
  }

  /** What {@link #remarginAll} found in all. */
  BlockResult.Totals totals() {
    return totals;
  }

  /** Whom {@link #remarginAll} found below maintenance, the riskiest first. */
  List<Integer> belowMaintenance() {
    return byRisk(below.stream());
  }

  /** Who has positions and negative equity since {@link #remarginAll}, the riskiest first. */
  List<Integer> bankrupt() {
    return byRisk(
        negative.stream().filter(handle -> accounts.positions(handle) > 0 && equity(handle) < 0));
  }

  /** Each once, by equity / maintenance margin, then by key. */
  private List<Integer> byRisk(IntStream handles) {
    List<Integer> sorted = new ArrayList<>(handles.sorted().distinct().boxed().toList());
    sorted.sort(this::compareRisk);
    return sorted;
  }

  private int compareRisk(int one, int other) {
    int byRisk =
        Transition.compareRisk(equity(one), maintenance(one), equity(other), maintenance(other));
    return byRisk != 0 ? byRisk : accounts.compareKeys(one, other);
  }

  /** Evaluates one subaccount again and keeps the result. */
  void remargin(int handle) {
    if (accounts.positions(handle) > 0) {
      evaluate(handle, scratch);
      keep(handle, scratch);
      // The market may have moved on since all were evaluated.
      accounts.mark(handle);
    }
  }

  private void keep(int handle, Requirement of) {
    drop(handle);
    int at = COLUMNS * handle;
    results[at] = of.equity();
    results[at + INITIAL] = of.initial();
    results[at + MAINTENANCE] = of.maintenance();
    results[at + DRIVERS] = drivers(of.drivingUnit(), of.drivingScenario());
    subaccounts++;
    totalEquity.add(of.equity());
    totalInitial.add(of.initial());
    totalMaintenance.add(of.maintenance());
    if (of.equity() < 0) {
      negative.add(handle);
      accounts.mark(handle);
    }
  }

  /** Two numbers from {@link Requirement#NONE}, -1, on in one that is not {@link #NO_RESULT}. */
  private static long drivers(int unit, int scenario) {
    return ((unit + 2L) << Integer.SIZE) | (scenario + 1L);
  }

  private boolean hasResult(int handle) {
    return results[COLUMNS * handle + DRIVERS] != NO_RESULT;
  }

  /** Forgets a subaccount's result, where it has one. */
  private void drop(int handle) {
    if (hasResult(handle)) {
      results[COLUMNS * handle + DRIVERS] = NO_RESULT;
      subaccounts--;
      totalEquity.subtract(equity(handle));
      totalInitial.subtract(initial(handle));
      totalMaintenance.subtract(maintenance(handle));
    }
  }

  /** Handles in the order in which they were noted, perhaps more than once. */
  private static final class Handles {

    private int[] handles = new int[16];
    private int size;

    void clear() {
      size = 0;
    }

    void add(int handle) {
      if (size == handles.length) {
        handles = Arrays.copyOf(handles, 2 * size);
      }
      handles[size++] = handle;
    }

    int size() {
      return size;
    }

    int get(int i) {
      return handles[i];
    }

    /** Forgets all but the first. */
    void cut(int to) {
      size = to;
    }

    IntStream stream() {
      return Arrays.stream(handles, 0, size);
    }
  }

  /** The kept result of a subaccount with positions. */
  void kept(int handle, Requirement out) {
    long drivers = results[COLUMNS * handle + DRIVERS];
    out.set(
        equity(handle),
        initial(handle),
        maintenance(handle),
        (int) (drivers >>> Integer.SIZE) - 2,
        (int) drivers - 1);
  }

  long equity(int handle) {
    return results[COLUMNS * handle];
  }

  long initial(int handle) {
    return results[COLUMNS * handle + INITIAL];
  }

  long maintenance(int handle) {
    return results[COLUMNS * handle + MAINTENANCE];
  }
}
