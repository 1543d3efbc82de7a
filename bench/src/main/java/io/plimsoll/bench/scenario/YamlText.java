package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.price.InvalidInput;
import io.plimsoll.bench.price.PriceSeries;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * A scalar: its text as it stands, which the caller reads as what the field should be.
 *
 * @param bare whether it stands without quotes, so that other parsers may take it for something
 *     else than text
 */
record YamlText(Place place, String value, boolean bare) implements YamlNode {

  /** Bare words that YAML parsers take for truth values or for nothing. */
  private static final List<String> AMBIGUOUS =
      List.of("", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n");

  @Override
  public String kind() {
    return "a single value";
  }

  private InvalidInput wrong(String rule) {
    return place.wrong(value, rule);
  }

  /** Text of 1 to 500 characters that no YAML parser takes for a truth value or for nothing. */
  String string() {
    if (bare && AMBIGUOUS.contains(value.toLowerCase(Locale.ROOT))) {
      throw wrong("must be text: other parsers read it as a truth value or as nothing; quote it");
    }
    if (value.isBlank()) {
      throw wrong("must not be blank");
    }
    if (value.length() > 500) {
      throw wrong("must have at most 500 characters");
    }
    return value;
  }

  /** One of several words. */
  String oneOf(List<String> words) {
    if (!words.contains(string())) {
      throw wrong("must be one of " + String.join(", ", words));
    }
    return value;
  }

  /** The number times 10^scale, between two bounds in that scale. */
  long decimal(int scale, long least, long most) {
    long number;
    try {
      number = ExactDecimal.parse(value, scale);
    } catch (NumberFormatException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    if (number < least || number > most) {
      throw wrong(
          "must be "
              + ExactDecimal.format(least, scale)
              + " to "
              + ExactDecimal.format(most, scale));
    }
    return number;
  }

  /** A day such as 2022-05-01. */
  LocalDate date() {
    try {
      return LocalDate.parse(value);
    } catch (DateTimeException e) {
      throw wrong("must be a date such as 2022-05-01");
    }
  }

  /** A moment such as 2022-05-01T00:00Z in milliseconds since 1970. */
  long timeMs() {
    try {
      OffsetDateTime time = OffsetDateTime.parse(value);
      long ms = time.toInstant().toEpochMilli();
      if (time.getOffset().equals(ZoneOffset.UTC) && PriceSeries.isTime(ms)) {
        return ms;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // The rule below says all that a person needs; the exception's own words would add nothing.
    }
    throw wrong("must be a time in UTC from 1970 to 9999 such as 2022-05-01T00:00Z");
  }
}
