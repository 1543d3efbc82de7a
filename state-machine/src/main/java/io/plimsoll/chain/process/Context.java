package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.State;
import io.plimsoll.kernels.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/** What the phases of a block share. */
final class Context {

  final State state;
  final Engine engine;
  final BlockMarket market;
  final Margining margining;
  final Ledger ledger;
  final Quotes quotes = new Quotes();
  private List<Event> events = new ArrayList<>();
  private long height;
  private long nowMs;

  Context(State state, Engine engine) {
    this.state = state;
    this.engine = engine;
    market = new BlockMarket(state);
    margining = new Margining(state, market, engine);
    ledger = new Ledger(state, market);
  }

  void begin(long height, long nowMs) {
    this.height = height;
    this.nowMs = nowMs;
    events = new ArrayList<>();
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

  void emit(Event event) {
    events.add(event);
  }

  List<Event> events() {
    return events;
  }

  /** A parameter as it stands in this block. */
  long parameter(Parameter parameter, int subject) {
    return state.parameters().at(height, parameter, subject);
  }
}
