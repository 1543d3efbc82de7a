package io.plimsoll.chain.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Seeded random blocks: a market that lives, jumps and goes stale, traders from careful to
 * reckless, makers, backstops, expiries and delistings, governors that change parameters, and a few
 * commands of every kind that must fail. It looks at the world so that most commands make sense.
 *
 * <p>Each topic is a {@link Work} with dice of its own, so that one topic more does not turn the
 * others' dice.
 */
final class Workload {

  static final long START_MS = 1_700_000_000_000L;
  private static final long HOUR_MS = 3_600_000;

  private final Draft draft;
  private final Random clock;
  private final List<Work> works;
  private final List<Random> dice = new ArrayList<>();

  /** Looks at a world, which the auditor keeps. */
  Workload(long seed, World world) {
    draft = new Draft(world, new Market(new Random(seed)));
    clock = new Random(seed + 1);
    works = new ArrayList<>(Parts.of(Work.class));
    works.sort(Comparator.comparingInt(Work::order));
    for (Work work : works) {
      dice.add(new Random(seed * 31 + work.getClass().getSimpleName().hashCode()));
    }
  }

  /** Time of the block that {@link #next} returned last. */
  long nowMs() {
    return draft.nowMs;
  }

  /** Commands of the next block. */
  List<byte[]> next() {
    boolean opens = draft.world.height == 0;
    boolean jumps = !opens && clock.nextInt(1_000) < 40;
    long stepMs = 60_000;
    if (!opens) {
      stepMs =
          jumps
              ? (1 + clock.nextInt(9)) * HOUR_MS + clock.nextInt(1_000)
              : 1_000 + clock.nextInt(179_000);
    }
    draft.begin(stepMs);
    for (int i = 0; i < works.size(); i++) {
      Work work = works.get(i);
      draft.random = dice.get(i);
      if (opens) {
        work.open(draft);
      } else if (draft.chance(work.weight())) {
        work.add(draft);
      }
    }
    return draft.block();
  }
}
