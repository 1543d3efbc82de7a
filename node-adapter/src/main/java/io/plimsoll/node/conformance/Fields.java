package io.plimsoll.node.conformance;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads fields of a case's inputs; each says which field is wrong and how it must be. */
public final class Fields {

  private Fields() {}

  /** A whole number of any size, written as a number or as text. */
  public static BigInteger integer(JsonNode of, String field) {
    return whole(require(of, field), field);
  }

  /** The same, with a value where the field is missing or null. */
  public static BigInteger integer(JsonNode of, String field, long otherwise) {
    return has(of, field) ? integer(of, field) : BigInteger.valueOf(otherwise);
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
    if (value.isString()) {
      try {
        return new BigInteger(value.asString());
      } catch (NumberFormatException e) {
        // It is said below.
      }
    }
    throw new Venue.BadInputs(field + " " + value + " must be a whole number");
  }
}
