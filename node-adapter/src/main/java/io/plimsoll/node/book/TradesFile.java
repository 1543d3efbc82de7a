package io.plimsoll.node.book;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.analysis.Trade;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Quote;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Reads trades that might be made: a JSON object with {@code schema}, {@code venue}, whose names
 * its instruments have, {@code trades}, and {@code quotes} of what the book has none of. A trade
 * has {@code instrument}, {@code amount} or {@code dollars}, and, if wished, {@code price} (its
 * mark where none is given), {@code fee}, and {@code paidIn} of coins themselves (USD).
 *
 * @param book the book, with the quotes added
 * @param trades in their order
 */
public record TradesFile(Holdings book, List<Trade> trades) {

  /** The only format that is known. */
  public static final String SCHEMA = "plimsoll-trades/1";

  /** Copies the list. */
  public TradesFile {
    trades = List.copyOf(trades);
  }

  /**
   * Reads trades on a book.
   *
   * @throws BookFile.Refused where they are none
   */
  public static TradesFile read(Path file, Holdings book) throws IOException {
    JsonFields fields = new JsonFields(file.toString());
    JsonNode root =
        fields.root(BookFile.text(file), SCHEMA, List.of("schema", "venue", "trades", "quotes"));
    Notation notation = BookFile.notation(file.toString(), root.path("venue").asString(""));
    SortedMap<String, Quote> quotes = new TreeMap<>(book.quotes());
    for (Map.Entry<String, JsonNode> entry : fields.object(root, "quotes").properties()) {
      quotes.putIfAbsent(
          entry.getKey(), fields.quote("quotes." + entry.getKey(), entry.getValue()));
    }
    Holdings quoted =
        new Holdings(
            book.timeMs(),
            book.balances(),
            book.positions(),
            book.indexes(),
            quotes,
            book.charges());
    JsonNode list = root.path("trades");
    fields.require("trades", list.isArray() && !list.isEmpty(), "be a list that is not empty");
    List<Trade> trades = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String field = "trades[" + i + "]";
      try {
        trades.add(trade(fields, field, list.path(i), notation, quoted));
      } catch (IllegalArgumentException e) {
        throw new BookFile.Refused(file + ": " + field + ": " + e.getMessage());
      }
    }
    return new TradesFile(quoted, trades);
  }

  private static Trade trade(
      JsonFields fields, String field, JsonNode node, Notation notation, Holdings quoted) {
    fields.members(
        field, node, List.of("instrument", "amount", "dollars", "price", "fee", "paidIn"));
    Instrument instrument = notation.parse(node.path("instrument").asString(""));
    fields.require(field, node.has("amount") != node.has("dollars"), "have amount or dollars");
    boolean isSpot = instrument.kind() == Instrument.Kind.SPOT;
    fields.require(field + ".paidIn", isSpot || !node.has("paidIn"), "be of coins themselves");
    BigInteger mark = isSpot ? quoted.index(instrument.symbol()) : quoted.quote(instrument).mark();
    BigInteger price = node.has("price") ? fields.text(field + ".price", node.path("price")) : mark;
    Trade plain = Trade.of(instrument, amount(fields, field, node, mark), price);
    return new Trade(
        instrument,
        plain.amount(),
        price,
        node.has("fee") ? fields.text(field + ".fee", node.path("fee")) : BigInteger.ZERO,
        node.path("paidIn").asString(plain.paidIn()));
  }

  private static BigInteger amount(
      JsonFields fields, String field, JsonNode node, BigInteger mark) {
    if (node.has("amount")) {
      return fields.text(field + ".amount", node.path("amount"));
    }
    fields.require(field, mark.signum() > 0, "have a mark above 0, being in dollars");
    return E18.overTowardZero(fields.text(field + ".dollars", node.path("dollars")), mark);
  }
}
