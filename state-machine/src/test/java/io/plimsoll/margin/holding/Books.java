package io.plimsoll.margin.holding;

import static java.util.stream.Collectors.joining;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.model.ParameterSet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds books and parameter sets from texts. */
public final class Books {

  private final Notation notation;
  private final long timeMs;
  private final SortedMap<String, Balance> balances = new TreeMap<>();
  private final List<Position> positions = new ArrayList<>();
  private final SortedMap<String, BigInteger> indexes = new TreeMap<>();
  private final SortedMap<String, Quote> quotes = new TreeMap<>();
  private final SortedMap<String, BigInteger> charges = new TreeMap<>();

  /** An empty book at a venue. */
  public Books(Notation notation, long timeMs) {
    this.notation = notation;
    this.timeMs = timeMs;
  }

  /** With an index. */
  public Books index(String asset, String price) {
    indexes.put(asset, E18.parse(price));
    return this;
  }

  /** With a balance. */
  public Books balance(String asset, String amount, String borrowed) {
    balances.put(asset, new Balance(E18.parse(amount), E18.parse(borrowed)));
    return this;
  }

  /** With a charge. */
  public Books charge(String name, String amount) {
    charges.put(name, E18.parse(amount));
    return this;
  }

  /** With a perpetual or a future. */
  public Books future(String symbol, String amount, String mark, String entry) {
    positions.add(new Position(notation.parse(symbol), E18.parse(amount), E18.parse(entry)));
    quotes.put(symbol, Quote.of(E18.parse(mark)));
    return this;
  }

  /** With an option. */
  public Books option(
      String symbol, String amount, String mark, String forward, String volatility) {
    positions.add(Position.of(notation.parse(symbol), E18.parse(amount)));
    quotes.put(symbol, new Quote(E18.parse(mark), E18.parse(forward), E18.parse(volatility)));
    return this;
  }

  /** The book. */
  public Holdings build() {
    return new Holdings(timeMs, balances, positions, indexes, quotes, charges);
  }

  /** The same, with a unit before each name. */
  public static String of(String unit, String text) {
    return text.strip().lines().map(line -> unit + "." + line + "\n").collect(joining());
  }

  /** A set of values: a name, then {@code key = 1, 2; 3, 4} a line, with rows after semicolons. */
  public static ParameterSet set(String name, String text) {
    SortedMap<String, ParameterSet.Value> values = new TreeMap<>();
    for (String line : text.strip().lines().toList()) {
      String[] parts = line.split(" = ", 2);
      List<List<String>> rows = new ArrayList<>();
      for (String row : parts[1].strip().split("; ", -1)) {
        rows.add(List.of(row.split(", ", -1)));
      }
      values.put(parts[0].strip(), new ParameterSet.Value(rows, ""));
    }
    return new ParameterSet(name, "2024-06-17", "a test", "", "", values);
  }
}
