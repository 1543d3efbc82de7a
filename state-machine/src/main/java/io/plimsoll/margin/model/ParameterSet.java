package io.plimsoll.margin.model;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.MarginalTiers;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A model's parameters as a file or a command gives them: decimal texts by name, with their source
 * and date. A value that is not there is an error and never a guess; one that no venue publishes is
 * marked as assumed.
 *
 * <p>Values of one risk unit begin with its name and a point, as {@code BTC.price_range}; {@link
 * #part} has them alone.
 *
 * @param name such as {@code deribit/2024-06}
 * @param date from which it holds
 * @param source document that it is from
 * @param digest of the text that it was read from; empty where there was none
 * @param unit that all values are of; empty where they are of several
 * @param values by name
 */
public record ParameterSet(
    String name,
    String date,
    String source,
    String digest,
    String unit,
    SortedMap<String, Value> values) {

  /** Copies the values. */
  public ParameterSet {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** The units that have values of their own. */
  public SortedSet<String> units() {
    SortedSet<String> units = new TreeSet<>();
    for (String key : values.keySet()) {
      int point = key.indexOf('.');
      if (point > 0) {
        units.add(key.substring(0, point));
      }
    }
    return units;
  }

  /** The values of one unit, without its name. */
  public ParameterSet part(String of) {
    SortedMap<String, Value> part = new TreeMap<>();
    values.forEach((key, value) -> {
      if (key.startsWith(of + ".")) {
        part.put(key.substring(of.length() + 1), value);
      }
    });
    return new ParameterSet(name, date, source, digest, of, part);
  }

  /**
   * The values of one unit, or of those without values of their own.
   *
   * @throws IllegalArgumentException where the set has neither
   */
  public ParameterSet partOr(String of, String other) {
    SortedSet<String> units = units();
    if (!units.contains(of) && !units.contains(other)) {
      throw new IllegalArgumentException("parameter set " + name + " has no values of " + of);
    }
    return part(units.contains(of) ? of : other);
  }

  private String full(String key) {
    return unit.isEmpty() ? key : unit + "." + key;
  }

  /**
   * One value: rows of decimal texts. A number is one row of one text, a list one row, a table
   * several.
   *
   * @param rows at least one
   * @param assumed why this value was chosen where no venue publishes it; else empty
   * @param numbers of the texts, at 18 decimals; null where a text is none
   */
  public record Value(
      List<List<String>> rows, String assumed, List<List<@Nullable BigInteger>> numbers) {

    /** Copies the rows and reads their numbers, so that they are read once. */
    public Value(List<List<String>> rows, String assumed) {
      this(
          rows.stream().map(List::copyOf).toList(),
          assumed,
          rows.stream().map(Value::numbers).toList());
    }

    private static List<@Nullable BigInteger> numbers(List<String> row) {
      List<@Nullable BigInteger> numbers = new ArrayList<>();
      for (String text : row) {
        numbers.add(numberOrNull(text));
      }
      return Collections.unmodifiableList(numbers);
    }

    private static @Nullable BigInteger numberOrNull(String text) {
      try {
        return E18.parse(text);
      } catch (NumberFormatException e) {
        return null;
      }
    }

    /** A number from a published source. */
    public static Value of(String text) {
      return new Value(List.of(List.of(text)), "");
    }
  }

  /** One line that names the set, for results. */
  public String title() {
    return name + " of " + date + (digest.isEmpty() ? "" : ", " + digest);
  }

  /** The values that no venue publishes, each with its reason. */
  public List<String> assumptions() {
    List<String> assumptions = new ArrayList<>();
    values.forEach((key, value) -> {
      if (!value.assumed().isEmpty()) {
        assumptions.add(name + " " + full(key) + ": " + value.assumed());
      }
    });
    return assumptions;
  }

  /** Whether there is such a value. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  private Value value(String key) {
    Value value = values.get(key);
    if (value == null) {
      throw new MissingParameter(
          "parameter set " + name + " has no " + full(key) + ", which the model needs");
    }
    return value;
  }

  private Value row(String key) {
    Value value = value(key);
    if (value.rows().size() != 1) {
      throw wrong(key, "must be one list");
    }
    return value;
  }

  private IllegalArgumentException wrong(String key, String rule) {
    return new IllegalArgumentException("parameter set " + name + ": " + full(key) + " " + rule);
  }

  private BigInteger number(String key, Value value, int row, int column) {
    BigInteger known = value.numbers().get(row).get(column);
    return known == null ? parse(key, value.rows().get(row).get(column)) : known;
  }

  private BigInteger parse(String key, String text) {
    try {
      return E18.parse(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "parameter set " + name + ": " + full(key) + ": " + e.getMessage(), e);
    }
  }

  /** A number at 18 decimals. */
  public BigInteger decimal(String key) {
    Value value = row(key);
    if (value.rows().getFirst().size() != 1) {
      throw wrong(key, "must be one number");
    }
    return number(key, value, 0, 0);
  }

  /** A number at 18 decimals that is not negative. */
  public BigInteger natural(String key) {
    BigInteger value = decimal(key);
    if (value.signum() < 0) {
      throw wrong(key, "must not be negative");
    }
    return value;
  }

  /** A whole number from 1 to a bound. */
  public int count(String key, int most) {
    BigInteger[] parts = decimal(key).divideAndRemainder(E18.ONE);
    boolean isCount =
        parts[1].signum() == 0
            && parts[0].signum() > 0
            && parts[0].compareTo(BigInteger.valueOf(most)) <= 0;
    if (!isCount) {
      throw wrong(key, "must be a whole number from 1 to " + most);
    }
    return parts[0].intValue();
  }

  /** Numbers at 18 decimals. */
  public List<BigInteger> decimals(String key) {
    Value value = row(key);
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = 0; i < value.rows().getFirst().size(); i++) {
      numbers.add(number(key, value, 0, i));
    }
    return Collections.unmodifiableList(numbers);
  }

  /** Rows of numbers at 18 decimals; a text of {@code -} is null. */
  public List<List<@Nullable BigInteger>> table(String key, int columns) {
    List<List<@Nullable BigInteger>> table = new ArrayList<>();
    Value value = value(key);
    for (int i = 0; i < value.rows().size(); i++) {
      List<String> row = value.rows().get(i);
      if (row.size() != columns) {
        throw wrong(key, "must have rows of " + columns);
      }
      List<@Nullable BigInteger> numbers = new ArrayList<>();
      for (int j = 0; j < columns; j++) {
        numbers.add(row.get(j).equals("-") ? null : number(key, value, i, j));
      }
      table.add(Collections.unmodifiableList(numbers));
    }
    return table;
  }

  /** Rows of a bound, {@code -} for none, and a rate. */
  public MarginalTiers tiers(String key) {
    List<MarginalTiers.Tier> tiers = new ArrayList<>();
    for (List<@Nullable BigInteger> row : table(key, 2)) {
      BigInteger rate = row.get(1);
      if (rate == null || rate.signum() < 0) {
        throw wrong(key, "must have a rate in each row");
      }
      tiers.add(new MarginalTiers.Tier(row.getFirst(), rate));
    }
    try {
      return new MarginalTiers(tiers);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("parameter set " + name + ": " + full(key) + ": " + e, e);
    }
  }
}
