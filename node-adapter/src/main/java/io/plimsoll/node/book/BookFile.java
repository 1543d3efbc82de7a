package io.plimsoll.node.book;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Reads a book. A JSON book is an object with {@code schema}, {@code venue}, whose names its
 * instruments have, {@code time}, {@code balances}, {@code positions}, {@code indexes}, {@code
 * quotes} and {@code charges}; a CSV book has the columns {@code instrument}, {@code amount} and,
 * where there is one, {@code entry}, and takes all else from a file of quotes. Amounts and prices
 * are decimal texts, read exactly.
 */
public final class BookFile {

  /** The only format of a JSON book that is known. */
  public static final String SCHEMA = "plimsoll-book/1";

  private static final long MOST_BYTES = 1L << 26;
  private static final List<String> FIELDS =
      List.of("schema", "venue", "time", "balances", "positions", "indexes", "quotes", "charges");

  private final String where;
  private final JsonFields fields;
  private Notation notation;
  private long timeMs;
  private final SortedMap<String, Balance> balances = new TreeMap<>();
  private final List<Position> positions = new ArrayList<>();
  private final SortedMap<String, BigInteger> indexes = new TreeMap<>();
  private final SortedMap<String, Quote> quotes = new TreeMap<>();
  private final SortedMap<String, BigInteger> charges = new TreeMap<>();

  private BookFile(String where, Notation notation) {
    this.where = where;
    this.fields = new JsonFields(where);
    this.notation = notation;
  }

