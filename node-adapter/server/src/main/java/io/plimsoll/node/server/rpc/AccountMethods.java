package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.ViewReader;
import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.FeeTerms;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.WhatIf;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.run.Readers;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Questions about one subaccount, answered at the last committed block. */
final class AccountMethods {

  private static final int MOST_TRADES = 64;
  private static final int MOST_KEY_BYTES = 64;
  private static final List<String> TRADE = List.of("instrument", "lots", "price", "fee");
  private static final List<String> MODES = List.of("isolated", "cross", "portfolio");

  /** Milliseconds for which a proof waits for another one. */
  private static final long PATIENCE_MS = 2_000;

  private final Node node;
  private final Readers readers;
  private final Semaphore proving = new Semaphore(1);

  AccountMethods(Node node, Readers readers) {
    this.node = node;
    this.readers = readers;
  }

  List<RpcMethod> all() {
    return List.of(getSubaccount(), getMargin(), whatIf(), getFeeTerms(), getProof());
  }

  private static RpcError notThere(SubaccountId id) {
    return new RpcError(RpcError.Code.NOT_THERE, "there is no subaccount " + id);
  }

  private RpcMethod getSubaccount() {
    return new RpcMethod(
        "getSubaccount",
        "A subaccount: mode, cash, positions and margin.",
        List.of(Answers.subaccountParams()),
        Schema.object(
            Schema.field("subaccount", Answers.subaccountSchema()),
            Schema.field("margin", Answers.marginSchema()),
            Schema.field("block", Answers.blockSchema())),
        Answers.someSubaccount(),
        RpcMethod.Kind.OPEN,
        (params, caller) -> {
          SubaccountId id = params.subaccount();
          return readers.ask(reader -> subaccount(reader, id)).orElseThrow(() -> notThere(id));
        });
  }

  private static Optional<ObjectNode> subaccount(ViewReader reader, SubaccountId id) {
    ViewReader.Subaccount held = reader.subaccount(id);
    AccountMargin margin = reader.margin(id);
    if (held == null || margin == null) {
      return Optional.empty();
    }
    ObjectNode answer = Answers.object();
    answer.set("subaccount", Answers.subaccount(held));
    answer.set("margin", Answers.margin(margin));
    answer.set("block", Answers.block(reader.view()));
    return Optional.of(answer);
  }

  private RpcMethod getMargin() {
    List<Schema.Field> params = new ArrayList<>(List.of(Answers.subaccountParams()));
    params.add(Schema.maybe("explain", Schema.flag("Whether to say how it comes about.")));
    return new RpcMethod(
        "getMargin",
        "Equity and requirements of a subaccount, and how they come about.",
        params,
        Schema.object(
            Schema.field("margin", Answers.marginSchema()),
            Schema.maybe("explanation", Answers.explanationSchema()),
            Schema.field("block", Answers.blockSchema())),
        Answers.someSubaccount().put("explain", true),
        RpcMethod.Kind.OPEN,
        (given, caller) -> {
          SubaccountId id = given.subaccount();
          boolean explain = given.has("explain") && given.flag("explain");
          return readers.ask(reader -> margin(reader, id, explain)).orElseThrow(() -> notThere(id));
        });
  }

  private static Optional<ObjectNode> margin(ViewReader reader, SubaccountId id, boolean explain) {
    AccountMargin margin = reader.margin(id);
    if (margin == null) {
      return Optional.empty();
    }
    ObjectNode answer = Answers.object();
    answer.set("margin", Answers.margin(margin));
    Explanation why = explain ? reader.explain(id) : null;
    if (why != null) {
      answer.set("explanation", Answers.explanation(reader, why));
    }
    answer.set("block", Answers.block(reader.view()));
    return Optional.of(answer);
  }

