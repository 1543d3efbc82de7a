package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Predicts what a block does, from the design and the documentation of the chain alone: the same
 * phases in the same order, each written down as plainly as it can be.
 */
final class Auditor {

  private static final long HOUR_MS = 3_600_000;

  final World world = new World();
  private final OptionPrices prices;

  Auditor(OptionPrices prices) {
    this.prices = prices;
  }

  /**
   * What a block must have done.
   *
   * @param events of each phase in order
   * @param kept the last margin of each subaccount with positions
   * @param fresh their margins as they are after the block
   */
  record Prediction(
      List<ResultCode> results,
      List<List<Event>> events,
      NavigableMap<SubaccountId, Margins.Margin> remargined,
      NavigableMap<SubaccountId, Margins.Margin> kept,
      NavigableMap<SubaccountId, Margins.Margin> fresh) {}

  /** Applies a block to the world and says what it did. */
  Prediction apply(Block block) {
    if (world.height == 0) {
      world.fundedUntilMs = Math.floorDiv(block.timeMs(), HOUR_MS) * HOUR_MS;
    }
    final long sinceMs = block.timeMs() - world.timeMs;
    final boolean first = world.height == 0;
    world.lastMs = world.timeMs;
    world.height = block.height();
    world.timeMs = block.timeMs();
    world.lastMarket.clear();
    List<@Nullable Authenticated> commands = new ArrayList<>();
    List<ResultCode> results = new ArrayList<>();
    decode(block, commands, results);
    List<Event> events = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    LossRules losses = new LossRules(world, events);

    losses.begin(sinceMs, first);
    activateParameters(events);
    ends.add(events.size());
    takePrices(commands, results, events);
    ends.add(events.size());
    new Premiums(world, events).fund();
    losses.resolve();
    ends.add(events.size());
    new Endings(world, events).run();
    ends.add(events.size());
    Books books = new Books(world, new BlockView(world, prices), events);
    ends.add(events.size());
    Commands phase = new Commands(books);
    books.orders.forget(books.parameter(Parameter.FORGOTTEN_ORDERS, 0));
    books.fees.forget();
    for (int i = 0; i < commands.size(); i++) {
      Authenticated command = commands.get(i);
      if (command != null) {
        results.set(i, phase.apply(command));
      }
    }
    ends.add(events.size());
    world.accounts.keySet().forEach(books::remargin);
    NavigableMap<SubaccountId, Margins.Margin> remargined = new TreeMap<>(books.kept);
    ends.add(events.size());
    new Liquidation(books).liquidate();
    ends.add(events.size());
    new Deleveraging(books).run();
    ends.add(events.size());
    return predict(results, events, ends, remargined, books);
  }

  private Prediction predict(
      List<ResultCode> results,
      List<Event> events,
      List<Integer> ends,
      NavigableMap<SubaccountId, Margins.Margin> remargined,
      Books books) {
    List<List<Event>> phases = new ArrayList<>();
    int from = 0;
    for (int end : ends) {
      phases.add(List.copyOf(events.subList(from, end)));
      from = end;
    }
    NavigableMap<SubaccountId, Margins.Margin> kept = new TreeMap<>();
    NavigableMap<SubaccountId, Margins.Margin> fresh = new TreeMap<>();
    world.accounts.forEach((id, account) -> {
      if (!account.positions().isEmpty()) {
        kept.put(id, books.kept(id));
        fresh.put(id, books.margin(id));
      }
    });
    return new Prediction(results, phases, remargined, kept, fresh);
  }

  private void decode(
      Block block, List<@Nullable Authenticated> commands, List<ResultCode> results) {
    long most = Governed.value(world, world.height, Parameter.COMMANDS, 0);
    long mostBytes = Governed.value(world, world.height, Parameter.BLOCK_BYTES, 0);
    long bytesThere = 0;
    Senders senders = new Senders(world);
    senders.forget();
    for (byte[] bytes : block.commands()) {
      Authenticated command = null;
      ResultCode result = ResultCode.OK;
      bytesThere += bytes.length;
      if (bytesThere > mostBytes) {
        result = ResultCode.TOO_MANY_BYTES;
      } else if (commands.size() >= most) {
        result = ResultCode.TOO_MANY_COMMANDS;
      } else {
        try {
          command = CommandCodec.decode(bytes);
          result = senders.admit(command);
          command = result == ResultCode.OK ? command : null;
        } catch (MalformedBytes e) {
          result = ResultCode.MALFORMED;
        }
      }
      commands.add(command);
      results.add(result);
    }
  }

  private void activateParameters(List<Event> events) {
    for (Map.Entry<World.ParameterKey, World.Path> entry : world.parameters.entrySet()) {
      Parameter parameter = Parameter.of(entry.getKey().code());
      int subject = entry.getKey().subject();
      World.Change running = Governed.running(entry.getValue(), world.height);
      if (running == null) {
        continue;
      }
      long start = running.startHeight();
      if (!Numbers.within(world.height, start, start + running.rampBlocks())) {
        continue;
      }
      long value = Governed.value(world, world.height, parameter, subject);
      long before = Governed.value(world, world.height - 1, parameter, subject);
      if (world.height == start || value != before) {
        events.add(new Event.ParameterMoved(parameter, subject, value));
      }
      if (parameter == Parameter.BREAKER_BLOCKS && world.underlyings.containsKey(subject)) {
        noteBreaker(subject, before, value, events);
      }
    }
  }

  /** A limit below which refusals have been before it moved, and now are not, or the reverse. */
  private void noteBreaker(int id, long before, long now, List<Event> events) {
    int refusals = Oracles.quality(world, id).refusals();
    long index = World.Rows.require(world.underlyings, id).index();
    boolean openBefore = before == 0 || refusals < before;
    boolean openNow = now == 0 || refusals < now;
    if (openBefore && !openNow) {
      events.add(new Event.BreakerTripped(id, 0, index, refusals));
    }
    if (openNow && !openBefore) {
      events.add(new Event.BreakerReset(id, index, refusals));
    }
  }

  /** Takes those commands that come before all others, of which nothing is left for these. */
  private void takePrices(
      List<@Nullable Authenticated> commands, List<ResultCode> results, List<Event> events) {
    new Premiums(world, events).sample();
    PriceRules rules = new PriceRules(world, events);
    Handlers handlers = new Handlers();
    rules.register(handlers);
    for (int i = 0; i < commands.size(); i++) {
      Authenticated of = commands.get(i);
      if (of != null && handlers.handle(of.command())) {
        rules.at(i);
        results.set(i, handlers.apply(world, of));
        commands.set(i, null);
      }
    }
    rules.decide(results);
    rules.average();
    StrictPrices.average(world);
  }
}
