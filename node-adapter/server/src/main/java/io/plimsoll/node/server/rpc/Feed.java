package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.event.Event;
import io.plimsoll.node.server.run.Listener;
import io.plimsoll.node.server.watch.Metrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens, for who has subscribed to it, and the last liquidations for who asks later. The
 * writing thread calls it with each block; it hands messages on to queues and never waits.
 */
public final class Feed implements Listener {

  /** Liquidations as they happen. */
  public static final String LIQUIDATIONS = "liquidations";

  /** Blocks as they are committed. */
  public static final String BLOCKS = "blocks";

  /** All topics. */
  static final List<String> TOPICS = List.of(BLOCKS, LIQUIDATIONS);

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
    Schema.Field topic =
        Schema.field("topic", Schema.word("What to be told of.", TOPICS.toArray(String[]::new)));
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
        subscription("subscribe", "Begins to send a topic over this WebSocket.", topic),
        subscription("unsubscribe", "Stops sending a topic over this WebSocket.", topic));
  }

  private static RpcMethod subscription(String name, String summary, Schema.Field topic) {
    boolean begins = name.equals("subscribe");
    return new RpcMethod(
        name,
        summary,
        List.of(topic),
        Schema.object(Schema.field("changed", Schema.flag("Whether it was otherwise before."))),
        Answers.object().put("topic", LIQUIDATIONS),
        RpcMethod.Kind.SUBSCRIPTION,
        (given, caller) -> {
          String word = given.word("topic", TOPICS);
          Caller.Subscriber subscriber = caller.subscriber();
          if (word == null || subscriber == null) {
            throw new RpcError(
                RpcError.Code.INVALID_PARAMS, "topic is missing; it must be one of " + TOPICS);
          }
          boolean changed = begins ? subscriber.subscribe(word) : subscriber.unsubscribe(word);
          return Answers.object().put("changed", changed);
        });
  }
}
