package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.ViewReader;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.node.server.pool.CommandPool;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.run.Overview;
import io.plimsoll.node.server.run.Readers;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a page that shows the node needs: all of it at once, who is near liquidation, losses. */
final class OverviewMethods {

  private static final int MOST_POOLS = 1_000;

  private final Node node;
  private final Readers readers;
  private final CommandPool pool;
  private final Overview overview;
  private final String version;

  OverviewMethods(Node node, Readers readers, CommandPool pool, Overview overview, String version) {
    this.node = node;
    this.readers = readers;
    this.pool = pool;
    this.overview = overview;
    this.version = version;
  }

  List<RpcMethod> all() {
    return List.of(getOverview(), getAccountsNearLiquidation(), getLossSurface());
  }

  private static Schema.Field count(String name, String description) {
    return Schema.field(name, Schema.whole(0, Long.MAX_VALUE, description));
  }

  private static Schema.Field amount(String name, String description) {
    return Schema.field(name, Schema.amount(description));
  }

  private static Schema.Field text(String name, String description) {
    return Schema.field(name, Schema.text(description));
  }

  private RpcMethod getOverview() {
    return new RpcMethod(
        "getOverview",
        "The node, its last blocks, margin in use by mode, funds and the engine.",
        List.of(
            Schema.maybe("blocks", Schema.whole(0, Overview.MOST_BLOCKS, "The most blocks; 10."))),
        overviewSchema(),
        Answers.object().put("blocks", 3),
        RpcMethod.Kind.OPEN,
        (given, caller) -> {
          int most =
              given.has("blocks") ? (int) given.whole("blocks", 0, Overview.MOST_BLOCKS) : 10;
          return readers.ask(reader -> overview(reader, most));
        });
  }

  private static ObjectNode overviewSchema() {
    ObjectNode mode =
        Schema.object(
            text("mode", "How they are margined."),
            count("subaccounts", "With positions."),
            amount("equity", "Theirs, in quanta."),
            amount("initial", "Initial margin, in quanta."),
            amount("maintenance", "Maintenance margin, in quanta."));
    ObjectNode fund =
        Schema.object(
            count("pool", "0 is all cross markets', else the isolated market's id."),
            amount("fund", "Insurance fund, in quanta."),
            amount("fees", "Fees collected, in quanta."),
            amount("balance", "All cash that lies there, in quanta."));
    ObjectNode detail = Schema.object(text("name", "What."), text("value", "Its value."));
    ObjectNode engine =
        Schema.object(
            text("name", "The engine that computes."),
            text("reason", "Why this one."),
            Schema.field("trouble", Schema.orNull(Schema.text("Why it does less than it should."))),
            Schema.field("details", Schema.list(detail, "Such as its device.")));
    ObjectNode block =
        Schema.object(
            count("height", "Its height."),
            count("timeMs", "Its time."),
            count("commands", "How many it has."),
            count("refused", "Of these, failed."),
            count("events", "How many it made."),
            count("liquidations", "Fills of liquidations."),
            count("tookUs", "From its arrival to its being on disk, in microseconds."));
    return Schema.object(
        text("version", "Of this program."),
        text("condition", "What the node is doing."),
        text("source", "Whence its blocks come."),
        Schema.field(
            "warnings",
            Schema.list(Schema.text("In words."), "What will stop a node that is well.")),
        amount("chainId", "The chain's number."),
        Schema.field("takesCommands", Schema.flag("Whether commands can be sent to it.")),
        count("waiting", "Commands that wait for a block."),
        count("leaves", "Of the state."),
        count("belowMaintenance", "Subaccounts that the last block was to liquidate."),
        count("gatheredHeight", "Of the block until which modes were gathered."),
        Schema.field("modes", Schema.list(mode, "Those that are used.")),
        Schema.field("funds", Schema.list(fund, "By pool.")),
        Schema.field("engine", engine),
        Schema.field("blocks", Schema.list(block, "The last ones of this process.")),
        Schema.field("block", Answers.blockSchema()));
  }

