package io.plimsoll.node.conformance;

import io.plimsoll.margin.rule.Funding;
import io.plimsoll.margin.rule.dydx.Answer;
import io.plimsoll.margin.rule.dydx.FundingTick;
import io.plimsoll.margin.rule.dydx.Price;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** dYdX's cases of funding: samples, ticks and settlement of one position. */
final class DydxFunding {

  /** Samples beyond that no tick has. */
  private static final int MOST_SAMPLES = 1_000_000;

  private DydxFunding() {}

  static void addTo(SortedMap<String, Venue.Topic> topics) {
    topics.put("settlement ppm of a position between two funding indices", DydxFunding::due);
    topics.put("funding index delta of a tick, truncation toward zero", DydxFunding::indexMove);
    topics.put("funding rate clamp = factor x (IMF - MMF)", DydxFunding::clamp);
    topics.put("premium sample tail removal", DydxFunding::tails);
    topics.put(
        "funding tick: average of samples (zero padded to tick/sample ratio) + default funding,"
            + " clamp, index delta",
        DydxFunding::tick);
  }

  private static ObjectNode due(JsonNode inputs) {
    return DydxOutputs.number(
        "net_settlement_ppm",
        Funding.due(
            Fields.integer(inputs, "current_funding_index"),
            Fields.integer(inputs, "position_funding_index"),
            Fields.integer(inputs, "size_base")));
  }

  private static ObjectNode indexMove(JsonNode inputs) {
    Price price = DydxInputs.price(inputs);
    return DydxOutputs.number(
        "funding_index_delta",
        Funding.indexMove(
            Fields.integer(inputs, "funding_rate_8h_ppm"),
            Fields.natural(inputs, "seconds_since_last"),
            price.num(),
            price.den()));
  }

  private static ObjectNode clamp(JsonNode inputs) {
    return DydxOutputs.number(
        "max_abs_rate_ppm",
        DydxInputs.tier(inputs).fundingClampPpm(Fields.natural(inputs, "clamp_factor_ppm")));
  }

  private static ObjectNode tails(JsonNode inputs) {
    List<BigInteger> values = Fields.integers(inputs, "samples");
    int[] samples = new int[values.size()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = int32(values.get(i));
    }
    ObjectNode out = DydxOutputs.object();
    ArrayNode left = out.putArray("samples");
    for (int sample :
        FundingTick.withoutTails(samples, Fields.uint32(inputs, "removal_rate_ppm"))) {
      left.add(sample);
    }
    return out;
  }

  private static int int32(BigInteger value) {
    if (value.bitLength() > 31) {
      throw new Venue.BadInputs("sample " + value + " must fit 32 bits");
    }
    return value.intValueExact();
  }

  private static ObjectNode tick(JsonNode inputs) {
    BigInteger tick = Fields.natural(inputs, "tick_duration_s");
    BigInteger sample = Fields.natural(inputs, "sample_duration_s");
    if (sample.signum() == 0) {
      throw new Venue.BadInputs("sample_duration_s must not be 0");
    }
    int[] samples = samples(inputs);
    int least = most(tick.add(sample).subtract(BigInteger.ONE).divide(sample));
    ObjectNode out = DydxOutputs.object();
    ArrayNode moves = out.putArray("funding_index_deltas");
    ArrayNode rates = out.putArray("funding_rates_8h_ppm");
    for (JsonNode node : Fields.list(inputs, "markets")) {
      Answer<FundingTick.Result> result =
          FundingTick.of(
              DydxInputs.market(node),
              samples,
              least,
              Fields.uint32(inputs, "tail_removal_ppm", 0),
              Fields.integer(node, "default_funding_ppm", 0),
              Fields.natural(inputs, "funding_clamp_factor_ppm"),
              tick);
      switch (result) {
        case Answer.Value<FundingTick.Result> of -> {
          moves.add(of.value().indexMove().toString());
          rates.add(of.value().ratePpm().toString());
        }
        case Answer.Refused<FundingTick.Result> no -> {
          return DydxOutputs.object().put("error", no.code().venueName());
        }
      }
    }
    return out;
  }

  /** Samples that are written as pairs: a value, and how often it comes. */
  static int[] samples(JsonNode inputs) {
    List<int[]> runs = new ArrayList<>();
    int total = 0;
    String field = "premium_samples_ppm_run_length";
    for (JsonNode pair : Fields.list(inputs, field)) {
      if (pair.size() != 2
          || !pair.path(0).isIntegralNumber()
          || !pair.path(1).isIntegralNumber()) {
        throw new Venue.BadInputs(field + " must be a list of pairs of a sample and a count");
      }
      int[] run = new int[most(pair.path(1).bigIntegerValue())];
      Arrays.fill(run, int32(pair.path(0).bigIntegerValue()));
      total = most(BigInteger.valueOf(total + run.length));
      runs.add(run);
    }
    int[] samples = new int[total];
    int to = 0;
    for (int[] run : runs) {
      System.arraycopy(run, 0, samples, to, run.length);
      to += run.length;
    }
    return samples;
  }

  private static int most(BigInteger samples) {
    if (samples.signum() < 0 || samples.compareTo(BigInteger.valueOf(MOST_SAMPLES)) > 0) {
      throw new Venue.BadInputs(
          "the number of samples, " + samples + ", must be between 0 and " + MOST_SAMPLES);
    }
    return samples.intValueExact();
  }
}
