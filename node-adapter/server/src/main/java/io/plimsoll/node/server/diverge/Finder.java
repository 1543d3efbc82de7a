package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.block.InvariantBroken;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the first block in which two sides differ, applies it here where its bytes and the state
 * before it can be had, and puts both derivations side by side.
 */
final class Finder {

  /** So few blocks are asked for one by one of a node, too. */
  private static final long FEW = 32;

  private final Engine engine;
  private final ModelCatalogue models;
  private final boolean every;
  private String reason = "";

  /**
   * A finder.
   *
   * @param every whether nodes are asked for each block, instead of by halves
   */
  Finder(Engine engine, ModelCatalogue models, boolean every) {
    this.engine = engine;
    this.models = models;
    this.every = every;
  }

  /**
   * What was found.
   *
   * @throws Failure where the two have nothing that can be compared
   */
  ObjectNode find(Side one, Side other) throws IOException {
    long from = Math.max(one.first(), other.first());
    long to = Math.min(one.last(), other.last());
    if (from > to) {
      throw new Failure(
          "no block is in both: "
              + one.name()
              + " has "
              + one.first()
              + ".."
              + one.last()
              + ", "
              + other.name()
              + " "
              + other.first()
              + ".."
              + other.last());
    }
    Claim last = claim(one, to);
    Claim there = claim(other, to);
    boolean outcomes = last.isComparedByOutcome(there);
    Side a = !outcomes && last.stateRoot() == null ? replayed(one, there) : one;
    Side b = !outcomes && there.stateRoot() == null ? replayed(other, last) : other;
    ObjectNode out = JsonNodeFactory.instance.objectNode().put("schema", "plimsoll-divergence/1");
    out.put("a", one.name()).put("b", other.name());
    out.putObject("compared").put("from", from).put("to", to).put("by", way(a, b, from, to));
    long height = search(a, b, from, to);
    if (height < 0 && one.last() != other.last()) {
      Side ahead = one.last() == to ? ahead(a, other) : ahead(b, one);
      if (ahead != null) {
        a = one.last() == to ? ahead : a;
        b = other.last() == to ? ahead : b;
        out.put("a", a.name()).put("b", b.name()).put("goesOnTo", to + 1);
        height = differs(a, b, to + 1) ? to + 1 : -1;
      }
    }
    out.put("same", height < 0);
    if (height < 0) {
      out.put("lastOfA", one.last()).put("lastOfB", other.last());
      return out;
    }
    describe(out, a, b, height);
    return out;
  }

  /**
   * A side that ended, with what this program makes of the next block of the other one; null where
   * its state cannot be seen, or the block is not taken.
   */
  private @Nullable Side ahead(Side ended, Side other) throws IOException {
    MarginChain state = ended.stateAt(ended.last());
    Block next = state == null ? null : other.block(ended.last() + 1);
    Claim there = next == null ? null : other.claim(next.height());
    Derivation made =
        state == null || next == null || there == null || there.stateRoot() == null
            ? null
            : applied(state, next);
    return made == null || next == null ? null : new Ahead(ended, next, made);
  }

  /** A log, of which roots are asked, is replayed here; between two logs blocks tell all. */
  private Side replayed(Side side, Claim other) throws IOException {
    return side instanceof LogSide log && other.stateRoot() != null
        ? new Replayed(log, engine, models)
        : side;
  }

  private static Claim claim(Side side, long height) throws IOException {
    Claim claim = side.claim(height);
    if (claim == null) {
      throw new Failure(side.name() + ": lacks block " + height);
    }
    return claim;
  }

  private boolean isScanned(Side one, Side other, long from, long to) {
    return every || (one.isNear() && other.isNear()) || to - from < FEW;
  }

  private String way(Side one, Side other, long from, long to) {
    return isScanned(one, other, from, to) ? "each block" : "bisection";
  }

  private static boolean differs(Side one, Side other, long height) throws IOException {
    return claim(one, height).difference(claim(other, height)) != null;
  }

  /** The first height at which both differ; -1 where there is none. */
  private long search(Side one, Side other, long from, long to) throws IOException {
    if (isScanned(one, other, from, to)) {
      for (long height = from; height <= to; height++) {
        if (differs(one, other, height)) {
          return height;
        }
      }
      return -1;
    }
    if (differs(one, other, from)) {
      return from;
    }
    if (!differs(one, other, to)) {
      return -1;
    }
    long same = from;
    long differing = to;
    while (differing - same > 1) {
      long middle = same + ((differing - same) >> 1);
      if (differs(one, other, middle)) {
        differing = middle;
      } else {
        same = middle;
      }
    }
    return differing;
  }

