package io.plimsoll.bench.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run does slower than an earlier one of the same machine.
 *
 * <p>The machine itself may be slower today, for instance because others use it: times are first
 * divided by the median change of the machine's own limits, where both runs measured them. What
 * remains counts as slower where it exceeds both {@link #LEAST} and the two errors together.
 */
public final class Comparison {

  /** Changes below a tenth are noise on any machine that is not alone. */
  public static final double LEAST = 0.10;

  private Comparison() {}

  /** One line for each figure that got slower. */
  public static List<String> slower(Run before, Run now) {
    double machine = change(before, now);
    List<String> lines = new ArrayList<>();
    for (Measurement old : before.results()) {
      Optional<Measurement> found = now.find(old.key());
      if (found.isEmpty() || old.suite() == Suite.LIMITS) {
        continue;
      }
      Measurement measured = found.get();
      double slowdown = measured.medianNs() / old.medianNs() / machine - 1;
      double noise =
          Math.max(
              LEAST, old.errorNs() / old.medianNs() + measured.errorNs() / measured.medianNs());
      if (slowdown > noise) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s: %.0f%% slower, %.4g ns before and %.4g ns now; noise is %.0f%%",
                old.key(),
                100 * slowdown,
                old.medianNs(),
                measured.medianNs(),
                100 * noise));
      }
    }
    return lines;
  }

  /** How much longer the machine's own limits take than before: 1 where nothing is known. */
  public static double change(Run before, Run now) {
    List<Double> changes = new ArrayList<>();
    for (Measurement old : before.results()) {
      if (old.suite() == Suite.LIMITS) {
        now.find(old.key()).ifPresent(found -> changes.add(found.medianNs() / old.medianNs()));
      }
    }
    Collections.sort(changes);
    return changes.isEmpty() ? 1 : changes.get(changes.size() / 2);
  }
}