  /** A file that is no book. The message says which one, where and why. */
  public static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a sentence without its end. */
    public Refused(String message) {
      super(message);
    }
  }

  /**
   * Reads a book without quotes of another file.
   *
   * @param venue whose names a CSV book's instruments have; a JSON book says it itself
   * @throws Refused where it is none
   */
  public static Holdings read(Path file, Notation venue) throws IOException {
    return book(file, venue).holdings();
  }

  /**
   * Reads a book and the quotes of a chain, which count where the book has none of its own.
   *
   * @throws Refused where one of them is none
   */
  public static Holdings read(Path file, Notation venue, Path chain) throws IOException {
    BookFile book = book(file, venue);
    ChainFile quoted = ChainFile.read(chain);
    book.timeMs = book.timeMs == 0 ? quoted.timeMs() : book.timeMs;
    quoted.indexes().forEach((asset, price) -> book.indexes.putIfAbsent(asset, price));
    quoted.quotes().forEach((symbol, quote) -> book.quotes.putIfAbsent(symbol, quote));
    return book.holdings();
  }

  private static BookFile book(Path file, Notation venue) throws IOException {
    BookFile book = new BookFile(file.toString(), venue);
    String text = text(file);
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
      book.readCsv(text);
    } else {
      book.readJson(text);
    }
    return book;
  }

  static String text(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new Refused(file + ": is larger than " + MOST_BYTES + " bytes");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new Refused(file + ": is not UTF-8");
    }
  }

  private Holdings holdings() {
    for (Position position : positions) {
      Instrument instrument = position.instrument();
      Quote quote = quotes.get(instrument.symbol());
      // An option may be worth nothing, and what has no quote is the model's to say.
      if (quote != null && quote.mark().signum() == 0 && !instrument.isOption()) {
        throw new Refused(where + ": quotes." + instrument.symbol() + ": mark 0 must be above 0");
      }
    }
    try {
      return new Holdings(timeMs, balances, positions, indexes, quotes, charges);
    } catch (IllegalArgumentException e) {
      throw new Refused(where + ": " + e.getMessage());
    }
  }

  private void readCsv(String text) {
    List<String> lines = text.lines().toList();
    List<String> header =
        lines.isEmpty() ? List.of() : Arrays.asList(lines.getFirst().split(",", -1));
    int symbol = header.indexOf("instrument");
    int amount = header.indexOf("amount");
    int entry = header.indexOf("entry");
    if (symbol < 0 || amount < 0) {
      throw new Refused(where + ": line 1 must name the columns instrument and amount");
    }
    for (int i = 1; i < lines.size(); i++) {
      List<String> cells = Arrays.asList(lines.get(i).split(",", -1));
      String line = "line " + (i + 1);
      if (cells.size() != header.size()) {
        throw new Refused(where + ": " + line + " must have " + header.size() + " columns");
      }
      boolean hasEntry = entry >= 0 && !cells.get(entry).isBlank();
      add(
          line,
          cells.get(symbol).strip(),
          fields.number(line + ": amount", cells.get(amount).strip()),
          hasEntry ? fields.number(line + ": entry", cells.get(entry).strip()) : BigInteger.ZERO);
    }
  }

  /** A position; an asset by itself is a balance. */
  private void add(String field, String symbol, BigInteger amount, BigInteger entry) {
    Instrument instrument;
    try {
      instrument = notation.parse(symbol);
      if (instrument.kind() != Instrument.Kind.SPOT) {
        positions.add(new Position(instrument, amount, entry));
        return;
      }
    } catch (IllegalArgumentException e) {
      throw new Refused(where + ": " + field + ": " + e.getMessage());
    }
    Balance before = balances.getOrDefault(symbol, Balance.NONE);
    balances.put(symbol, new Balance(before.amount().add(amount), before.borrowed()));
  }

  private void readJson(String text) {
    JsonNode root = fields.root(text, SCHEMA, FIELDS);
    notation = notation(where, root.path("venue").asString(""));
    if (root.has("time")) {
      timeMs = time(where, "time", root.path("time").asString(""));
    }
    for (Map.Entry<String, JsonNode> entry : fields.object(root, "balances").properties()) {
      balances.put(entry.getKey(), balance("balances." + entry.getKey(), entry.getValue()));
    }
    for (Map.Entry<String, JsonNode> entry : fields.object(root, "indexes").properties()) {
      indexes.put(entry.getKey(), fields.text("indexes." + entry.getKey(), entry.getValue()));
    }
    for (Map.Entry<String, JsonNode> entry : fields.object(root, "charges").properties()) {
      charges.put(entry.getKey(), fields.text("charges." + entry.getKey(), entry.getValue()));
    }
    for (Map.Entry<String, JsonNode> entry : fields.object(root, "quotes").properties()) {
      quotes.put(entry.getKey(), fields.quote("quotes." + entry.getKey(), entry.getValue()));
    }
    JsonNode list = root.path("positions");
    fields.require("positions", list.isArray(), "be a list");
    for (int i = 0; i < list.size(); i++) {
      position("positions[" + i + "]", list.path(i));
    }
  }

  private void position(String field, JsonNode node) {
    fields.members(field, node, List.of("instrument", "amount", "dollars", "entry"));
    String symbol = node.path("instrument").asString("");
    BigInteger entry =
        node.has("entry") ? fields.text(field + ".entry", node.path("entry")) : BigInteger.ZERO;
    fields.require(field, node.has("amount") != node.has("dollars"), "have amount or dollars");
    BigInteger amount;
    if (node.has("amount")) {
      amount = fields.text(field + ".amount", node.path("amount"));
    } else {
      BigInteger dollars = fields.text(field + ".dollars", node.path("dollars"));
      Quote quote = quotes.getOrDefault(symbol, Quote.of(BigInteger.ZERO));
      fields.require(field, quote.mark().signum() > 0, "have a quote, being in dollars");
      amount = E18.overTowardZero(dollars, quote.mark());
    }
    add(field, symbol, amount, entry);
  }

  private Balance balance(String field, JsonNode node) {
    if (!node.isObject()) {
      return new Balance(fields.text(field, node), BigInteger.ZERO);
    }
    fields.members(field, node, List.of("amount", "borrowed"));
    BigInteger borrowed =
        node.has("borrowed")
            ? fields.text(field + ".borrowed", node.path("borrowed"))
            : BigInteger.ZERO;
    fields.require(field + ".borrowed", borrowed.signum() >= 0, "not be negative");
    return new Balance(fields.text(field + ".amount", node.path("amount")), borrowed);
  }

  /** The venue whose names instruments have. */
  static Notation notation(String where, String venue) {
    for (Notation notation : Notation.values()) {
      if (notation.name().toLowerCase(Locale.ROOT).equals(venue)) {
        return notation;
      }
    }
    throw new Refused(where + ": venue " + venue + " must be one of deribit, bybit, okx, binance");
  }

  /** A time with its offset, in ms since 1970. */
  static long time(String where, String field, String text) {
    try {
      long timeMs = OffsetDateTime.parse(text).toInstant().toEpochMilli();
      if (timeMs < 0) {
        throw new Refused(where + ": " + field + " " + text + " must be from 1970 on");
      }
      return timeMs;
    } catch (DateTimeException e) {
      throw new Refused(
          where + ": " + field + " " + text + " must be a time, as 2026-08-22T15:33:51Z");
    }
  }
}
