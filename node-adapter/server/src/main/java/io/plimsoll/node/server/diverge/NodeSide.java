package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.server.run.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A node that runs, by its RPC: its blocks and what they came to there, but not its state. */
final class NodeSide implements Side {

  private final Peer peer;
  private final long first;
  private final long last;

  NodeSide(String url) throws IOException {
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
  public void close() {
    peer.close();
  }
}
