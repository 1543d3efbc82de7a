package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.event.EventLog;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.state.State;
import io.plimsoll.kernels.engine.Engine;
import java.util.TreeMap;

/** What the phases of a block share. */
final class Context {

  final State state;
  final Engine engine;
  final BlockMarket market;
  final Margining margining;
  final Ledger ledger;
  final Quotes quotes = new Quotes();
  final Gates gates;
  final Funds funds;
  final Reservations reservations;
  private final BlockParameters parameters;
  private EventLog events = new EventLog(0, 0);

  /** Market of the last position of subaccounts that this block left without any, by handle. */
  private final TreeMap<Integer, Integer> lastMarket = new TreeMap<>();

  private long height;
  private long nowMs;

  Context(State state, Engine engine, ModelCatalogue models) {
    this.state = state;
    this.engine = engine;
    parameters = new BlockParameters(state.parameters());
    market = new BlockMarket(state);
    margining = new Margining(state, market, engine, models);
    ledger = new Ledger(state, market);
    gates = new Gates(this);
    funds = new Funds(this);
    reservations = new Reservations(this);
  }

  void begin(long height, long nowMs) {
    this.height = height;
    this.nowMs = nowMs;
    // About as many as in the last block, so that the log need not grow while commands run.
    events = new EventLog(events.size() + events.size() / 4, expectedBytes());
    parameters.begin(height);
    quotes.clear();
    lastMarket.clear();
    state.accounts().compact();
  }

  /** Height of the block. */
  long height() {
    return height;
  }

  /** Block time in milliseconds. */
  long nowMs() {
    return nowMs;
  }

  private int expectedBytes() {
    return events.byteCount() + events.byteCount() / 4;
  }

  void emit(Event event) {
    events.append(event);
  }

  EventLog events() {
    return events;
  }

  /** From here on changes of the state, and events, can be taken back. */
  void savepoint() {
    state.journal().savepoint();
    events.savepoint();
  }

  /** Takes back all since the savepoint that was opened last. */
  void rollback() {
    state.journal().rollback();
    events.rollback();
  }

  /** Keeps all since the savepoint that was opened last. */
  void release() {
    state.journal().release();
    events.release();
  }

  /** Settles the funding that is due to a subaccount, with an event of each position. */
  void settleFunding(int handle) {
    ledger.settleFunding(handle, events);
  }

  /** Says in which market a subaccount has closed a position. */
  void noteLast(int handle, int market) {
    if (state.accounts().positions(handle) == 0) {
      lastMarket.put(handle, market);
    }
  }

  /** Market in which a subaccount closed its last position in this block; -1 where it did not. */
  int lastMarket(int handle) {
    return lastMarket.getOrDefault(handle, -1);
  }

  /** A parameter as it stands in this block. */
  long parameter(Parameter parameter, int subject) {
    return parameters.get(parameter, subject);
  }
}
