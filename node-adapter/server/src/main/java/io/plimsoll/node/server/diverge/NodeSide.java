package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.snapshot.SnapshotRefused;
import io.plimsoll.chain.state.Table;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.server.run.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node that runs, by its RPC: its blocks, what they came to there, and what the last 64 changed.
 */
final class NodeSide implements Side {

  /** What a block's changes may come to; a page has a megabyte, but for the last one. */
  private static final int MOST_PAGES = 1 << 10;

  private static final long MOST_BYTES = 1L << 29;

  private final Peer peer;
  private final Engine engine;
  private final ModelCatalogue models;
  private final long first;
  private final long last;

  NodeSide(String url, Engine engine, ModelCatalogue models) throws IOException {
    this.engine = engine;
    this.models = models;
    peer = new Peer(url, "a side");
    JsonNode status = call("getStatus", JsonNodeFactory.instance.objectNode());
    if (status == null) {
      throw new IOException(url + ": says no status");
    }
    first = status.path("firstBlock").asLong(0);
    last = status.path("block").path("height").asLong(0);
  }

  @Override
  public String name() {
    return peer.toString();
  }

  @Override
  public long first() {
    return first;
  }

  @Override
  public long last() {
    return last;
  }

  @Override
  public boolean isNear() {
    return false;
  }

  private @Nullable JsonNode call(String method, ObjectNode params) throws IOException {
    try {
      return peer.call(method, params);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public @Nullable Claim claim(long height) throws IOException {
    ObjectNode params = JsonNodeFactory.instance.objectNode().put("height", height);
    JsonNode said = call("getBlock", params);
    if (said == null) {
      return null;
    }
    try {
      List<Hash> phases = new ArrayList<>();
      for (JsonNode phase : said.path("phases")) {
        phases.add(Hash.ofHex(phase.path("digest").asString()));
      }
      return new Claim(
          height,
          said.path("timeMs").asLong(-1),
          Hash.ofHex(said.path("hash").asString()),
          Hash.ofHex(said.path("stateRoot").asString()),
          Hash.ofHex(said.path("marginDigest").asString()),
          phases);
    } catch (IllegalArgumentException e) {
      throw new Failure(peer + ": what it says of block " + height + " is malformed");
    }
  }

  @Override
  public @Nullable Block block(long height) throws IOException {
    try {
      Peer.Fetched fetched = peer.block(height);
      return fetched == null ? null : fetched.block();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public @Nullable MarginChain stateAfter(MarginChain before, Claim claim) throws IOException {
    Hash hash = claim.hash();
    Hash root = claim.stateRoot();
    Map<byte[], byte[]> changes;
    try {
      changes = hash == null ? null : changes(claim.height(), hash);
    } catch (Peer.NoMethod e) {
      // A node of an earlier version.
      changes = null;
    }
    if (hash == null || root == null || changes == null) {
      return null;
    }
    TreeMap<byte[], byte[]> leaves = new TreeMap<>(Arrays::compareUnsigned);
    for (Table table : before.state().tables()) {
      for (int row : table.inKeyOrder()) {
        byte[] value = table.encode(row);
        if (value.length > 0) {
          leaves.put(table.key(row), value);
        }
      }
    }
    changes.forEach((key, value) -> {
      if (value.length == 0) {
        leaves.remove(key);
      } else {
        leaves.put(key, value);
      }
    });
    SnapshotHeader head =
        new SnapshotHeader(claim.height(), claim.timeMs(), hash, root, 1, List.of());
    try {
      return MarginChain.restore(engine, models, head, to -> leaves.forEach(to::take));
    } catch (SnapshotRefused e) {
      throw new Failure(
          peer
              + ": the leaves that it says block "
              + claim.height()
              + " left do not have the root that it says: "
              + e.getMessage());
    }
  }

  /** The leaves that a block left, by their keys; null where the node does not have them. */
  private @Nullable Map<byte[], byte[]> changes(long height, Hash hash) throws IOException {
    TreeMap<byte[], byte[]> out = new TreeMap<>(Arrays::compareUnsigned);
    int from = 0;
    long bytes = 0;
    for (int page = 0; page < MOST_PAGES && bytes <= MOST_BYTES; page++) {
      ObjectNode params = JsonNodeFactory.instance.objectNode();
      JsonNode said = call("getChanges", params.put("height", height).put("from", from));
      if (said == null) {
        return null;
      }
      try {
        if (!said.path("hash").asString().equals(hash.hex())) {
          throw new Failure(peer + ": has another block " + height + " by now");
        }
        for (JsonNode leaf : said.path("leaves")) {
          byte[] key = HexFormat.of().parseHex(leaf.path("key").asString());
          byte[] after = HexFormat.of().parseHex(leaf.path("after").asString());
          bytes += (long) key.length + after.length;
          out.put(key, after);
        }
      } catch (IllegalArgumentException e) {
        throw new Failure(peer + ": what it says of block " + height + " is malformed");
      }
      JsonNode next = said.path("next");
      if (!next.isIntegralNumber()) {
        return out;
      }
      int count = said.path("leaves").size();
      if (count == 0 || next.asLong() != (long) from + count) {
        throw new Failure(peer + ": what block " + height + " changed does not go on as it says");
      }
      from += count;
    }
    throw new Failure(peer + ": what block " + height + " changed never ends");
  }

  @Override
  public void close() {
    peer.close();
  }
}
