package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.AssumptionRules;
import io.plimsoll.bench.price.ExactDecimal;
import java.util.function.Supplier;

/** Reads the rules for what history does not give. */
final class AssumptionsReader {

  private static final long ONE_PPM = ExactDecimal.ONE_PPM;
  private static final long DAY_MS = 86_400_000;
  private static final int LARGEST_VOL_PPM = 20_000_000;

  /** What a chain takes in either direction. */
  private static final long LARGEST_FUNDING_PPM = 100_000;

  private AssumptionsReader() {}

  static AssumptionRules read(YamlFields fields) {
    YamlFields basisFields = fields.fields("basis");
    AssumptionRules rules =
        new AssumptionRules(
            realised(fields.fields("realised")),
            implied(fields.fields("implied")),
            carry(basisFields, basisFields.percent("basePct", 1 - ONE_PPM, ONE_PPM), ONE_PPM - 1),
            carry(fields.fields("funding"), 0, LARGEST_FUNDING_PPM),
            fields.percent("ratePct"));
    fields.done();
    return rules;
  }

  private static AssumptionRules.Realised realised(YamlFields fields) {
    return part(
        fields,
        () ->
            new AssumptionRules.Realised(
                fields.whole("trailingHours", 1, 8_760),
                fields.percent("floorPct", 1, LARGEST_VOL_PPM),
                fields.percent("capPct", 1, LARGEST_VOL_PPM)));
  }

  private static AssumptionRules.Implied implied(YamlFields fields) {
    return part(
        fields,
        () ->
            new AssumptionRules.Implied(
                fields.millionths("factor", 1, 10 * ONE_PPM),
                fields.percent("floorPct", 1, LARGEST_VOL_PPM),
                fields.percent("capPct", 1, LARGEST_VOL_PPM),
                DAY_MS * fields.whole("termDays", 1, 3_650),
                fields.millionths("skew", -ONE_PPM, ONE_PPM),
                fields.millionths("smile", 0, 10 * ONE_PPM)));
  }

  private static AssumptionRules.Carry carry(YamlFields fields, long basePpm, long mostPpm) {
    return part(
        fields,
        () ->
            new AssumptionRules.Carry(
                basePpm,
                fields.millionths("slope", -10 * ONE_PPM, 10 * ONE_PPM),
                fields.percent("lowestPct", -mostPpm, mostPpm),
                fields.percent("highestPct", -mostPpm, mostPpm)));
  }

  /** A rule that binds several fields is reported at the group that holds them. */
  private static <T> T part(YamlFields fields, Supplier<T> read) {
    try {
      T found = read.get();
      fields.done();
      return found;
    } catch (IllegalArgumentException e) {
      throw fields.place().wrong("", "is wrong: " + e.getMessage());
    }
  }
}
