package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
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
    world.height = block.height();
    world.timeMs = block.timeMs();
    List<@Nullable Authenticated> commands = new ArrayList<>();
    List<ResultCode> results = new ArrayList<>();
    decode(block, commands, results);
    List<Event> events = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();

    activateParameters(events);
    ends.add(events.size());
    takePrices(commands, results, events);
    ends.add(events.size());
    new PriceRules(world, events).fund();
    ends.add(events.size());
    new Endings(world, events).run();
    ends.add(events.size());
    Books books = new Books(world, new BlockView(world, prices), events);
    ends.add(events.size());
    List<Closing.Offer> offers = new ArrayList<>();
    Commands phase = new Commands(books, offers);
    for (int i = 0; i < commands.size(); i++) {
      Authenticated command = commands.get(i);
      if (command != null && !isPrice(command)) {
        results.set(i, phase.apply(command));
      }
    }
    ends.add(events.size());
    world.accounts.keySet().forEach(books::remargin);
    NavigableMap<SubaccountId, Margins.Margin> remargined = new TreeMap<>(books.kept);
    ends.add(events.size());
    Closing closing = new Closing(books, offers);
    closing.liquidate();
    ends.add(events.size());
    closing.deleverage();
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
    for (byte[] bytes : block.commands()) {
      Authenticated command = null;
      ResultCode result = ResultCode.OK;
      if (commands.size() >= most) {
        result = ResultCode.TOO_MANY_COMMANDS;
      } else {
        try {
          command = CommandCodec.decode(bytes);
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
    }
  }

  private static boolean isPrice(Authenticated of) {
    return of.command() instanceof Command.Prices || of.command() instanceof Command.Funding;
  }

  private void takePrices(
      List<@Nullable Authenticated> commands, List<ResultCode> results, List<Event> events) {
    PriceRules rules = new PriceRules(world, events);
    for (int i = 0; i < commands.size(); i++) {
      Authenticated of = commands.get(i);
      if (of == null || !isPrice(of)) {
        continue;
      }
      ResultCode code = ResultCode.NOT_AUTHORISED;
      if (Commands.isAuthorised(world, of)) {
        code =
            switch (of.command()) {
              case Command.Prices c -> rules.apply(c);
              case Command.Funding c -> rules.apply(c);
              default -> throw new AssertionError("not a price: " + of);
            };
      }
      results.set(i, code);
    }
    rules.average();
  }

  /** What comes to its end in a block. */
  private static final class Endings {
    private final World world;
    private final List<Event> events;

    Endings(World world, List<Event> events) {
      this.world = world;
      this.events = events;
    }

    void run() {
      for (int id : List.copyOf(world.instruments.keySet())) {
        World.Instrument row = world.instrument(id);
        World.Market market = world.market(row.market());
        if (row.ended() || waits(market.underlying())) {
          continue;
        }
        if (row.kind() != World.Kind.PERPETUAL && row.expiryMs() <= world.timeMs) {
          World.Expiry expiry =
              World.Rows.require(
                  world.expiries, new World.ExpiryKey(market.underlying(), row.expiryMs()));
          settle(id, row, average(market, expiry.settlementSum(), expiry.settlementCount()));
        } else if (isOver(market)) {
          settle(id, row, average(market, market.settlementSum(), market.settlementCount()));
        }
      }
      world.markets.replaceAll((id, row) -> isOver(row) ? end(id, row) : row);
      world
          .expiries
          .keySet()
          .removeIf(key -> key.expiryMs() <= world.timeMs && !waits(key.underlying()));
    }

    /** What ends before there ever was a price waits for one. */
    private boolean waits(int underlying) {
      return World.Rows.require(world.underlyings, underlying).index() == 0;
    }

    private boolean isOver(World.Market market) {
      return market.settleAtMs() != 0
          && !market.ended()
          && market.settleAtMs() <= world.timeMs
          && !waits(market.underlying());
    }

    private World.Market end(int id, World.Market row) {
      events.add(new Event.MarketEnded(id));
      return new World.Market(
          row.underlying(),
          row.isolated(),
          row.num(),
          row.den(),
          row.activeFrom(),
          row.settleAtMs(),
          row.settlementSum(),
          row.settlementCount(),
          true);
    }

    private long average(World.Market market, long sum, int count) {
      return count == 0
          ? World.Rows.require(world.underlyings, market.underlying()).index()
          : Math.floorDiv(sum, count);
    }

    private void settle(int id, World.Instrument row, long price) {
      long worth =
          switch (row.kind()) {
            case PERPETUAL, FUTURE -> price;
            case CALL -> Math.max(0, price - row.strike());
            case PUT -> Math.max(0, row.strike() - price);
          };
      for (SubaccountId holder : List.copyOf(world.accounts.keySet())) {
        if (world.lots(holder, id).signum() != 0) {
          settle(holder, id, row, worth);
        }
      }
      world.instruments.put(
          id,
          new World.Instrument(
              row.market(),
              row.kind(),
              row.expiryMs(),
              row.strike(),
              row.activeFrom(),
              Numbers.ZERO,
              row.fundingIndex(),
              row.fundingPpm(),
              row.mark(),
              row.markedAtMs(),
              true));
      events.add(new Event.InstrumentEnded(id, price));
    }

    private void settle(SubaccountId holder, int id, World.Instrument row, long worth) {
      World.Account account = world.account(holder);
      World.PositionKey key = world.keyOf(id);
      World.Position position = World.Rows.require(account.positions(), key);
      World.Market market = world.market(row.market());
      BigInteger due =
          Numbers.floor(
              position.lots().multiply(position.fundingIndex().subtract(row.fundingIndex())),
              Numbers.MILLION);
      BigInteger value =
          Numbers.towardZero(
              position.lots().multiply(Numbers.of(worth)).multiply(Numbers.of(market.num())),
              Numbers.of(market.den()));
      BigInteger payment = position.quote().add(value);
      World.Position none = new World.Position(Numbers.ZERO, Numbers.ZERO, Numbers.ZERO);
      world.put(holder, account.plusCash(due.add(payment)).with(key, none));
      BigInteger clears = due.add(value).negate();
      world.addToPool(account.pool(), Numbers.ZERO, clears, Numbers.ZERO, Numbers.ZERO);
      leavePool(holder);
      events.add(
          new Event.Settled(
              holder, id, position.lots().longValueExact(), payment.longValueExact()));
    }

    /** Cash goes back to the cross pool after the last position, where the pool can pay it. */
    private void leavePool(SubaccountId holder) {
      World.Account account = world.account(holder);
      World.Pool pool = world.pool(account.pool());
      BigInteger cash = account.cash();
      BigInteger free = pool.balance().subtract(pool.fund()).subtract(pool.fees());
      if (account.positions().isEmpty()
          && account.pool() != World.CROSS_POOL
          && cash.signum() >= 0
          && free.compareTo(cash) >= 0) {
        BigInteger none = Numbers.ZERO;
        world.addToPool(account.pool(), cash.negate(), none, none, none);
        world.addToPool(World.CROSS_POOL, cash, none, none, none);
        world.put(holder, account.withPool(World.CROSS_POOL));
      }
    }
  }
}
