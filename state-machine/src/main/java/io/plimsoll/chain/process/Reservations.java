package io.plimsoll.chain.process;

import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Leverages;
import io.plimsoll.chain.state.Reserves;
import io.plimsoll.chain.state.State;
import io.plimsoll.chain.state.SubaccountTable;
import io.plimsoll.margin.book.OpenOrders;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reserves of open orders: what uses them up and what releases them. */
final class Reservations {

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final SubaccountTable<Reserves, OpenOrders> table;

  Reservations(Context context) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
    this.table = context.state.reserves();
  }

  /** A subaccount's row, or null. */
  @Nullable Reserves row(int handle) {
    return table.of(handle) == null ? null : table.get(accounts.id(handle));
  }

  /** Sets a subaccount's row, none where it is null. */
  void set(int handle, @Nullable Reserves row) {
    if (row != null) {
      table.put(accounts.id(handle), row);
    } else if (table.of(handle) != null) {
      table.remove(accounts.id(handle));
    }
  }

  /** Takes the lots of a fill off the side that they were reserved for. */
  void consume(int handle, int slot, long lots) {
    Reserves row = row(handle);
    if (row == null) {
      return;
    }
    Reserves.Reserve old = row.get(state.instruments().keyOf(slot));
    if (old != null) {
      set(handle, row.with(old.after(lots)));
    }
  }

  /** Releases all of a subaccount's reserves. */
  void release(int handle) {
    Reserves row = row(handle);
    if (row != null) {
      set(handle, null);
      SubaccountId id = accounts.id(handle);
      row.of().forEach(each -> emit(id, each));
    }
  }

  /** Releases what is reserved for instruments, and set for markets, that have ended. */
  void releaseEnded() {
    forgetEndedLeverages();
    for (Map.Entry<SubaccountId, Reserves> entry : new ArrayList<>(table.rows().entrySet())) {
      Reserves left = entry.getValue();
      for (Reserves.Reserve each : entry.getValue().of()) {
        if (left != null && state.instruments().require(each.instrument()).ended()) {
          left = left.with(new Reserves.Reserve(each.instrument(), 0, 0, 0, 0, 0));
          emit(entry.getKey(), each);
        }
      }
      if (left == null) {
        table.remove(entry.getKey());
      } else if (!left.equals(entry.getValue())) {
        table.put(entry.getKey(), left);
      }
    }
  }

  /** Forgets margin fractions of markets that have ended. */
  private void forgetEndedLeverages() {
    for (Map.Entry<SubaccountId, Leverages> entry :
        new ArrayList<>(state.leverages().rows().entrySet())) {
      Leverages left = entry.getValue();
      for (Leverages.Leverage each : entry.getValue().of()) {
        if (left != null && state.markets().require(each.market()).ended()) {
          left = left.with(each.market(), 0);
        }
      }
      if (left == null) {
        state.leverages().remove(entry.getKey());
      } else if (!left.equals(entry.getValue())) {
        state.leverages().put(entry.getKey(), left);
      }
    }
  }

  private void emit(SubaccountId id, Reserves.Reserve of) {
    context.emit(
        new Event.ReserveReleased(id, of.instrument(), of.bidLots(), of.askLots(), of.orders()));
  }
}
