package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.Phase;
import io.plimsoll.chain.state.LeafChange;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.storage.ChainStore;
import io.plimsoll.node.storage.Outcome;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Blocks as they are kept on disk, and how the node is. */
final class BlockMethods {

  /** Bytes of commands in one answer, after which the next page begins. */
  private static final int PAGE_BYTES = 1 << 20;

  private static final int MOST_COMMANDS = 1 << 30;

  /** What a page of changes costs of the calls of an address. */
  private static final int CHANGES_CALLS = 10;

  private final Node node;
  private final String version;
  private final PagedBlocks blocks;
  private final Object reading = new Object();

  BlockMethods(Node node, String version) {
    this.node = node;
    this.version = version;
    blocks = new PagedBlocks(height -> node.store().block(height));
  }

  List<RpcMethod> all() {
    return List.of(getStatus(), getBlock(), getChanges());
  }

  private RpcMethod getStatus() {
    return new RpcMethod(
        "getStatus",
        "What the node is doing, and its last committed block.",
        List.of(),
        Schema.object(
            Schema.field("version", Schema.text("Of this program.")),
            Schema.field("condition", Schema.text("What the node is doing.")),
            Schema.field("source", Schema.text("Whence its blocks come.")),
            Schema.field("takesCommands", Schema.flag("Whether commands can be sent to it.")),
            Schema.field("firstBlock", Schema.whole(0, Long.MAX_VALUE, "The oldest one kept.")),
            Schema.field("leaves", Schema.whole(0, Integer.MAX_VALUE, "Of the state.")),
            Schema.field("block", Answers.blockSchema())),
        Answers.object(),
        RpcMethod.Kind.OPEN,
        (given, caller) -> {
          ObjectNode answer = Answers.object();
          answer.put("version", version).put("condition", Answers.word(node.condition()));
          answer.put("source", node.source()).put("takesCommands", node.takesCommands());
          answer.put("firstBlock", node.store().firstBlock());
          answer.put("leaves", node.views().latest().leaves());
          answer.set("block", Answers.block(node.views().latest()));
          return answer;
        });
  }

  private RpcMethod getBlock() {
    ObjectNode phase =
        Schema.object(
            Schema.field("phase", Schema.text("Its name.")),
            Schema.field("digest", Schema.hash("Digest of its events.")));
    return new RpcMethod(
        "getBlock",
        "A committed block and what it came to; with its commands, a page at a time, if wished.",
        List.of(
            Schema.maybe("height", Schema.whole(1, Long.MAX_VALUE, "Of the last one, if none.")),
            Schema.maybe("commandsFrom", Schema.whole(0, MOST_COMMANDS, "The first to give."))),
        Schema.object(
            Schema.field("height", Schema.whole(1, Long.MAX_VALUE, "Its height.")),
            Schema.field("timeMs", Schema.whole(0, Long.MAX_VALUE, "Its time.")),
            Schema.field("previousHash", Schema.hash("Hash of the block before.")),
            Schema.field("hash", Schema.hash("Its hash.")),
            Schema.field("stateRoot", Schema.hash("Merkle root of the state after it.")),
            Schema.field("marginDigest", Schema.hash("Over all requirements after it.")),
            Schema.field("phases", Schema.list(phase, "In their order.")),
            Schema.field("commandCount", Schema.whole(0, MOST_COMMANDS, "How many commands.")),
            Schema.maybe(
                "commands", Schema.list(Schema.bytes("Canonical bytes."), "A page of them.")),
            Schema.maybe(
                "nextCommand",
                Schema.orNull(Schema.whole(0, MOST_COMMANDS, "Where the next page begins.")))),
        Answers.object().put("height", 1).put("commandsFrom", 0),
        RpcMethod.Kind.OPEN,
        (given, caller) -> {
          long last = node.views().latest().height();
          long height = given.has("height") ? given.whole("height", 1, Long.MAX_VALUE) : last;
          int from =
              given.has("commandsFrom") ? (int) given.whole("commandsFrom", 0, MOST_COMMANDS) : -1;
          return block(height, last, from);
        });
  }

