package io.plimsoll.bench.price;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Reads the CSV file of a {@link PriceTable}; one reader reads one file. */
final class PriceTableReader {

  private static final List<String> NEEDED = List.of("symbol", "open", "high", "low", "close");
  private static final String SOURCE = "# source:";

  private final InputFile file;
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final SequencedMap<String, SequencedMap<String, PriceSeries>> bySymbol =
      new LinkedHashMap<>();
  private String source;
  private String timeColumn = "";
  private int line;
  private String[] cells = new String[0];

  PriceTableReader(InputFile file) {
    this.file = file;
    this.source = file.name();
  }

  PriceTable table() {
    for (String text : file.text().split("\n", -1)) {
      line++;
      String row = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      if (row.startsWith(SOURCE)) {
        source = row.substring(SOURCE.length()).strip();
      }
      if (row.isEmpty() || row.startsWith("#")) {
        continue;
      }
      cells = row.split(",", -1);
      if (columns.isEmpty()) {
        header();
      } else {
        candle();
      }
    }
    line = 0;
    if (columns.isEmpty()) {
      throw wrong("the file", "", "has no line that names its columns");
    }
    if (bySymbol.isEmpty()) {
      throw wrong("the file", "", "has no prices");
    }
    return build();
  }

  private void header() {
    for (int i = 0; i < cells.length; i++) {
      if (columns.put(cells[i], i) != null) {
        throw wrong("column", cells[i], "is there twice");
      }
    }
    timeColumn = columns.containsKey("hour") ? "hour" : "ts_utc";
    if (columns.containsKey("hour") == columns.containsKey("ts_utc")) {
      throw wrong("the line of column names", "", "must have one of the columns hour and ts_utc");
    }
    for (String needed : NEEDED) {
      if (!columns.containsKey(needed)) {
        throw wrong("the line of column names", "", "must have the column " + needed);
      }
    }
  }

  private void candle() {
    if (cells.length != columns.size()) {
      throw wrong(
          "the line",
          "",
          "has " + cells.length + " cells, and there are " + columns.size() + " columns");
    }
    String symbol = name("symbol");
    String venue = columns.containsKey("venue") ? name("venue") : "";
    PriceSeries series =
        bySymbol
            .computeIfAbsent(symbol, s -> new LinkedHashMap<>())
            .computeIfAbsent(venue, v -> new PriceSeries(symbol, v));
    long hourMs = hourMs();
    if (series.size() > 0 && hourMs <= series.lastHourMs()) {
      throw wrong(
          timeColumn, cell(timeColumn), "must be later than the hour before it of " + symbol);
    }
    long open = price("open");
    long high = price("high");
    long low = price("low");
    long close = price("close");
    atMost("low", low, "open", open);
    atMost("low", low, "close", close);
    atMost("open", open, "high", high);
    atMost("close", close, "high", high);
    series.add(hourMs, open, high, low, close);
  }

  private String cell(String column) {
    @Nullable Integer at = columns.get(column);
    return at == null ? "" : cells[at];
  }

  private String name(String column) {
    String text = cell(column);
    boolean plain = !text.isEmpty() && text.length() <= 32;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain &= c > ' ' && c < 0x7f;
    }
    if (!plain) {
      throw wrong(column, text, "must be 1 to 32 visible ASCII characters");
    }
    return text;
  }

  private long hourMs() {
    String text = cell(timeColumn);
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      long hourMs = time.toInstant().toEpochMilli();
      boolean full = Math.floorMod(hourMs, PriceSeries.HOUR_MS) == 0 && time.getNano() == 0;
      if (full && time.getOffset().equals(ZoneOffset.UTC) && PriceSeries.isTime(hourMs)) {
        return hourMs;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // The rule below says all that a person needs; the exception's own words would add nothing.
    }
    throw wrong(
        timeColumn, text, "must be a full hour in UTC from 1970 to 9999 such as 2022-05-01T00:00Z");
  }

  private long price(String column) {
    String text = cell(column);
    try {
      long priceE12 = ExactDecimal.parse(text, PriceSeries.SCALE);
      if (priceE12 <= 0) {
        throw wrong(column, text, "must be positive");
      }
      return priceE12;
    } catch (NumberFormatException e) {
      throw wrong(column, text, e.getMessage());
    }
  }

  private void atMost(String lower, long lowerE12, String upper, long upperE12) {
    if (lowerE12 > upperE12) {
      throw wrong(lower, cell(lower), "must not be above " + upper + ", which is " + cell(upper));
    }
  }

  private PriceTable build() {
    SequencedMap<String, PriceSeries> chosen = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    bySymbol.forEach((symbol, venues) -> {
      PriceSeries first = venues.firstEntry().getValue();
      chosen.put(symbol, first);
      if (venues.size() > 1) {
        List<String> others = List.copyOf(venues.keySet()).subList(1, venues.size());
        notes.add(
            symbol
                + " is priced by "
                + first.venue()
                + ", its first venue in the table; set aside: "
                + String.join(", ", others)
                + ".");
      }
      if (first.missingHours() > 0) {
        notes.add(
            symbol
                + " lacks "
                + first.missingHours()
                + " hours in the table; its path runs straight over them.");
      }
    });
    return new PriceTable(file, source, chosen, notes);
  }

  private InvalidInput wrong(String field, String value, @Nullable String rule) {
    return new InvalidInput(file.name(), line, field, value, rule == null ? "is wrong" : rule);
  }
}
