package io.plimsoll.node.book;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Quote;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Quotes of Deribit's options from a table with the columns {@code ts_utc}, {@code instrument},
 * {@code currency}, {@code forward}, {@code forward_name}, {@code index_price}, {@code
 * mark_price_coin} and {@code mark_iv}; others are passed over. Each future that a forward is named
 * after is quoted at it, and the perpetual at the index. Of several rows of one thing the last one
 * counts, as of times.
 */
public final class ChainFile {

  private final SortedMap<String, Quote> quotes = new TreeMap<>();
  private final SortedMap<String, BigInteger> indexes = new TreeMap<>();
  private long timeMs;

  private ChainFile() {}

  /**
   * Reads a chain.
   *
   * @throws BookFile.Refused where it is none
   */
  public static ChainFile read(Path file) throws IOException {
    List<String> lines = BookFile.text(file).lines().toList();
    List<String> header =
        lines.isEmpty() ? List.of() : Arrays.asList(lines.getFirst().split(",", -1));
    for (String column :
        List.of(
            "ts_utc",
            "instrument",
            "currency",
            "forward",
            "forward_name",
            "index_price",
            "mark_price_coin",
            "mark_iv")) {
      if (!header.contains(column)) {
        throw new BookFile.Refused(file + ": line 1 must name the column " + column);
      }
    }
    ChainFile chain = new ChainFile();
    for (int i = 1; i < lines.size(); i++) {
      List<String> cells = Arrays.asList(lines.get(i).split(",", -1));
      String where = file + ": line " + (i + 1);
      if (cells.size() != header.size()) {
        throw new BookFile.Refused(where + " must have " + header.size() + " columns");
      }
      chain.add(where, header, cells);
    }
    return chain;
  }

  private void add(String where, List<String> header, List<String> cells) {
    timeMs = Math.max(timeMs, BookFile.time(where, "ts_utc", cells.get(header.indexOf("ts_utc"))));
    String coin = cells.get(header.indexOf("currency"));
    BigInteger forward = number(where, header, cells, "forward");
    BigInteger index = number(where, header, cells, "index_price");
    if (forward.signum() <= 0 || index.signum() <= 0) {
      throw new BookFile.Refused(where + ": forward and index_price must be positive");
    }
    try {
      quotes.put(
          cells.get(header.indexOf("instrument")),
          new Quote(
              number(where, header, cells, "mark_price_coin"),
              forward,
              number(where, header, cells, "mark_iv")));
    } catch (IllegalArgumentException e) {
      throw new BookFile.Refused(where + ": " + e.getMessage());
    }
    quotes.put(cells.get(header.indexOf("forward_name")), Quote.of(forward));
    quotes.put(coin + "-PERPETUAL", Quote.of(index));
    indexes.put(coin, index);
  }

  /** A number of a table, which floating point may have written: it is cut after 18 decimals. */
  private static BigInteger number(
      String where, List<String> header, List<String> cells, String column) {
    String text = cells.get(header.indexOf(column));
    if (!text.matches("-?[0-9]{1,30}(\\.[0-9]{1,60})?([eE]-?[0-9]{1,2})?")) {
      throw new BookFile.Refused(where + ": " + column + " " + text + " must be a number");
    }
    return new BigDecimal(text).setScale(E18.SCALE, RoundingMode.DOWN).unscaledValue();
  }

  /** By symbol. */
  public SortedMap<String, Quote> quotes() {
    return Collections.unmodifiableSortedMap(quotes);
  }

  /** By coin. */
  public SortedMap<String, BigInteger> indexes() {
    return Collections.unmodifiableSortedMap(indexes);
  }

  /** The time of the last row, in ms since 1970. */
  public long timeMs() {
    return timeMs;
  }
}
