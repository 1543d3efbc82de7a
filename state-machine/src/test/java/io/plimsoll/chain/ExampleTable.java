package io.plimsoll.chain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The figures of the worked examples, from {@code worked-examples.txt}, and the comparison with
 * what came out. A difference is said in a sentence that names the example, the figure and the rule
 * that makes it.
 */
final class ExampleTable {

  private static final String FILE = "worked-examples.txt";

  /**
   * One figure.
   *
   * @param document what the document says: a number, or text
   * @param tolerance how far a number may be from that
   * @param product what this product gives to the last digit, where the tolerance would hide an
   *     error; else empty
   * @param rule the rule that makes it
   */
  private record Row(
      String example,
      String figure,
      String document,
      String tolerance,
      String product,
      String rule) {

    String compare(String actual) {
      if (!tolerance.isEmpty()) {
        BigDecimal off = new BigDecimal(actual).subtract(new BigDecimal(document)).abs();
        if (off.compareTo(new BigDecimal(tolerance)) > 0) {
          return "must be " + document + " within " + tolerance;
        }
        if (!product.isEmpty() && new BigDecimal(actual).compareTo(new BigDecimal(product)) != 0) {
          return "must be " + product + " to the quantum";
        }
        return "";
      }
      return actual.equals(document) ? "" : "must be " + document;
    }
  }

  private final List<Row> rows = new ArrayList<>();

  /** Reads the table. */
  ExampleTable() {
    for (String line : read().lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] cells = line.split("\\|", -1);
      if (cells.length != 6) {
        throw new IllegalStateException(FILE + ": not six columns: " + line);
      }
      rows.add(
          new Row(
              cells[0].strip(),
              cells[1].strip(),
              cells[2].strip(),
              cells[3].strip(),
              cells[4].strip(),
              cells[5].strip()));
    }
  }

  private static String read() {
    try (InputStream in = ExampleTable.class.getResourceAsStream(FILE)) {
      return new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The examples that have figures. */
  SortedSet<String> examples() {
    SortedSet<String> examples = new TreeSet<>();
    rows.forEach(row -> examples.add(row.example));
    return examples;
  }

  /** Says what differs, a sentence for each figure; a figure without a row differs, too. */
  List<String> compare(String example, Map<String, String> actual) {
    List<String> failures = new ArrayList<>();
    Map<String, String> left = new TreeMap<>(actual);
    for (Row row : rows) {
      if (!row.example.equals(example)) {
        continue;
      }
      String value = left.remove(row.figure);
      String wrong = value == null ? "must be there" : row.compare(value);
      if (!wrong.isEmpty()) {
        failures.add(
            "example %s: %s is %s; it %s (rule: %s)"
                .formatted(example, row.figure, value, wrong, row.rule));
      }
    }
    left.forEach((figure, value) ->
        failures.add("example %s: %s is %s; no row".formatted(example, figure, value)));
    return failures;
  }
}