  private RpcMethod whatIf() {
    ObjectNode trade =
        Schema.object(
            Schema.field("instrument", Schema.whole(0, Integer.MAX_VALUE, "Id.")),
            Schema.field("lots", Schema.amount("Bought; sold where negative.")),
            Schema.maybe("price", Schema.amount("A mantissa; the mark where there is none.")),
            Schema.maybe(
                "fee",
                Schema.amount(
                    "Paid, in quanta of what it settles in; else what the tier asks of a taker, 0"
                        + " where fees are not by tiers.")));
    List<Schema.Field> params = new ArrayList<>(List.of(Answers.subaccountParams()));
    params.add(Schema.maybe("trades", Schema.list(trade, "In their order, at most 64.")));
    params.add(
        Schema.maybe("collateral", Schema.amount("Quanta of USD brought in first; or out.")));
    params.add(
        Schema.maybe(
            "mode", Schema.word("To which it changes next.", "isolated", "cross", "portfolio")));
    ObjectNode example = Answers.someSubaccount().put("collateral", "1000000000");
    example.putArray("trades").addObject().put("instrument", 1).put("lots", "10");
    return new RpcMethod(
        "whatIf",
        "What the chain would do with collateral, a mode and trades of a subaccount, there or not.",
        params,
        Schema.object(
            Schema.field("code", Schema.text("ok, or why the chain would refuse.")),
            Schema.field("number", Schema.whole(0, 65_535, "The code's number on the chain.")),
            Schema.field("reason", Schema.text("The code in words.")),
            Schema.field("made", Schema.whole(0, MOST_TRADES, "Trades that the chain would make.")),
            Schema.field("before", Answers.marginSchema()),
            Schema.field("after", Answers.marginSchema()),
            Schema.field("block", Answers.blockSchema())),
        example,
        RpcMethod.Kind.OPEN,
        (given, caller) -> {
          SubaccountId id = given.subaccount();
          List<HypotheticalTrade> trades = trades(given);
          long collateral = given.has("collateral") ? given.amount("collateral") : 0;
          String word = given.word("mode", MODES);
          Mode mode = word == null ? null : Mode.valueOf(word.toUpperCase(Locale.ROOT));
          return readers.ask(reader -> whatIf(reader, id, collateral, trades, mode));
        });
  }

  private static List<HypotheticalTrade> trades(Params given) {
    List<HypotheticalTrade> trades = new ArrayList<>();
    if (given.has("trades")) {
      for (Params each : given.list("trades", MOST_TRADES, TRADE)) {
        trades.add(
            new HypotheticalTrade(
                (int) each.whole("instrument", 0, Integer.MAX_VALUE),
                each.amount("lots"),
                each.has("price") ? each.amount("price") : 0,
                each.has("fee") ? each.amount("fee") : HypotheticalTrade.AS_TAKER));
      }
    }
    return trades;
  }

  private static ObjectNode whatIf(
      ViewReader reader,
      SubaccountId id,
      long collateral,
      List<HypotheticalTrade> trades,
      @Nullable Mode mode) {
    WhatIf then = reader.whatIf(id, collateral, trades, mode);
    ObjectNode answer =
        Answers.object()
            .put("code", Answers.word(then.code()))
            .put("number", then.code().number())
            .put("reason", then.code().sentence())
            .put("made", then.made());
    answer.set("before", Answers.margin(then.before()));
    answer.set("after", Answers.margin(then.after()));
    answer.set("block", Answers.block(reader.view()));
    return answer;
  }

  private RpcMethod getFeeTerms() {
    return new RpcMethod(
        "getFeeTerms",
        "An owner's fee tier in the next block, its rates, and what was traded in 30 days.",
        List.of(Schema.field("owner", Schema.address("The owner."))),
        Schema.object(
            Schema.field("holds", Schema.flag("Whether fees are by tiers (FEE_POLICY 1).")),
            Schema.field("tier", Schema.whole(0, Integer.MAX_VALUE, "0 for none reached.")),
            Schema.field("makerPpm", Schema.amount("Of the quote; a rebate where negative.")),
            Schema.field("takerPpm", Schema.amount("A market's FEE_PPM bounds both.")),
            Schema.field("maker", Schema.amount("The owner's volume as maker, in quanta of USD.")),
            Schema.field("taker", Schema.amount("The owner's volume as taker.")),
            Schema.field("all", Schema.amount("What all have traded.")),
            Schema.field("block", Answers.blockSchema())),
        Answers.object().put("owner", Address.ofNumber(1_000).toString()),
        RpcMethod.Kind.OPEN,
        (given, caller) -> {
          Address owner = given.address("owner");
          return readers.ask(reader -> feeTerms(reader, owner));
        });
  }

