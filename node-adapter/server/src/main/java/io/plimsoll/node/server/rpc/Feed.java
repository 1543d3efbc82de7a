package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.event.Event;
import io.plimsoll.node.server.pool.CommandPool;
import io.plimsoll.node.server.pool.Fate;
import io.plimsoll.node.server.run.Listener;
import io.plimsoll.node.server.watch.Metrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens, for who has subscribed to it, and the last liquidations for who asks later. The
 * writing thread calls it with each block; it hands messages on to queues and never waits.
 */
public final class Feed implements Listener, CommandPool.Outlet {

  /** Liquidations as they happen. */
  public static final String LIQUIDATIONS = "liquidations";

  /** Blocks as they are committed. */
  public static final String BLOCKS = "blocks";

  /** What becomes of commands, of one by its hash or of all of a sender. */
  public static final String COMMANDS = "commands";

  /** All topics. */
  static final List<String> TOPICS = List.of(BLOCKS, LIQUIDATIONS, COMMANDS);

  private static final int MOST_TOPICS = 1_024;

  private static final int KEPT = 1_000;

  private final BiConsumer<String, Supplier<String>> out;
  private final Metrics.Counter liquidations;
  private final Metrics.Counter bankrupt;
  private final ArrayDeque<ObjectNode> last = new ArrayDeque<>();
  private volatile BlockResult.Totals totals = new BlockResult.Totals(0, 0, 0, 0, 0);

  /**
   * A feed.
   *
   * @param out takes a topic and what makes a message where somebody wants it; it must not wait
   */
  public Feed(BiConsumer<String, Supplier<String>> out, Metrics metrics) {
    this.out = out;
    liquidations = metrics.counter("liquidation_fills_total", "Fills of liquidations.");
    bankrupt = metrics.counter("deleveragings_total", "Positions closed against other holders.");
    metrics.gauge("subaccounts", "Subaccounts with positions.", () -> totals.subaccounts());
    metrics.gauge(
        "below_maintenance", "Subaccounts to be liquidated.", () -> totals.belowMaintenance());
    metrics.gauge("equity_quanta", "Equity of who has positions.", () -> totals.equity());
    metrics.gauge("initial_margin_quanta", "Their initial margin.", () -> totals.initial());
    metrics.gauge(
        "maintenance_margin_quanta", "Their maintenance margin.", () -> totals.maintenance());
  }

  @Override
  public void committed(Block block, BlockResult result) {
    totals = result.totals();
    List<ObjectNode> events = new ArrayList<>();
    for (Event event : result.events()) {
      if (event instanceof Event.Traded) {
        continue;
      }
      ObjectNode json = EventJson.liquidation(event);
      if (json == null) {
        continue;
      }
      if (event instanceof Event.LiquidationFill) {
        liquidations.increment();
      } else if (event instanceof Event.Deleveraged) {
        bankrupt.increment();
      }
      json.put("height", result.height()).put("timeMs", result.timeMs());
      events.add(json);
    }
    // One message for all, so that a crash does not fill the queues of who wants to know of it.
    if (!events.isEmpty()) {
      keep(events);
      publish(LIQUIDATIONS, result.height(), events);
    }
    ObjectNode json =
        Answers.object()
            .put("height", result.height())
            .put("timeMs", result.timeMs())
            .put("hash", block.hash().hex())
            .put("stateRoot", result.stateRoot().hex())
            .put("marginDigest", result.marginDigest().hex())
            .put("commands", result.results().size())
            .put("events", result.events().size())
            .put("belowMaintenance", result.totals().belowMaintenance());
    publish(BLOCKS, result.height(), List.of(json));
  }

  /** What was taken back is no longer among the last; who has heard of it is told so. */
  @Override
  public void undone(long height) {
    synchronized (this) {
      last.removeIf(event -> event.path("height").asLong(0) > height);
    }
    ObjectNode json = Answers.object().put("height", height).put("undone", true);
    publish(BLOCKS, height, List.of(json));
    publish(LIQUIDATIONS, height, List.of(json.deepCopy()));
  }

