package io.plimsoll.node.server.run;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.storage.Outcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Follows another node by its RPC. It is not trusted: a block must follow the chain here and have
 * the hash of its bytes, and what it comes to here must be what it came to there.
 */
public final class RpcSource implements BlockSource {

  private static final long POLL_MS = 200;
  private static final long LATER_MS = 2_000;
  private static final String OPTION = "follow";

  private final Peer peer;
  private final EventLogger log;
  private @Nullable JsonNode last;
  private boolean away;

  /**
   * A node to follow.
   *
   * @throws io.plimsoll.node.cli.Failure where the text is not {@code http://host:port}
   */
  public RpcSource(String url, EventLogger log) {
    this.log = log;
    peer = new Peer(url, OPTION);
  }

  /** With milliseconds for a whole answer. */
  RpcSource(String url, EventLogger log, long answerMs) {
    this.log = log;
    peer = new Peer(url, OPTION, answerMs);
  }

  @Override
  public String name() {
    return "node " + peer;
  }

  @Override
  public Block next(ChainView after) throws InterruptedException {
    while (true) {
      try {
        Block block = fetch(after);
        if (away) {
          away = false;
          log.info("peer is back", "peer", peer);
        }
        if (block != null) {
          return block;
        }
        Thread.sleep(POLL_MS);
      } catch (IOException e) {
        if (!away) {
          away = true;
          log.warn("peer is away", "peer", peer, "error", e);
        }
        Thread.sleep(LATER_MS);
      }
    }
  }

  /** The block after a view's; null where the peer does not have it yet. */
  private @Nullable Block fetch(ChainView after) throws IOException, InterruptedException {
    long height = after.height() + 1;
    Peer.Fetched fetched = peer.block(height);
    if (fetched == null) {
      refuseWherePruned(height);
      return null;
    }
    Hash previous = fetched.block().previous();
    if (!previous.equals(after.lastHash())) {
      throw new SourceRefused(
          peer
              + ": block "
              + height
              + " follows "
              + previous.hex()
              + "; the last block here is "
              + after.lastHash().hex());
    }
    last = fetched.said();
    return fetched.block();
  }

  /** What the peer does not keep any more is not waited for. */
  private void refuseWherePruned(long height) throws IOException, InterruptedException {
    JsonNode status = peer.call("getStatus", JsonNodeFactory.instance.objectNode());
    long first = status == null ? 0 : status.path("firstBlock").asLong(0);
    if (first > height) {
      throw new SourceRefused(
          peer + ": keeps blocks from " + first + " on; the next one here is " + height);
    }
  }

  @Override
  public void check(Outcome outcome) {
    JsonNode there = last;
    if (there == null) {
      return;
    }
    same(outcome.height(), "state root", outcome.stateRoot(), there.path("stateRoot").asString());
    String digest = there.path("marginDigest").asString();
    same(outcome.height(), "margin digest", outcome.marginDigest(), digest);
  }

  private void same(long height, String what, Hash here, String there) {
    if (!here.hex().equals(there)) {
      throw new SourceRefused(
          "block "
              + height
              + ": "
              + what
              + " is "
              + here.hex()
              + " here and "
              + there
              + " at "
              + peer);
    }
  }

  @Override
  public void close() {
    peer.close();
  }
}
