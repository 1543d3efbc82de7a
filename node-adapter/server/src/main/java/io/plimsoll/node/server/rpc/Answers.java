package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.ViewReader;
import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.node.server.pool.Fate;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What answers are made of, and their schemas beside them. Amounts are text. */
final class Answers {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Answers() {}

  static ObjectNode object() {
    return NODES.objectNode();
  }

  static String word(Enum<?> of) {
    return of.name().toLowerCase(Locale.ROOT);
  }

  static Schema.Field[] subaccountParams() {
    return new Schema.Field[] {
      Schema.field("owner", Schema.address("The owner.")),
      Schema.maybe("number", Schema.whole(0, 0xffff_ffffL, "Which of the owner's; 0 at first."))
    };
  }

  /** Of which block an answer is. */
  static ObjectNode block(ChainView view) {
    return object()
        .put("height", view.height())
        .put("timeMs", view.timeMs())
        .put("hash", view.lastHash().hex())
        .put("stateRoot", view.stateRoot().hex());
  }

  static ObjectNode blockSchema() {
    return Schema.object(
        Schema.field("height", Schema.whole(0, Long.MAX_VALUE, "Its height.")),
        Schema.field("timeMs", Schema.whole(-1, Long.MAX_VALUE, "Its time.")),
        Schema.field("hash", Schema.hash("Its hash.")),
        Schema.field("stateRoot", Schema.hash("Merkle root of the state after it.")));
  }

  static void putId(ObjectNode to, String owner, String number, SubaccountId id) {
    to.put(owner, id.owner().toString());
    to.put(number, Integer.toUnsignedLong(id.number()));
  }

  static ObjectNode margin(AccountMargin of) {
    return object()
        .put("equity", Long.toString(of.equity()))
        .put("initial", Long.toString(of.initial()))
        .put("maintenance", Long.toString(of.maintenance()))
        .put("mayOpen", of.mayOpen())
        .put("liquidatable", of.isLiquidatable());
  }

  static ObjectNode marginSchema() {
    return Schema.object(
        Schema.field("equity", Schema.amount("Value of the account, in quanta of 10^-6 USD.")),
        Schema.field("initial", Schema.amount("Initial margin, in quanta.")),
        Schema.field("maintenance", Schema.amount("Maintenance margin, in quanta.")),
        Schema.field("mayOpen", Schema.flag("Whether it may open positions and withdraw.")),
        Schema.field("liquidatable", Schema.flag("Whether it is to be liquidated.")));
  }

  static ObjectNode subaccount(ViewReader.Subaccount of) {
    ObjectNode to = object();
    putId(to, "owner", "number", of.id());
    to.put("mode", word(of.mode())).put("pool", of.pool());
    to.put("cash", Long.toString(of.cash()));
    ArrayNode positions = to.putArray("positions");
    for (ViewReader.Position position : of.positions()) {
      positions
          .addObject()
          .put("instrument", position.instrument())
          .put("lots", Long.toString(position.lots()))
          .put("quote", Long.toString(position.quote()))
          .put("mark", Long.toString(position.mark()))
          .put("value", Long.toString(position.value()));
    }
    return to;
  }

  static ObjectNode subaccountSchema() {
    ObjectNode position =
        Schema.object(
            Schema.field("instrument", Schema.whole(0, Integer.MAX_VALUE, "Id.")),
            Schema.field("lots", Schema.amount("Signed lots; of a coin its quanta.")),
            Schema.field("quote", Schema.amount("Quote balance, in quanta of what it settles in.")),
            Schema.field("mark", Schema.amount("Mark, a mantissa; 0 where there is none.")),
            Schema.field("value", Schema.amount("Value at the mark, in quanta of USD.")));
    return Schema.object(
        Schema.field("owner", Schema.address("The owner.")),
        Schema.field("number", Schema.whole(0, 0xffff_ffffL, "Which of the owner's.")),
        Schema.field("mode", Schema.word("How it is margined.", "isolated", "cross", "portfolio")),
        Schema.field("pool", Schema.whole(0, 65_535, "Where its cash lies; 0 is all markets'.")),
        Schema.field("cash", Schema.amount("Cash, in quanta.")),
        Schema.field("positions", Schema.list(position, "By underlying, then instrument.")));
  }

