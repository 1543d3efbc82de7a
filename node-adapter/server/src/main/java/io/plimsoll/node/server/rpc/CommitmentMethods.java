package io.plimsoll.node.server.rpc;

import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.run.SignedRoot;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What this node has signed as a validator, for whoever gathers signatures. */
final class CommitmentMethods {

  private final Node node;

  CommitmentMethods(Node node) {
    this.node = node;
  }

  List<RpcMethod> all() {
    return List.of(
        new RpcMethod(
            "getCommitment",
            "What this node has signed of a block as a validator, of the last one if none is named;"
                + " null where it has not.",
            List.of(Schema.maybe("height", Schema.whole(1, Long.MAX_VALUE, "Of the block."))),
            Schema.object(Schema.field("commitment", Schema.orNull(schema()))),
            Answers.object(),
            RpcMethod.Kind.OPEN,
            (given, caller) -> {
              long height = given.has("height") ? given.whole("height", 1, Long.MAX_VALUE) : 0;
              SignedRoot signed = node.signedRoot(height);
              ObjectNode answer = Answers.object();
              if (signed == null) {
                answer.putNull("commitment");
                return answer;
              }
              answer
                  .putObject("commitment")
                  .put("set", signed.set())
                  .put("height", signed.height())
                  .put("sourceBlock", signed.sourceBlock())
                  .put("sourceHash", signed.sourceHash().hex())
                  .put("stateRoot", signed.stateRoot().hex())
                  .put("marginDigest", signed.marginDigest().hex())
                  .put("validator", signed.validator().toString())
                  .put("signature", signed.signature());
              return answer;
            }));
  }

  private static ObjectNode schema() {
    return Schema.object(
        Schema.field("set", Schema.whole(0, Long.MAX_VALUE, "Number of the validators' set.")),
        Schema.field("height", Schema.whole(1, Long.MAX_VALUE, "Of the block.")),
        Schema.field("sourceBlock", Schema.whole(0, Long.MAX_VALUE, "Block of which it was made.")),
        Schema.field("sourceHash", Schema.hash("That block's hash.")),
        Schema.field("stateRoot", Schema.hash("Merkle root of the state after it.")),
        Schema.field("marginDigest", Schema.hash("Over all requirements after it.")),
        Schema.field("validator", Schema.address("Who signed.")),
        Schema.field("signature", Schema.text("^[0-9a-f]{130}$", "r, s and v.")));
  }
}
