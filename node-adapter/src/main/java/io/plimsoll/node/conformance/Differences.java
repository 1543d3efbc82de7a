package io.plimsoll.node.conformance;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where a result is not what a case expects. Only fields of the expectation are looked at; a list
 * must be as long as expected; whole numbers are equal as numbers, written as text or not, and so
 * are ratios of a num and a den; null is expected where there must be no value. Notes are prose,
 * and not compared. Under a {@link Tolerance} decimal numbers need only be near; a relative one
 * that the expectation names itself counts where it is the closer one.
 */
public final class Differences {

  private static final String NOTE = "note";
  private static final String RELATIVE = "rel_tolerance";
  private static final String NUM = "num";
  private static final String DEN = "den";

  private final List<Difference> found = new ArrayList<>();

  private final Tolerance tolerance;

  private Differences(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  /** A field with another value than expected. */
  public record Difference(String field, String expected, String got) {

    @Override
    public String toString() {
      return field + " expected " + expected + ", got " + got;
    }
  }

  /** All differences, in the order of the expectation. */
  static List<Difference> between(JsonNode expected, JsonNode got, Tolerance tolerance) {
    BigDecimal own = tolerance.isNone() ? null : Fields.decimal(expected.path(RELATIVE));
    Differences differences = new Differences(own == null ? tolerance : tolerance.within(own));
    differences.compare("", expected, got);
    return differences.found;
  }

  private void compare(String field, JsonNode expected, JsonNode got) {
    boolean absent = got.isNull() || got.isMissingNode();
    if (expected.isNull()) {
      note(absent, field, expected, got);
    } else if (isRatio(expected) && isRatio(got)) {
      note(product(expected, got).equals(product(got, expected)), field, expected, got);
    } else if (expected.isObject() && got.isObject()) {
      for (Map.Entry<String, JsonNode> entry : expected.properties()) {
        boolean says = !tolerance.isNone() && field.isEmpty() && entry.getKey().equals(RELATIVE);
        if (!entry.getKey().equals(NOTE) && !says) {
          String inner = field.isEmpty() ? entry.getKey() : field + "." + entry.getKey();
          compare(inner, entry.getValue(), got.path(entry.getKey()));
        }
      }
    } else if (expected.isArray() && got.isArray()) {
      if (expected.size() != got.size()) {
        note(false, field, expected, got);
        return;
      }
      for (int i = 0; i < expected.size(); i++) {
        compare(field + "[" + i + "]", expected.path(i), got.path(i));
      }
    } else {
      note(!absent && areEqual(expected, got), field, expected, got);
    }
  }

  /** Whether a value is an object of a numerator and a denominator. */
  private static boolean isRatio(JsonNode value) {
    return value.isObject()
        && value.size() == 2
        && whole(value.path(NUM)) != null
        && whole(value.path(DEN)) != null;
  }

  private static BigInteger product(JsonNode num, JsonNode den) {
    return Objects.requireNonNull(whole(num.path(NUM)))
        .multiply(Objects.requireNonNull(whole(den.path(DEN))));
  }

  private void note(boolean equal, String field, JsonNode expected, JsonNode got) {
    if (!equal) {
      found.add(new Difference(field, text(expected), text(got)));
    }
  }

  private boolean areEqual(JsonNode expected, JsonNode got) {
    if (!tolerance.isNone()) {
      BigDecimal decimal = Fields.decimal(expected);
      BigDecimal other = Fields.decimal(got);
      if (decimal != null && other != null) {
        return tolerance.allows(decimal, other);
      }
      return expected.equals(got);
    }
    BigInteger number = whole(expected);
    return number == null ? expected.equals(got) : Objects.equals(number, whole(got));
  }

  private static @Nullable BigInteger whole(JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.bigIntegerValue();
    }
    if (value.isString() && value.asString().matches("-?[0-9]+")) {
      return new BigInteger(value.asString());
    }
    return null;
  }

  private static String text(JsonNode value) {
    return value.isMissingNode()
        ? "nothing"
        : value.isString() ? value.asString() : value.toString();
  }
}
