package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.event.EventLog;
import io.plimsoll.chain.state.State;
import io.plimsoll.kernels.engine.Engine;

/** What the phases of a block share. */
final class Context {

  final State state;
  final Engine engine;
  final BlockMarket market;
  final Margining margining;
  final Ledger ledger;
  final Quotes quotes = new Quotes();
  private final BlockParameters parameters;
  private EventLog events = new EventLog(0, 0);
  private long height;
  private long nowMs;

  Context(State state, Engine engine) {
    this.state = state;
    this.engine = engine;
    parameters = new BlockParameters(state.parameters());
    market = new BlockMarket(state);
    margining = new Margining(state, market, engine);
    ledger = new Ledger(state, market);
  }

  void begin(long height, long nowMs) {
    this.height = height;
    this.nowMs = nowMs;
    // About as many as in the last block, so that the log need not grow while commands run.
    events = new EventLog(events.size() + events.size() / 4, expectedBytes());
    parameters.begin(height);
    quotes.clear();
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

  /** A parameter as it stands in this block. */
  long parameter(Parameter parameter, int subject) {
    return parameters.get(parameter, subject);
  }
}
