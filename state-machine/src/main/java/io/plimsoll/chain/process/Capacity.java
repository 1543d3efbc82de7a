package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.rule.OpenInterest;
import java.util.Map;

/** What the chain has room for, so that the work of a block is bounded before it begins. */
final class Capacity {

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private long mostPositions;
  private long mostNumber;

  /** Positions of subaccounts that the state lacks because it follows few of another's. */
  private int elsewhere;

  Capacity(Context context) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
  }

  /** Takes the block's parameters, which fills ask for. */
  void begin() {
    mostPositions = context.parameter(Parameter.TOTAL_POSITIONS, 0);
    mostNumber = context.parameter(Parameter.SUBACCOUNT_NUMBER, 0);
  }

  /** Scenarios of a stress matrix with so many moves on each side of 0. */
  static long scenarios(long steps) {
    return 3 * (2 * steps + 1) + 2;
  }

  /** Whether there may be a subaccount of that number; one that is there may. */
  boolean mayExist(SubaccountId id) {
    return mayExist(id.number()) || isThere(accounts.find(id));
  }

  /** Whether there may be a new subaccount of that number. */
  boolean mayExist(int number) {
    return Integer.toUnsignedLong(number) <= mostNumber;
  }

  /** Whether a handle, or -1, is of a subaccount. */
  boolean isThere(int handle) {
    return handle >= 0 && accounts.exists(handle);
  }

  /** Says how many positions subaccounts have that the state lacks. */
  void setElsewhere(int positions) {
    elsewhere = positions;
  }

  /** Whether a number of new positions fits beside all that are there. */
  boolean hasRoom(int positions) {
    return (long) accounts.positionsInAll() + elsewhere + positions <= mostPositions;
  }

  /** Whether a fill between two that may hold it fits the chain and its market. */
  ResultCode checkFill(int buyer, int seller, int slot, long lots) {
    if (!hasRoom(2) && lots(buyer, slot) == 0 && lots(seller, slot) == 0) {
      return ResultCode.TOO_MANY_POSITIONS_IN_ALL;
    }
    long most = context.market.mostOpenLots(slot);
    if (most == Parameter.OPEN_LOTS.initially()) {
      return ResultCode.OK;
    }
    long bought = lots(buyer, slot);
    long sold = lots(seller, slot);
    long change =
        Checked.addSaturated(
            OpenInterest.change(bought, Checked.addSaturated(bought, lots)),
            OpenInterest.change(sold, Checked.addSaturated(sold, -lots)));
    return change > 0 && Checked.addSaturated(context.market.openLots(slot), change) > most
        ? ResultCode.OPEN_INTEREST_TOO_LARGE
        : ResultCode.OK;
  }

  private long lots(int handle, int slot) {
    int p = accounts.position(handle, slot);
    return p < 0 ? 0 : accounts.lots(p);
  }

  ResultCode checkUnderlyings() {
    boolean fits = state.underlyings().rows().size() < context.parameter(Parameter.UNDERLYINGS, 0);
    return fits ? ResultCode.OK : ResultCode.TOO_MANY_UNDERLYINGS;
  }

  ResultCode checkMarkets() {
    int there = 0;
    for (Rows.Market market : state.markets().rows().values()) {
      there += market.ended() ? 0 : 1;
    }
    boolean fits = there < context.parameter(Parameter.MARKETS, 0);
    return fits ? ResultCode.OK : ResultCode.TOO_MANY_MARKETS;
  }

  /** Whether one more instrument of an underlying fits. */
  ResultCode checkInstruments(int underlying) {
    int ofUnit = 0;
    for (Rows.Instrument row : state.instruments().rows().values()) {
      boolean same = state.markets().require(row.market()).underlying() == underlying;
      ofUnit += !row.ended() && same ? 1 : 0;
    }
    if (ofUnit >= context.parameter(Parameter.UNIT_INSTRUMENTS, underlying)) {
      return ResultCode.TOO_MANY_INSTRUMENTS;
    }
    boolean fits = (instruments() + 1) * scenarios(mostSteps()) <= mostCells();
    return fits ? ResultCode.OK : ResultCode.TOO_MANY_CELLS;
  }

  /** Whether stress matrices of so many steps fit for the instruments that are there. */
  ResultCode checkSteps(long steps) {
    boolean fits = instruments() * scenarios(steps) <= mostCells();
    return fits ? ResultCode.OK : ResultCode.TOO_MANY_CELLS;
  }

  private long mostCells() {
    return context.parameter(Parameter.RISK_CELLS, 0);
  }

  private long instruments() {
    long there = 0;
    for (Rows.Instrument row : state.instruments().rows().values()) {
      there += row.ended() ? 0 : 1;
    }
    return there;
  }

  /** The most steps that a stress matrix has now or comes to by what is scheduled. */
  private long mostSteps() {
    long most = context.parameter(Parameter.STRESS_STEPS, 0);
    for (Map.Entry<Rows.ParameterKey, Rows.ParameterPath> entry :
        state.parameters().paths().entrySet()) {
      if (entry.getKey().code() == Parameter.STRESS_STEPS.code()) {
        for (Rows.ParameterStep step : entry.getValue().steps()) {
          most = Math.max(most, step.to());
        }
      }
    }
    return most;
  }

  /**
   * Whether a lot can be valued in risk arrays: some k in 0..12 makes it weigh enough, and the
   * position limit, where governance has set one, times the change of a linear lot in the largest
   * move stays below 2^62. Before the first index price everything can.
   */
  ResultCode checkLot(int market, Rows.Market row) {
    long index = state.underlyings().require(row.underlying()).index();
    if (index == 0) {
      return ResultCode.OK;
    }
    long value = index * row.multiplierNum();
    int k = Limits.unitScale(value, row.multiplierDen());
    if (k > Limits.UNIT_SCALE) {
      return ResultCode.LOT_TOO_SMALL;
    }
    long most = context.parameter(Parameter.POSITION_LOTS, market);
    if (most == Parameter.POSITION_LOTS.initially()) {
      return ResultCode.OK;
    }
    long move =
        Math.max(
            context.parameter(Parameter.RANGE_PPM, row.underlying()),
            context.parameter(Parameter.EXTREME_MOVE_PPM, row.underlying()));
    long lot = MulDiv.floorSaturated(value, Limits.powerOfTen(k), row.multiplierDen());
    long change = MulDiv.floorSaturated(lot, move, Limits.ONE_PPM);
    return Checked.multiplySaturated(change, most) < Limits.POSITION_RISK
        ? ResultCode.OK
        : ResultCode.LIMIT_TOO_LARGE;
  }
}
