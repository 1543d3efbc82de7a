package io.plimsoll.bench.price;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Hourly candles of several symbols, read from a CSV file.
 *
 * <p>Lines that begin with # are comments, and {@code # source: ...} names where the prices come
 * from. The first other line names the columns: {@code hour} or {@code ts_utc}, {@code symbol},
 * {@code open}, {@code high}, {@code low}, {@code close} and, where there are several, {@code
 * venue}; others are passed over. So both the shipped tables and candles as venues publish them are
 * read. Where a symbol is quoted by several venues, the first one in the file is taken.
 */
public final class PriceTable {

  private final InputFile file;
  private final String source;
  private final SequencedMap<String, PriceSeries> bySymbol;
  private final List<String> notes;

  PriceTable(
      InputFile file,
      String source,
      SequencedMap<String, PriceSeries> bySymbol,
      List<String> notes) {
    this.file = file;
    this.source = source;
    this.bySymbol = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(bySymbol));
    this.notes = List.copyOf(notes);
  }

  /**
   * Reads a table from a file.
   *
   * @throws InvalidInput naming line, column, value and rule
   */
  public static PriceTable read(Path file) {
    return new PriceTableReader(InputFile.read(file)).table();
  }

  /**
   * Reads a shipped table, such as {@code luna-2022-05}.
   *
   * @throws InvalidInput where none of this name is shipped
   */
  public static PriceTable shipped(String name) {
    return new PriceTableReader(InputFile.shipped(PriceTable.class, name + ".csv")).table();
  }

  /**
   * Reads a table from bytes.
   *
   * @param name for messages
   * @throws InvalidInput naming line, column, value and rule
   */
  public static PriceTable of(String name, byte[] bytes) {
    return new PriceTableReader(InputFile.of(name, bytes)).table();
  }

  /** The file as the person named it. */
  public String file() {
    return file.name();
  }

  /** The hash of the file's bytes, in lower-case hex. */
  public String sha256() {
    return file.sha256();
  }

  /** Where the prices come from, as the file says, else the file's name. */
  public String source() {
    return source;
  }

  /** The symbols in the order of their first lines. */
  public List<String> symbols() {
    return List.copyOf(bySymbol.keySet());
  }

  /** Whether there are candles of a symbol. */
  public boolean has(String symbol) {
    return bySymbol.containsKey(symbol);
  }

  /**
   * The candles of a symbol.
   *
   * @throws InvalidInput where the table has none
   */
  public PriceSeries series(String symbol) {
    @Nullable PriceSeries series = bySymbol.get(symbol);
    if (series == null) {
      throw new InvalidInput(
          file.name(),
          0,
          "symbol",
          symbol,
          "has no prices in this table; it has " + String.join(", ", bySymbol.keySet()));
    }
    return series;
  }

  /** What a reader of results should know: venues set aside and hours that are missing. */
  public List<String> notes() {
    return notes;
  }
}
