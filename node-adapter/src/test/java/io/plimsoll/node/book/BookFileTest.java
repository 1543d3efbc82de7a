package io.plimsoll.node.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Quote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BookFileTest {

  private static final String BOOK =
      """
      {"schema": "plimsoll-book/1", "venue": "deribit", "time": "2026-08-22T15:33:51Z",
       "balances": {"BTC": "1.5", "USDC": {"amount": "10", "borrowed": "2"}},
       "positions": [
         {"instrument": "BTC-PERPETUAL", "dollars": "100000", "entry": "40000"},
         {"instrument": "BTC-27NOV26-90000-C", "amount": "-2"}],
       "indexes": {"BTC": "50000"},
       "quotes": {
         "BTC-PERPETUAL": {"mark": "50000"},
         "BTC-27NOV26-90000-C": {"mark": "0.01", "forward": "51000", "volatility": "0.6"}},
       "charges": {"BTC.mmp_margin": "0.5"}}
      """;

  private static final String CHAIN =
      "ts_utc,instrument,currency,type,strike,forward,forward_name,index_price,mark_price_coin,"
          + "mark_iv,bid\n"
          + "2026-08-22T15:33:51.683630+00:00,BTC-27NOV26-90000-C,BTC,call,90000,51000.5,"
          + "BTC-27NOV26,50000,0.0123,0.61,\n"
          + "2026-08-22T15:33:52+00:00,BTC-27NOV26-30000-P,BTC,put,30000,51000.5,"
          + "BTC-27NOV26,50001.25,1e-4,0.7,0.1\n";

  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Holdings read(String text) throws IOException {
    return BookFile.read(write("book.json", text), Notation.DERIBIT);
  }

  private static Quote quote(Holdings book, String symbol) {
    return book.quote(Notation.DERIBIT.parse(symbol));
  }

  @Test
  void aJsonBookIsReadExactly() throws IOException {
    Holdings book = read(BOOK);
    assertEquals(Instant.parse("2026-08-22T15:33:51Z").toEpochMilli(), book.timeMs());
    assertEquals("1.5", E18.text(book.balance("BTC").net()));
    assertEquals("8", E18.text(book.balance("USDC").net()));
    assertEquals("2", E18.text(book.positions().getFirst().amount()));
    assertEquals("40000", E18.text(book.positions().getFirst().entry()));
    assertEquals("-2", E18.text(book.positions().get(1).amount()));
    assertEquals("0.6", E18.text(quote(book, "BTC-27NOV26-90000-C").volatility()));
    assertEquals("0.5", E18.text(book.charge("BTC.mmp_margin")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "book/1                   | book/2                   | schema must be",
        "\"deribit\"              | \"ftx\"                  | venue ftx must be one of",
        "2026-08-22T15:33:51Z     | 2026-08-22               | must be a time",
        "2026-08-22T15:33:51Z     | 1969-12-31T00:00:00Z     | must be from 1970",
        "\"1.5\"                  | 1.5                      | balances.BTC must be decimal text",
        "\"1.5\"                  | \"1e5\"                  | balances.BTC: decimal",
        "\"borrowed\": \"2\"      | \"borrowed\": \"-2\"     | must not be negative",
        "\"borrowed\": \"2\"      | \"owed\": \"2\"          | balances.USDC.owed must be of",
        "\"BTC-PERPETUAL\", \"do  | \"BTC-PERP\", \"do       | must have a quote",
        "\"BTC-27NOV26-90000-C\", | \"BTC-27NOV26-90000-X\", | notation of DERIBIT",
        "\"amount\": \"-2\"       | \"size\": \"-2\"         | positions[1].size must be of",
        "\"amount\": \"-2\"       | \"entry\": \"2\"         | have amount or dollars",
        "\"mark\": \"0.01\"       | \"mark\": \"-0.01\"      | quotes.BTC-27NOV26-90000-C: mark",
        "\"-2\"                   | \"NaN\"                  | positions[1].amount: decimal",
        "\"-2\"                   | \"-Infinity\"            | positions[1].amount: decimal",
        "\"-2\" | \"10000000000000000000000000000000000\" | positions[1]: amount 10000000000",
        "\"40000\"                | \"-40000\"               | positions[0]: entry -40000 must be",
        "\"amount\": \"-2\" | \"amount\": \"-2\", \"amount\": \"2\" | is no JSON: Duplicate",
        "\"BTC-27NOV26-90000-C\", | \"\",                     | positions[1]: instrument",
        "\"BTC-27NOV26-90000-C\", | \"BTC-31NOV26-90000-C\",  | notation of DERIBIT",
        "\"BTC-27NOV26-90000-C\", | \"BTC-27NOV26-0-C\",      | notation of DERIBIT",
        "{\"mark\": \"50000\"}    | {\"mark\": \"-1\"}       | quotes.BTC-PERPETUAL: mark -1 must",
        "\"dollars\": \"100000\", | \"amount\": \"2\", \"x\": \"1\", | positions[0].x must be of",
        "{\"BTC\": \"50000\"}     | {\"BTC\": \"0\"}         | index of BTC is 0, which",
        "{\"BTC\": \"50000\"}     | [1]                      | indexes must be an object",
        "\"charges\"              | \"fees\"                 | fees must be one of",
        "{\"schema\"              | [{\"schema\"             | is no JSON",
      })
  void aJsonBookThatIsNoneIsRefused(String part, String other, String said) throws IOException {
    String text = BOOK.replace(part, other);
    assertFalse(text.equals(BOOK));
    BookFile.Refused refused = assertThrows(BookFile.Refused.class, () -> read(text));
    assertTrue(String.valueOf(refused.getMessage()).contains(said), refused::getMessage);
  }

  /** A contract is never worth nothing, as an option may be. */
  @Test
  void aMarkOfNothingIsRefusedButOfAnOption() throws IOException {
    String free = BOOK.replace("\"mark\": \"0.01\"", "\"mark\": \"0\"");
    assertEquals(2, read(free).positions().size());
    String lost =
        BOOK.replace("\"dollars\": \"100000\"", "\"amount\": \"2\"")
            .replace("{\"mark\": \"50000\"}", "{\"mark\": \"0\"}");
    BookFile.Refused refused = assertThrows(BookFile.Refused.class, () -> read(lost));
    assertTrue(
        String.valueOf(refused.getMessage())
            .endsWith("quotes.BTC-PERPETUAL: mark 0 must be above 0"),
        refused::getMessage);
  }

  @Test
  void aCsvBookTakesItsQuotesFromAChain() throws IOException {
    Path book =
        write(
            "book.csv",
            """
            instrument,amount,entry
            BTC-PERPETUAL,1.5,50000
            BTC-27NOV26-90000-C,-2,
            BTC,3,
            BTC,1,
            """);
    Holdings read = BookFile.read(book, Notation.DERIBIT, write("chain.csv", CHAIN));
    assertEquals(Instant.parse("2026-08-22T15:33:52Z").toEpochMilli(), read.timeMs());
    assertEquals(2, read.positions().size());
    assertEquals("4", E18.text(read.balance("BTC").net()));
    assertEquals("50001.25", E18.text(read.index("BTC")));
    assertEquals("50001.25", E18.text(quote(read, "BTC-PERPETUAL").mark()));
    assertEquals("51000.5", E18.text(quote(read, "BTC-27NOV26").mark()));
    assertEquals("0.0123", E18.text(quote(read, "BTC-27NOV26-90000-C").mark()));
    assertEquals("0.0001", E18.text(quote(read, "BTC-27NOV26-30000-P").mark()));
    // What the book says itself counts before the chain.
    Holdings own =
        BookFile.read(write("own.json", BOOK), Notation.DERIBIT, write("chain.csv", CHAIN));
    assertEquals("50000", E18.text(own.index("BTC")));
    assertEquals("0.01", E18.text(quote(own, "BTC-27NOV26-90000-C").mark()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amount,entry             | line 1 must name",
        "''                       | line 1 must name",
        "instrument,amount;BTC    | line 2 must have 2 columns",
        "instrument,amount;BTC,x  | line 2: amount: decimal",
        "instrument,amount;B-X,1  | line 2: instrument B-X",
      })
  void aCsvBookThatIsNoneIsRefused(String text, String said) throws IOException {
    Path file = write("book.csv", text.replace(";", "\n"));
    BookFile.Refused refused =
        assertThrows(BookFile.Refused.class, () -> BookFile.read(file, Notation.DERIBIT));
    assertTrue(String.valueOf(refused.getMessage()).contains(said), refused::getMessage);
  }

  @ParameterizedTest
  @CsvSource({
    "'mark_iv,bid', 'iv,bid', column mark_iv",
    "'51000.5,', '0,', must be positive",
    "'0.0123', 'x', mark_price_coin x must be a number",
    "'0.0123', '1e999', must be a number",
    "'0.0123', '-0.1', mark",
    "',0.61,', ',0.61', columns",
    "'2026-08-22T15:33:52', 'now', must be a time",
  })
  void aChainThatIsNoneIsRefused(String part, String other, String said) throws IOException {
    Path file = write("chain.csv", CHAIN.replace(part, other));
    BookFile.Refused refused = assertThrows(BookFile.Refused.class, () -> ChainFile.read(file));
    assertTrue(String.valueOf(refused.getMessage()).contains(said), refused::getMessage);
  }
}