  private RpcMethod getChanges() {
    ObjectNode leaf =
        Schema.object(
            Schema.field("key", Schema.bytes("Its table's tag and the row's key.")),
            Schema.field("before", Schema.bytes("Canonical bytes; none where it was not there.")),
            Schema.field("after", Schema.bytes("Canonical bytes; none where it is gone.")));
    return new RpcMethod(
        "getChanges",
        "The leaves of the state that a block changed, of the last 64 blocks, a page at a time.",
        List.of(
            Schema.maybe("height", Schema.whole(1, Long.MAX_VALUE, "Of the last one, if none.")),
            Schema.maybe("from", Schema.whole(0, MOST_COMMANDS, "The first to give."))),
        Schema.object(
            Schema.field("height", Schema.whole(1, Long.MAX_VALUE, "Of the block.")),
            Schema.field("hash", Schema.hash("Hash of the block.")),
            Schema.field("count", Schema.whole(0, MOST_COMMANDS, "How many leaves changed.")),
            Schema.field("leaves", Schema.list(leaf, "A page, in the order of their keys.")),
            Schema.field(
                "next", Schema.orNull(Schema.whole(0, MOST_COMMANDS, "Of the next page.")))),
        Answers.object(),
        RpcMethod.Kind.OPEN,
        (given, caller) -> {
          // Up to 64 journals are read for it.
          if (!caller.allowance().take(CHANGES_CALLS - 1)) {
            throw new RpcError(
                RpcError.Code.TOO_MANY_CALLS, "this address makes too many calls; try again later");
          }
          long last = node.views().latest().height();
          long height = given.has("height") ? given.whole("height", 1, Long.MAX_VALUE) : last;
          int from = given.has("from") ? (int) given.whole("from", 0, MOST_COMMANDS) : 0;
          return changes(height, from);
        });
  }

  private ObjectNode changes(long height, int from) {
    ChainStore.Changes block;
    // One at a time: it is read from disk, and a page is a megabyte.
    synchronized (reading) {
      block = node.store().changes(height);
    }
    if (block == null) {
      throw new RpcError(
          RpcError.Code.NOT_THERE,
          "what block " + height + " changed is not kept; it is of the last 64 blocks");
    }
    List<LeafChange> changes = block.leaves();
    ObjectNode answer = Answers.object().put("height", height).put("hash", block.hash().hex());
    ArrayNode page = answer.put("count", changes.size()).putArray("leaves");
    int bytes = 0;
    int i = from;
    while (i < changes.size() && bytes < PAGE_BYTES) {
      LeafChange change = changes.get(i);
      bytes += change.key().length + change.before().length + change.after().length;
      page.addObject()
          .put("key", HexFormat.of().formatHex(change.key()))
          .put("before", HexFormat.of().formatHex(change.before()))
          .put("after", HexFormat.of().formatHex(change.after()));
      i++;
    }
    return i < changes.size() ? answer.put("next", i) : answer.putNull("next");
  }

  private ObjectNode block(long height, long last, int from) {
    Outcome outcome = height > last ? null : node.store().outcome(height);
    Block block = outcome == null ? null : blocks.get(height, outcome.hash());
    if (block == null || outcome == null) {
      throw new RpcError(
          RpcError.Code.NOT_THERE,
          "block " + height + " is not kept; there are " + node.store().firstBlock() + ".." + last);
    }
    ObjectNode answer =
        Answers.object()
            .put("height", block.height())
            .put("timeMs", block.timeMs())
            .put("previousHash", block.previous().hex())
            .put("hash", outcome.hash().hex())
            .put("stateRoot", outcome.stateRoot().hex())
            .put("marginDigest", outcome.marginDigest().hex());
    ArrayNode phases = answer.putArray("phases");
    Iterator<Hash> digests = outcome.phaseDigests().iterator();
    for (Phase phase : Phase.values()) {
      if (digests.hasNext()) {
        String name = phase.name().toLowerCase(Locale.ROOT);
        phases.addObject().put("phase", name).put("digest", digests.next().hex());
      }
    }
    answer.put("commandCount", block.commands().size());
    if (from >= 0) {
      blocks.gave(outcome.hash(), block, addCommands(answer, block.commands(), from));
    }
    return answer;
  }

  /** Adds a page and says whether there is another one. */
  private static boolean addCommands(ObjectNode answer, List<byte[]> commands, int from) {
    ArrayNode page = answer.putArray("commands");
    int bytes = 0;
    int i = from;
    // At least one, however large it is.
    while (i < commands.size() && (bytes == 0 || bytes + commands.get(i).length <= PAGE_BYTES)) {
      bytes += Math.max(1, commands.get(i).length);
      page.add(HexFormat.of().formatHex(commands.get(i)));
      i++;
    }
    boolean more = i < commands.size();
    if (more) {
      answer.put("nextCommand", i);
    } else {
      answer.putNull("nextCommand");
    }
    return more;
  }
}
