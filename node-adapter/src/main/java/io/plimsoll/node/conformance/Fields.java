package io.plimsoll.node.conformance;

import io.plimsoll.fixed.E18;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads fields of a case's inputs; each says which field is wrong and how it must be. */
public final class Fields {

  /** A number of more digits is no number of a margin system, and slow to read. */
  private static final int MOST_DIGITS = 1_000;

  /** An exponent of three digits is more than any number here needs. */
  private static final Pattern DECIMAL =
      Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");

  private Fields() {}

  /** A whole number of any size, written as a number or as text. */
  public static BigInteger integer(JsonNode of, String field) {
    return whole(require(of, field), field);
  }

  /** The same, with a value where the field is missing or null. */
  public static BigInteger integer(JsonNode of, String field, long otherwise) {
    return has(of, field) ? integer(of, field) : BigInteger.valueOf(otherwise);
  }

  /** A whole number that is not negative. */
  public static BigInteger natural(JsonNode of, String field) {
    BigInteger value = integer(of, field);
    if (value.signum() < 0) {
      throw new Venue.BadInputs(field + " " + value + " must not be negative");
    }
    return value;
  }

  /** The same, with a value where the field is missing or null. */
  public static BigInteger natural(JsonNode of, String field, long otherwise) {
    return has(of, field) ? natural(of, field) : BigInteger.valueOf(otherwise);
  }

  /** A whole number from 0 to 2^32 - 1, such as an id or a height. */
  public static long uint32(JsonNode of, String field) {
    BigInteger value = natural(of, field);
    if (value.bitLength() > 32) {
      throw new Venue.BadInputs(field + " " + value + " must fit 32 bits");
    }
    return value.longValueExact();
  }

  /** The same, with a value where the field is missing or null. */
  public static long uint32(JsonNode of, String field, long otherwise) {
    return has(of, field) ? uint32(of, field) : otherwise;
  }

  /** A whole number that fits an int. */
  public static int count(JsonNode of, String field) {
    BigInteger value = integer(of, field);
    if (value.bitLength() > 31) {
      throw new Venue.BadInputs(field + " " + value + " must fit 32 bits");
    }
    return value.intValue();
  }

  /** The same, with a value where the field is missing or null. */
  public static int count(JsonNode of, String field, int otherwise) {
    return has(of, field) ? count(of, field) : otherwise;
  }

  /**
   * A decimal number as an integer at 18 decimals, written as text or as a number. More decimals
   * are cut, as a venue's own tests do that write floating point into contracts.
   */
  public static BigInteger e18(JsonNode of, String field) {
    BigDecimal value = decimal(require(of, field));
    if (value == null) {
      throw new Venue.BadInputs(field + " " + of.path(field) + " must be a decimal number");
    }
    return value.setScale(E18.SCALE, RoundingMode.DOWN).unscaledValue();
  }

  /** The same, with a value where the field is missing or null. */
  public static BigInteger e18(JsonNode of, String field, BigInteger otherwise) {
    return has(of, field) ? e18(of, field) : otherwise;
  }

  /** The decimal number that a value is, as text or as a number; null where it is none. */
  static @Nullable BigDecimal decimal(JsonNode value) {
    if (!value.isNumber() && !value.isString()) {
      return null;
    }
    String text = value.isNumber() ? value.decimalValue().toString() : value.asString();
    return text.length() <= MOST_DIGITS && DECIMAL.matcher(text).matches()
        ? new BigDecimal(text)
        : null;
  }

  /** A text. */
  public static String text(JsonNode of, String field) {
    JsonNode value = require(of, field);
    if (!value.isString()) {
      throw new Venue.BadInputs(field + " " + value + " must be text");
    }
    return value.asString();
  }

  /** True or false. */
  public static boolean flag(JsonNode of, String field) {
    JsonNode value = require(of, field);
    if (!value.isBoolean()) {
      throw new Venue.BadInputs(field + " " + value + " must be true or false");
    }
    return value.asBoolean();
  }

  /** The same, with a value where the field is missing or null. */
  public static boolean flag(JsonNode of, String field, boolean otherwise) {
    return has(of, field) ? flag(of, field) : otherwise;
  }

  /** An object. */
  public static JsonNode object(JsonNode of, String field) {
    JsonNode value = require(of, field);
    if (!value.isObject()) {
      throw new Venue.BadInputs(field + " must be an object");
    }
    return value;
  }

  /** The members of a list. */
  public static List<JsonNode> list(JsonNode of, String field) {
    JsonNode value = require(of, field);
    if (!value.isArray()) {
      throw new Venue.BadInputs(field + " must be a list");
    }
    List<JsonNode> members = new ArrayList<>(value.size());
    value.forEach(members::add);
    return members;
  }

  /** The same, empty where the field is missing or null. */
  public static List<JsonNode> listOrNone(JsonNode of, String field) {
    return has(of, field) ? list(of, field) : List.of();
  }

  /** Whole numbers in a list. */
  public static List<BigInteger> integers(JsonNode of, String field) {
    List<BigInteger> values = new ArrayList<>();
    for (JsonNode member : list(of, field)) {
      values.add(whole(member, field));
    }
    return values;
  }

  /** Whether a field is there and is not null. */
  public static boolean has(JsonNode of, String field) {
    return of.hasNonNull(field);
  }

  private static JsonNode require(JsonNode of, String field) {
    if (!has(of, field)) {
      throw new Venue.BadInputs(field + " is missing");
    }
    return of.path(field);
  }

  private static BigInteger whole(JsonNode value, String field) {
    if (value.isIntegralNumber()) {
      return value.bigIntegerValue();
    }
    if (value.isString()
        && value.asString().length() <= MOST_DIGITS
        && value.asString().matches("-?[0-9]+")) {
      return new BigInteger(value.asString());
    }
    throw new Venue.BadInputs(field + " " + value + " must be a whole number");
  }
}