  private static ObjectNode feeTerms(ViewReader reader, Address owner) {
    FeeTerms terms = reader.feeTerms(owner);
    long next = reader.view().height() + 1;
    ObjectNode answer =
        Answers.object()
            .put("holds", reader.market().parameters().at(next, Parameter.FEE_POLICY, 0) == 1)
            .put("tier", terms.tier())
            .put("makerPpm", Integer.toString(terms.makerPpm()))
            .put("takerPpm", Integer.toString(terms.takerPpm()))
            .put("maker", Long.toString(terms.maker()))
            .put("taker", Long.toString(terms.taker()))
            .put("all", Long.toString(terms.all()));
    answer.set("block", Answers.block(reader.view()));
    return answer;
  }

  private RpcMethod getProof() {
    return new RpcMethod(
        "getProof",
        "The proof that the state has a leaf, or that it has none: of a subaccount, or of any key.",
        List.of(
            Schema.maybe("owner", Schema.address("The owner of a subaccount.")),
            Schema.maybe("number", Schema.whole(0, 0xffff_ffffL, "Which of the owner's.")),
            Schema.maybe("key", Schema.bytes("Instead: a leaf's key, its table's tag in front.")),
            Schema.maybe(
                "height", Schema.whole(1, Long.MAX_VALUE, "Of the block; the last, if none."))),
        Schema.object(
            Schema.field("key", Schema.bytes("The leaf's key.")),
            Schema.field("value", Schema.orNull(Schema.bytes("Its canonical bytes."))),
            Schema.field("proof", Schema.bytes("The proof, see io.plimsoll.chain.root.Proof.")),
            Schema.field("block", Answers.blockSchema())),
        Answers.someSubaccount(),
        RpcMethod.Kind.OPEN,
        (given, caller) -> {
          if (given.has("key") == given.has("owner")) {
            throw new RpcError(
                RpcError.Code.INVALID_PARAMS, "either key or owner must be given, and not both");
          }
          byte[] key =
              given.has("key")
                  ? given.bytes("key", MOST_KEY_BYTES)
                  : ChainView.subaccountKey(given.subaccount());
          ChainView view =
              given.has("height")
                  ? viewAt(given.whole("height", 1, Long.MAX_VALUE))
                  : readers.views().latest();
          return inTurn(() -> proof(view, key));
        });
  }

  private ChainView viewAt(long height) {
    ChainView view = node.viewAt(height);
    if (view == null) {
      throw new RpcError(
          RpcError.Code.NOT_THERE, "the state after block " + height + " is not kept");
    }
    return view;
  }

  /** The first proof hashes the whole state: whoever asks then waits instead of hashing it too. */
  private ObjectNode inTurn(Supplier<ObjectNode> proof) {
    try {
      if (!proving.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
    try {
      return proof.get();
    } finally {
      proving.release();
    }
  }

  private static RpcError busy() {
    return new RpcError(RpcError.Code.BUSY, "another proof is being made");
  }

  private static ObjectNode proof(ChainView view, byte[] key) {
    HexFormat hex = HexFormat.of();
    byte[] value = view.leaf(key);
    ObjectNode answer = Answers.object().put("key", hex.formatHex(key));
    answer.put("value", value == null ? null : hex.formatHex(value));
    answer.put("proof", hex.formatHex(view.prove(key).toBytes()));
    answer.set("block", Answers.block(view));
    return answer;
  }
}
