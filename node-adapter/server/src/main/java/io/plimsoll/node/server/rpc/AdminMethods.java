package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Level;
import java.util.List;

/** What an administrator may tell the node; each call needs the token. */
final class AdminMethods {

  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

  private final Node node;
  private final EventLogger log;

  AdminMethods(Node node, EventLogger log) {
    this.node = node;
    this.log = log;
  }

  List<RpcMethod> all() {
    return List.of(haltAt(), setLogLevel(), takeSnapshot(), stop());
  }

  private static RpcError refused(RuntimeException e) {
    return new RpcError(RpcError.Code.REFUSED, String.valueOf(e.getMessage()));
  }

  private RpcMethod haltAt() {
    return new RpcMethod(
        "adminHaltAt",
        "Stops the node when a block is on disk.",
        List.of(Schema.field("height", Schema.whole(0, Long.MAX_VALUE, "0 is never."))),
        Schema.object(Schema.field("height", Schema.whole(0, Long.MAX_VALUE, "As it is now."))),
        Answers.object().put("height", 0),
        RpcMethod.Kind.ADMINISTRATIVE,
        (given, caller) -> {
          long height = given.whole("height", 0, Long.MAX_VALUE);
          try {
            node.haltAt(height);
          } catch (IllegalArgumentException e) {
            throw refused(e);
          }
          log.warn("administered", "call", "adminHaltAt", "height", height);
          return Answers.object().put("height", height);
        });
  }

  private RpcMethod setLogLevel() {
    return new RpcMethod(
        "adminSetLogLevel",
        "Changes the least level that is logged.",
        List.of(Schema.field("level", Schema.word("The level.", LEVELS.toArray(String[]::new)))),
        Schema.object(Schema.field("level", Schema.text("As it is now."))),
        Answers.object().put("level", "info"),
        RpcMethod.Kind.ADMINISTRATIVE,
        (given, caller) -> {
          String level = given.word("level", LEVELS);
          if (level == null) {
            throw new RpcError(RpcError.Code.INVALID_PARAMS, "level is missing");
          }
          log.setLeast(Level.of(level));
          log.warn("administered", "call", "adminSetLogLevel", "level", level);
          return Answers.object().put("level", level);
        });
  }

  private RpcMethod takeSnapshot() {
    return new RpcMethod(
        "adminTakeSnapshot",
        "Keeps a snapshot of the last block in the database.",
        List.of(),
        Schema.object(
            Schema.field("height", Schema.whole(0, Long.MAX_VALUE, "Of its block.")),
            Schema.field("hash", Schema.hash("Hash of its header.")),
            Schema.field("chunks", Schema.whole(0, Integer.MAX_VALUE, "How many."))),
        Answers.object(),
        RpcMethod.Kind.ADMINISTRATIVE,
        (given, caller) -> {
          try {
            SnapshotHeader header = node.snapshot();
            log.warn("administered", "call", "adminTakeSnapshot", "height", header.height());
            return Answers.object()
                .put("height", header.height())
                .put("hash", header.hash().hex())
                .put("chunks", header.chunks().size());
          } catch (IllegalStateException e) {
            throw refused(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RpcError(RpcError.Code.REFUSED, "the node is stopping");
          }
        });
  }

  private RpcMethod stop() {
    return new RpcMethod(
        "adminStop",
        "Stops the node after the block that it is at.",
        List.of(),
        Schema.object(Schema.field("stopping", Schema.flag("True."))),
        Answers.object(),
        RpcMethod.Kind.ADMINISTRATIVE,
        (given, caller) -> {
          log.warn("administered", "call", "adminStop");
          node.stop();
          return Answers.object().put("stopping", true);
        });
  }
}