  private ObjectNode overview(ViewReader reader, int most) {
    Overview.Margins margins = overview.margins();
    BlockResult.Totals totals = overview.totals();
    ObjectNode answer = Answers.object().put("version", version);
    answer.put("condition", Answers.word(node.condition())).put("source", node.source());
    ArrayNode warnings = answer.putArray("warnings");
    node.missingModels().forEach(model -> warnings.add(model.toString()));
    answer.put("chainId", Long.toString(reader.market().chain().chainId()));
    answer.put("takesCommands", node.takesCommands()).put("waiting", pool.size());
    answer.put("leaves", reader.view().leaves());
    answer.put("belowMaintenance", totals.belowMaintenance());
    answer.put("gatheredHeight", margins.height());
    ArrayNode modes = answer.putArray("modes");
    for (Overview.Sums sums : margins.modes()) {
      modes
          .addObject()
          .put("mode", Answers.word(sums.mode()))
          .put("subaccounts", sums.subaccounts())
          .put("equity", Long.toString(sums.equity()))
          .put("initial", Long.toString(sums.initial()))
          .put("maintenance", Long.toString(sums.maintenance()));
    }
    ArrayNode funds = answer.putArray("funds");
    for (Map.Entry<Integer, Rows.Pool> entry : reader.market().pools().rows().entrySet()) {
      if (funds.size() == MOST_POOLS) {
        break;
      }
      funds
          .addObject()
          .put("pool", entry.getKey())
          .put("fund", Long.toString(entry.getValue().fund()))
          .put("fees", Long.toString(entry.getValue().fees()))
          .put("balance", Long.toString(entry.getValue().balance()));
    }
    answer.set("engine", engine(overview.engine()));
    ArrayNode blocks = answer.putArray("blocks");
    for (Overview.Seen seen : overview.blocks(most)) {
      blocks
          .addObject()
          .put("height", seen.height())
          .put("timeMs", seen.timeMs())
          .put("commands", seen.commands())
          .put("refused", seen.refused())
          .put("events", seen.events())
          .put("liquidations", seen.liquidations())
          .put("tookUs", seen.tookNs() / 1_000);
    }
    answer.set("block", Answers.block(reader.view()));
    return answer;
  }

  private static ObjectNode engine(Overview.EngineState of) {
    ObjectNode to = Answers.object().put("name", of.name()).put("reason", of.reason());
    to.put("trouble", of.trouble());
    ArrayNode details = to.putArray("details");
    for (EngineStatus.Detail detail : of.details()) {
      details.addObject().put("name", detail.name()).put("value", detail.value());
    }
    return to;
  }

  private RpcMethod getAccountsNearLiquidation() {
    ObjectNode account =
        Schema.object(
            Schema.field("owner", Schema.address("The owner.")),
            Schema.field("number", Schema.whole(0, 0xffff_ffffL, "Which of the owner's.")),
            text("mode", "How it is margined."),
            amount("equity", "In quanta."),
            amount("initial", "Initial margin, in quanta."),
            amount("maintenance", "Maintenance margin, in quanta."));
    return new RpcMethod(
        "getAccountsNearLiquidation",
        "Subaccounts with the least equity for their maintenance margin, these first.",
        List.of(Schema.maybe("limit", Schema.whole(1, Overview.MOST_NEAR, "The most; 20."))),
        Schema.object(
            count("height", "Of the block until which they were gathered."),
            Schema.field("accounts", Schema.list(account, "The nearest first."))),
        Answers.object().put("limit", 5),
        RpcMethod.Kind.OPEN,
        (given, caller) -> {
          int limit = given.has("limit") ? (int) given.whole("limit", 1, Overview.MOST_NEAR) : 20;
          Overview.Margins margins = overview.margins();
          ObjectNode answer = Answers.object().put("height", margins.height());
          ArrayNode accounts = answer.putArray("accounts");
          margins.near().stream()
              .limit(limit)
              .forEach(near -> {
                ObjectNode to = accounts.addObject();
                Answers.putId(to, "owner", "number", near.id());
                to.put("mode", Answers.word(near.mode()))
                    .put("equity", Long.toString(near.equity()))
                    .put("initial", Long.toString(near.initial()))
                    .put("maintenance", Long.toString(near.maintenance()));
              });
          return answer;
        });
  }