  private void describe(ObjectNode out, Side one, Side other, long height) throws IOException {
    Claim a = claim(one, height);
    Claim b = claim(other, height);
    out.put("height", height).put("differs", String.valueOf(a.difference(b)));
    out.set("saysA", DerivationJson.claim(a));
    out.set("saysB", DerivationJson.claim(b));
    boolean otherBlock = a.isOtherBlock(b);
    Derivation ofA = one.derivation(height);
    Derivation ofB = other.derivation(height);
    Block block = one.block(height);
    Block blockOfB = other.block(height);
    MarginChain before = block == null && blockOfB == null ? null : before(one, other, height);
    if (block == null && blockOfB == null) {
      reason = "neither side has the block's bytes";
    }
    if (before != null && otherBlock) {
      ofA = ofA == null && block != null ? applied(before, block) : ofA;
      ofB = ofB == null && blockOfB != null ? applied(before, blockOfB) : ofB;
    } else if (before != null) {
      Derivation here = applied(before, Objects.requireNonNull(block != null ? block : blockOfB));
      if (here != null) {
        out.put("thisProgram", agrees(here.claim(), a, b));
        ofA = ofA != null ? ofA : seen(one, a, here, before);
        ofB = ofB != null ? ofB : seen(other, b, here, before);
      }
    }
    if (!reason.isEmpty()) {
      out.put("notApplied", reason);
    }
    new Compared(ofA, ofB).put(out, a, b, otherBlock);
  }

  private static String agrees(Claim here, Claim a, Claim b) {
    boolean withA = here.difference(a) == null;
    boolean withB = here.difference(b) == null;
    return withA ? withB ? "both" : "a" : withB ? "b" : "neither";
  }

  /** What a side makes of a block: this program's way where it comes to the same. */
  private static @Nullable Derivation seen(
      Side side, Claim claim, Derivation here, MarginChain before) throws IOException {
    if (here.claim().difference(claim) == null && claim.stateRoot() != null) {
      return here;
    }
    MarginChain after = side.stateAfter(before, claim);
    return after == null ? null : Deriver.observe(claim, before, after);
  }

  private @Nullable Derivation applied(MarginChain before, Block block) {
    try {
      return Deriver.apply(before, block);
    } catch (BlockRefused | InvariantBroken e) {
      reason = "this program does not take block " + block.height() + ": " + e.getMessage();
      return null;
    }
  }

  /** The state before a block, which both sides had. */
  private @Nullable MarginChain before(Side one, Side other, long height) throws IOException {
    long last = height - 1;
    for (Side side : List.of(one, other)) {
      MarginChain there = side.stateAt(last);
      if (there != null) {
        return there;
      }
    }
    for (Side side : List.of(one, other)) {
      if (last == 0 || (side.first() <= 1 && side.block(1) != null)) {
        return replayed(side, one, other, last);
      }
    }
    reason =
        "neither side has the state before it, or all blocks from the first on; give a copy of a"
            + " data folder, made while its node stands, of a node that has the block among its"
            + " last 64";
    return null;
  }

  private @Nullable MarginChain replayed(Side side, Side one, Side other, long last)
      throws IOException {
    MarginChain chain = new MarginChain(engine, models);
    try {
      side.replay(chain, last);
    } catch (BlockRefused | InvariantBroken e) {
      reason = "this program does not take what is before it: " + e.getMessage();
      return null;
    }
    for (Side each : List.of(one, other)) {
      Claim claim = last < each.first() ? null : each.claim(last);
      if (claim != null && claim.stateRoot() != null && !claim.stateRoot().equals(chain.root())) {
        reason =
            "this program comes to another state before it: root "
                + chain.root().hex()
                + ", where "
                + each.name()
                + " has "
                + claim.stateRoot().hex();
        return null;
      }
    }
    return chain;
  }

  /** How a side comes to a block, for another program to compare with. */
  Derivation trace(Side side, long height) throws IOException {
    Block block = side.block(height);
    if (block == null) {
      throw new Failure(side.name() + ": lacks the bytes of block " + height);
    }
    MarginChain before = before(side, side, height);
    Derivation made = before == null ? null : applied(before, block);
    if (made == null) {
      throw new Failure(side.name() + ", block " + height + ": " + reason);
    }
    return made;
  }
}
