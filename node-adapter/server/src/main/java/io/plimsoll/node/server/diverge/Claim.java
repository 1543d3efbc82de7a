package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.Phase;
import io.plimsoll.node.storage.Outcome;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a side says of a block: as much as it knows.
 *
 * @param timeMs its time; -1 where it is not said
 * @param hash of its bytes and those of all before it
 * @param stateRoot of the state after it
 * @param marginDigest over all requirements after it
 * @param phases a digest for each {@link Phase}; none where they are not said
 */
record Claim(
    long height,
    long timeMs,
    @Nullable Hash hash,
    @Nullable Hash stateRoot,
    @Nullable Hash marginDigest,
    List<Hash> phases) {

  private static final List<Phase> PHASES = List.of(Phase.values());

  static Claim of(Outcome outcome) {
    return new Claim(
        outcome.height(),
        outcome.timeMs(),
        outcome.hash(),
        outcome.stateRoot(),
        outcome.marginDigest(),
        outcome.phaseDigests());
  }

  /** Of a block of which nobody has said what it comes to. */
  static Claim of(Block block) {
    return new Claim(block.height(), block.timeMs(), block.hash(), null, null, List.of());
  }

  /** Whether both say what the block comes to. */
  boolean isComparedByOutcome(Claim other) {
    return stateRoot != null && other.stateRoot != null;
  }

  /** Whether the bytes of both blocks are known to differ. */
  boolean isOtherBlock(Claim other) {
    boolean otherTime = timeMs >= 0 && other.timeMs >= 0 && timeMs != other.timeMs;
    return otherTime || differ(hash, other.hash);
  }

  /** The first thing of which both say something else; null where there is none. */
  @Nullable String difference(Claim other) {
    if (isOtherBlock(other)) {
      return "block";
    }
    int phase = differingPhase(other);
    if (differ(stateRoot, other.stateRoot)) {
      return "state root";
    }
    if (differ(marginDigest, other.marginDigest)) {
      return "margin digest";
    }
    return phase < 0 ? null : "phase " + name(phase);
  }

  /** The first phase of which both have other digests; -1 where there is none. */
  int differingPhase(Claim other) {
    int both = Math.min(phases.size(), other.phases.size());
    for (int i = 0; i < both; i++) {
      if (!phases.get(i).equals(other.phases.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** The name of a phase by its place. */
  static String name(int phase) {
    return PHASES.get(phase).name().toLowerCase(Locale.ROOT);
  }

  private static boolean differ(@Nullable Hash one, @Nullable Hash other) {
    return one != null && other != null && !one.equals(other);
  }
}