  private RpcMethod getLossSurface() {
    ObjectNode scenario =
        Schema.object(
            text("name", "The scenario."),
            Schema.field("pricePpm", Schema.whole(-1_000_000, 1_000_000_000, "Move of the price.")),
            Schema.field(
                "volPpm", Schema.whole(-1_000_000, 1_000_000_000, "Relative move of volatility.")),
            count("weightPpm", "How much of its loss counts for margin."),
            amount("pnl", "What the positions gain, in quanta; not weighted."));
    ObjectNode unit =
        Schema.object(
            count("underlying", "Id."),
            text("name", "Its name."),
            Schema.field("scenarios", Schema.list(scenario, "In the chain's order.")));
    return new RpcMethod(
        "getLossSurface",
        "What a subaccount's positions gain in each of the chain's scenarios, by underlying.",
        List.of(Answers.subaccountParams()),
        Schema.object(
            Schema.field("underlyings", Schema.list(unit, "Those that it has positions on.")),
            Schema.field("block", Answers.blockSchema())),
        Answers.someSubaccount(),
        RpcMethod.Kind.OPEN,
        (given, caller) -> {
          SubaccountId id = given.subaccount();
          return readers
              .ask(reader -> surface(reader, id))
              .orElseThrow(
                  () -> new RpcError(RpcError.Code.NOT_THERE, "there is no subaccount " + id));
        });
  }

  private static Optional<ObjectNode> surface(ViewReader reader, SubaccountId id) {
    ViewReader.Subaccount held = reader.subaccount(id);
    if (held == null) {
      return Optional.empty();
    }
    MarketData market = reader.prices();
    Map<Integer, BigInteger[]> sums = new TreeMap<>();
    for (ViewReader.Position position : held.positions()) {
      int slot = reader.market().instruments().slotOf(position.instrument());
      int unit = market.underlying()[slot];
      ScenarioSet set = market.scenarioSets().get(market.scenarioSet()[unit]);
      BigInteger[] of =
          sums.computeIfAbsent(
              unit,
              key -> {
                BigInteger[] zeros = new BigInteger[set.size()];
                java.util.Arrays.fill(zeros, BigInteger.ZERO);
                return zeros;
              });
      BigInteger lots = BigInteger.valueOf(position.lots());
      for (int s = 0; s < of.length; s++) {
        long entry = market.riskArrays().entry(slot, s);
        of[s] = of[s].add(lots.multiply(BigInteger.valueOf(entry)));
      }
    }
    ObjectNode answer = Answers.object();
    ArrayNode units = answer.putArray("underlyings");
    sums.forEach((unit, of) -> units.add(unit(reader, market, unit, of)));
    answer.set("block", Answers.block(reader.view()));
    return Optional.of(answer);
  }

  /** Sums of a risk unit in quanta: Floor, as the chain rounds them. */
  private static ObjectNode unit(ViewReader reader, MarketData market, int unit, BigInteger[] of) {
    int id = reader.underlying(unit);
    Rows.Underlying row = reader.market().underlyings().require(id);
    ObjectNode to = Answers.object().put("underlying", id).put("name", row.name());
    ScenarioSet set = market.scenarioSets().get(market.scenarioSet()[unit]);
    BigInteger scale = BigInteger.TEN.pow(market.unitScale()[unit]);
    BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
    ArrayNode scenarios = to.putArray("scenarios");
    for (int s = 0; s < of.length; s++) {
      BigInteger[] parts = of[s].divideAndRemainder(scale);
      BigInteger floor = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
      scenarios
          .addObject()
          .put("name", set.name(s))
          .put("pricePpm", set.priceMovePpm(s))
          .put("volPpm", set.volShock(s).amountPpm())
          .put("weightPpm", set.weightPpm(s))
          .put("pnl", floor.min(most).max(most.negate()).toString());
    }
    return to;
  }
}