  static ObjectNode explanation(ViewReader reader, Explanation of) {
    ObjectNode to = object();
    ArrayNode components = to.putArray("components");
    for (Explanation.Component component : of.components()) {
      components
          .addObject()
          .put("name", component.name())
          .put("amount", Long.toString(component.amount()))
          .put("inputs", component.inputs());
    }
    ArrayNode drivers = to.putArray("drivers");
    for (Explanation.Driver driver : of.drivers()) {
      drivers
          .addObject()
          .put("underlying", reader.underlying(driver.unit()))
          .put("scenario", driver.scenario())
          .put("loss", Long.toString(driver.loss()))
          .put("runnerUp", driver.runnerUp())
          .put("gap", Long.toString(driver.gap()));
    }
    ArrayNode contributions = to.putArray("contributions");
    for (Explanation.Contribution contribution : of.contributions()) {
      contributions
          .addObject()
          .put("instrument", reader.instrument(contribution.instrument()))
          .put("lots", Long.toString(contribution.lots()))
          .put("amount", Long.toString(contribution.amount()));
    }
    return to;
  }

  static ObjectNode explanationSchema() {
    ObjectNode component =
        Schema.object(
            Schema.field("name", Schema.text("The part.")),
            Schema.field("amount", Schema.amount("In quanta; a credit is negative.")),
            Schema.field("inputs", Schema.text("What it was computed from.")));
    ObjectNode driver =
        Schema.object(
            Schema.field("underlying", Schema.whole(0, Integer.MAX_VALUE, "Id.")),
            Schema.field("scenario", Schema.text("The worst scenario.")),
            Schema.field("loss", Schema.amount("What is lost in it, in quanta.")),
            Schema.field("runnerUp", Schema.text("The next worst.")),
            Schema.field("gap", Schema.amount("By how much less is lost in that.")));
    ObjectNode contribution =
        Schema.object(
            Schema.field("instrument", Schema.whole(0, Integer.MAX_VALUE, "Id.")),
            Schema.field("lots", Schema.amount("Signed lots.")),
            Schema.field("amount", Schema.amount("What it adds, in quanta.")));
    return Schema.object(
        Schema.field("components", Schema.list(component, "What initial margin is made of.")),
        Schema.field("drivers", Schema.list(driver, "Of each risk unit.")),
        Schema.field("contributions", Schema.list(contribution, "Of each position.")));
  }

  /** What has become of a command. */
  static ObjectNode fate(Fate of) {
    ObjectNode to = object().put("hash", of.hash().hex());
    to.put("status", word(of)).put("owner", of.sender().toString());
    to.put("nonce", of.once().nonce()).put("expiresMs", of.once().expiresMs());
    if (of instanceof Fate.Included in) {
      to.put("height", in.height()).put("index", in.index());
      to.put("code", word(in.code())).put("number", in.code().number());
      to.put("reason", in.code().sentence());
    } else if (of instanceof Fate.Dropped out) {
      to.put("height", out.height()).put("reason", word(out.why()));
    }
    return to;
  }

  private static String word(Fate of) {
    return switch (of) {
      case Fate.Waiting waiting -> "waiting";
      case Fate.Included included -> "included";
      case Fate.Dropped dropped -> "dropped";
    };
  }

  static ObjectNode fateSchema() {
    return Schema.object(
        Schema.field("hash", Schema.hash("By what it is known.")),
        Schema.field("status", Schema.word("Where it is.", "waiting", "included", "dropped")),
        Schema.field("owner", Schema.address("Who sent it.")),
        Schema.field("nonce", Schema.whole(1, Long.MAX_VALUE, "Its nonce.")),
        Schema.field("expiresMs", Schema.whole(0, Long.MAX_VALUE, "Block time of its end.")),
        Schema.maybe("height", Schema.whole(0, Long.MAX_VALUE, "Of its block; or the last one.")),
        Schema.maybe("index", Schema.whole(0, Integer.MAX_VALUE, "Its place in the block.")),
        Schema.maybe("code", Schema.text("ok, or the rule that was in its way.")),
        Schema.maybe("number", Schema.whole(0, 65_535, "The code's number on the chain.")),
        Schema.maybe("reason", Schema.text("The code in words; or why it was dropped.")));
  }

  /** A subaccount that examples name; it need not be there. */
  static ObjectNode someSubaccount() {
    return object().put("owner", Address.ofNumber(1_000).toString()).put("number", 0);
  }
}