  @Override
  public void told(long height, List<Fate> fates) {
    Map<String, List<Fate>> bySender = new LinkedHashMap<>();
    for (Fate fate : fates) {
      send(commands(fate.hash().hex()), height, List.of(fate));
      bySender
          .computeIfAbsent(commands(fate.sender().toString()), key -> new ArrayList<>())
          .add(fate);
    }
    bySender.forEach((key, own) -> send(key, height, own));
  }

  private void send(String key, long height, List<Fate> fates) {
    out.accept(
        key,
        () ->
            Dispatcher.notification(COMMANDS, height, fates.stream().map(Answers::fate).toList()));
  }

  /** A key of subscriptions: a hash or an address, of commands. */
  private static String commands(String of) {
    return COMMANDS + ":" + of;
  }

  private void publish(String topic, long height, List<ObjectNode> events) {
    out.accept(topic, () -> Dispatcher.notification(topic, height, events));
  }

  private synchronized void keep(List<ObjectNode> events) {
    last.addAll(events.subList(Math.max(0, events.size() - KEPT), events.size()));
    while (last.size() > KEPT) {
      last.removeFirst();
    }
  }

  private synchronized List<ObjectNode> latest(int limit) {
    List<ObjectNode> all = new ArrayList<>(last);
    return all.subList(Math.max(0, all.size() - limit), all.size());
  }

  List<RpcMethod> methods() {
    ObjectNode event = Answers.object().put("type", "object");
    event.put("description", "kind, owner, number, height, and what its kind has.");
    return List.of(
        new RpcMethod(
            "getLiquidations",
            "The last liquidations, deleveragings and debts since the node began, oldest first.",
            List.of(Schema.maybe("limit", Schema.whole(1, KEPT, "The most; 100."))),
            Schema.object(Schema.field("events", Schema.list(event, "The last ones."))),
            Answers.object().put("limit", 5),
            RpcMethod.Kind.OPEN,
            (given, caller) -> {
              int limit = given.has("limit") ? (int) given.whole("limit", 1, KEPT) : 100;
              ObjectNode answer = Answers.object();
              ArrayNode events = answer.putArray("events");
              latest(limit).forEach(events::add);
              return answer;
            }),
        subscription("subscribe", "Begins to send a topic over this WebSocket."),
        subscription("unsubscribe", "Stops sending a topic over this WebSocket."));
  }

  private static RpcMethod subscription(String name, String summary) {
    boolean begins = name.equals("subscribe");
    return new RpcMethod(
        name,
        summary,
        List.of(
            Schema.field(
                "topic", Schema.word("What to be told of.", TOPICS.toArray(String[]::new))),
            Schema.maybe("hash", Schema.hash("Of commands: the one of this hash.")),
            Schema.maybe("owner", Schema.address("Or of commands: all that this address sent."))),
        Schema.object(Schema.field("changed", Schema.flag("Whether it was otherwise before."))),
        Answers.object().put("topic", LIQUIDATIONS),
        RpcMethod.Kind.SUBSCRIPTION,
        (given, caller) -> {
          Caller.Subscriber subscriber = caller.subscriber();
          String key = key(given);
          if (subscriber == null) {
            throw new IllegalStateException("the dispatcher asks for a subscriber");
          }
          if (begins && subscriber.topics() >= MOST_TOPICS) {
            throw new RpcError(
                RpcError.Code.REFUSED, "a WebSocket has at most " + MOST_TOPICS + " subscriptions");
          }
          boolean changed = begins ? subscriber.subscribe(key) : subscriber.unsubscribe(key);
          return Answers.object().put("changed", changed);
        });
  }

  /** By what messages of a subscription are known. */
  private static String key(Params given) {
    String topic = given.word("topic", TOPICS);
    if (topic == null) {
      throw new RpcError(
          RpcError.Code.INVALID_PARAMS, "topic is missing; it must be one of " + TOPICS);
    }
    int whose = (given.has("hash") ? 1 : 0) + (given.has("owner") ? 1 : 0);
    if (whose != (topic.equals(COMMANDS) ? 1 : 0)) {
      throw new RpcError(
          RpcError.Code.INVALID_PARAMS, "commands need either hash or owner, other topics neither");
    }
    if (whose == 0) {
      return topic;
    }
    return commands(
        given.has("hash") ? given.hash("hash").hex() : given.address("owner").toString());
  }
}
