package io.plimsoll.kernels.scalar;

import io.plimsoll.kernels.body.Black76Body;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.kernels.scenario.VolShock;
import java.util.Arrays;

/** One time to expiry in every scenario of a set: what the options of an expiry share. */
final class ShockedTimes {

  private final SetGroups groups;
  private final VolShock[] shock;
  private final long[] changePpm;
  private final long[] widthQ44;
  private final long[] rootYearsQ60;
  private final Ratio[] sOfVol;
  private boolean filled;
  private long timeMs;
  private long stillRootYearsQ60;

  ShockedTimes(SetGroups groups) {
    this.groups = groups;
    int count = groups.volLeader().length;
    shock = new VolShock[count];
    for (int g = 0; g < count; g++) {
      shock[g] = groups.set().volShock(groups.volLeader()[g]);
    }
    changePpm = new long[count];
    widthQ44 = new long[count];
    rootYearsQ60 = new long[count];
    sOfVol = new Ratio[count];
    Arrays.setAll(sOfVol, g -> new Ratio());
  }

  boolean isOf(long ofTimeMs) {
    return filled && timeMs == ofTimeMs;
  }

  void set(long newTimeMs) {
    timeMs = newTimeMs;
    filled = true;
    stillRootYearsQ60 = PriceLaw.rootYearsQ60(newTimeMs);
    ScenarioSet set = groups.set();
    for (int g = 0; g < shock.length; g++) {
      long shiftMs = set.timeShiftMs(groups.volLeader()[g]);
      changePpm[g] = shock[g].changePpm(newTimeMs);
      widthQ44[g] = shock[g].widthQ44(newTimeMs);
      rootYearsQ60[g] =
          shiftMs == 0
              ? stillRootYearsQ60
              : PriceLaw.rootYearsQ60(PriceLaw.leftMs(newTimeMs, shiftMs));
      sOfVol[g].set(rootYearsQ60[g], Black76Body.S_DIVISOR);
    }
  }

  /** The volatility of an option in the scenarios of a group, in ppm. */
  long volPpm(int group, long volPpm, long moneynessQ44) {
    return shock[group].volPpm(volPpm, changePpm[group], widthQ44[group], moneynessQ44);
  }

  /** s of a volatility in the scenarios of a group, the bits of {@link Black76Body#sQ54}. */
  long sQ54(int group, long volPpm) {
    Ratio ratio = sOfVol[group];
    return volPpm <= ratio.most()
        ? Math.min(Black76Body.LARGEST_S_Q54, ratio.floor(volPpm))
        : Black76Body.sQ54(volPpm, rootYearsQ60[group]);
  }

  /** The root of the time without a shift, in years, Q60. */
  long stillRootYearsQ60() {
    return stillRootYearsQ60;
  }
}
