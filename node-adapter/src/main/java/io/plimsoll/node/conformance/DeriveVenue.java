package io.plimsoll.node.conformance;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Derive v2, by the rules of {@code io.plimsoll.margin.rule.derive}. Cases expect what models in
 * floating point gave, so results need only be as near as those are to one another.
 */
final class DeriveVenue implements Venue {

  private static final String PORTFOLIO = "derive-pmrm2";
  private static final String STANDARD = "derive-srm";

  private static final BigDecimal RELATIVE = new BigDecimal("1e-8");

  /** 10^-6 dollars. */
  private static final BigDecimal ABSOLUTE = new BigDecimal("1e-6");

  private final SortedMap<String, Topic> topics = new TreeMap<>();

  DeriveVenue() {
    topics.put(PORTFOLIO, inputs -> meaningful(DerivePortfolio::compute, inputs));
    topics.put(STANDARD, inputs -> meaningful(DeriveStandard::compute, inputs));
  }

  /** A number that the rule has no meaning for is one of the inputs. */
  private static ObjectNode meaningful(Topic topic, JsonNode inputs) {
    try {
      return topic.compute(inputs);
    } catch (IllegalArgumentException e) {
      throw new BadInputs(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String name() {
    return "derive";
  }

  @Override
  public SortedMap<String, Topic> topics() {
    return Collections.unmodifiableSortedMap(topics);
  }

  @Override
  public Tolerance tolerance(String topic) {
    // The standard manager's amounts are integers of 10^-18 dollars.
    return topic.equals(STANDARD)
        ? new Tolerance(RELATIVE, ABSOLUTE.movePointRight(18))
        : new Tolerance(RELATIVE, ABSOLUTE);
  }
}
