package io.plimsoll.node.parameters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.rule.NotionalTiers;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterFilesTest {

  private static final String GOOD =
      "{'schema':'plimsoll-parameters/1','name':'a/b','date':'2024-06-17','source':'s',"
          + "'values':{'x':'1.5','U.list':['1','2'],'table':[['1','2'],['-','3']],"
          + "'guess':{'value':'7','assumed':'why'}}}";

  private static ParameterSet parse(String text) {
    return ParameterFiles.parse("f", text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  static List<String> sets() {
    return Models.sets();
  }

  @ParameterizedTest
  @MethodSource("sets")
  void everySetThatShipsIsNamedAsItsFileAndMakesAModel(String name) throws IOException {
    ParameterSet set = ParameterFiles.named(name);
    assertEquals(name, set.name());
    assertTrue(set.digest().matches("sha256:[0-9a-f]{64}"));
    assertEquals(name.substring(0, name.indexOf('/')), Models.named(name).name());
    // Only a set that says so holds what no venue publishes.
    assertEquals(name.endsWith("/illustrative"), !set.assumptions().isEmpty());
  }

  @Test
  void everyFileIsListed() throws IOException {
    Path folder = Path.of("src/main/resources/io/plimsoll/node/parameters").toAbsolutePath();
    try (var files = Files.walk(folder)) {
      List<String> names =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .map(file -> folder.relativize(file).toString().replace('\\', '/'))
              .map(file -> file.substring(0, file.length() - ".json".length()))
              .sorted()
              .toList();
      assertEquals(names, Models.sets());
    }
  }

  @Test
  void valuesAreReadAsTheyAreWritten() {
    ParameterSet set = parse(GOOD);
    assertEquals("1.5", E18.text(set.decimal("x")));
    assertEquals(List.of(E18.of(1), E18.of(2)), set.part("U").decimals("list"));
    assertEquals("3", E18.text(set.tiers("table").rateAt(E18.of(2))));
    assertEquals(List.of("a/b guess: why"), set.assumptions());
    assertTrue(set.title().startsWith("a/b of 2024-06-17, sha256:"));
    assertEquals(E18.of(7), set.natural("guess"));
    assertEquals(7, set.count("guess", 7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'x':'1.5'                        | 'x':1.5                 | must be text",
        "'x':'1.5'                        | 'x':true                | must be text",
        "'x':'1.5'                        | 'x':null                | must be text",
        "'x':'1.5'                        | 'x':[]                  | must be text",
        "'x':'1.5'                        | 'x':[1]                 | hold texts",
        "'x':'1.5'                        | 'x':[['1'],'2']         | have lists alone",
        "'x':'1.5'                        | 'x':'1','x':'2'         | is no JSON",
        "'x':'1.5'                        | 'a b':'1'               | a b must be a name",
        "'assumed':'why'                  | 'assumed':' '           | must say why",
        "'assumed':'why'                  | 'because':'why'         | because",
        "'date':'2024-06-17'              | 'date':'June'           | date must be a day",
        "'source':'s'                     | 'source':''             | source must say",
        "'source':'s'                     | 'other':'s'             | other is not one of",
        "'name':'a/b'                     | 'name':'b'              | name must be",
        "parameters/1                     | parameters/2            | schema must be",
        "{'schema'                        | ['schema'               | is no JSON",
      })
  void filesThatAreNoneAreRefused(String part, String other, String said) {
    String text = GOOD.replace(part, other);
    assertFalse(text.equals(GOOD));
    ParameterFiles.Refused refused = assertThrows(ParameterFiles.Refused.class, () -> parse(text));
    assertTrue(String.valueOf(refused.getMessage()).contains(said), refused::getMessage);
  }

  /** More digits than 18 decimals hold, and values of another kind, are refused by their name. */
  @ParameterizedTest
  @CsvSource({"x, 1.1234567890123456789", "x, 1e5", "x, ''", "x, -1"})
  void numbersAreExact(String key, String text) {
    ParameterSet set = parse(GOOD.replace("'x':'1.5'", "'x':'" + text + "'"));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> set.natural(key));
    assertTrue(String.valueOf(refused.getMessage()).contains("parameter set a/b: x"));
  }

  @Test
  void shapesAreChecked() {
    ParameterSet set = parse(GOOD);
    assertThrows(IllegalArgumentException.class, () -> set.decimal("table"));
    assertThrows(IllegalArgumentException.class, () -> set.table("table", 3));
    assertThrows(IllegalArgumentException.class, () -> set.decimals("table"));
    assertThrows(IllegalArgumentException.class, () -> set.count("x", 9));
    assertThrows(IllegalArgumentException.class, () -> set.count("guess", 6));
    assertThrows(IllegalArgumentException.class, () -> set.tiers("x"));
    assertThrows(IllegalArgumentException.class, () -> set.partOr("V", "W"));
    assertEquals("U", set.partOr("V", "U").unit());
  }

  @Test
  void namesAndFilesThatAreNotThere(@TempDir Path folder) throws IOException {
    for (String name : List.of("deribit/1999-01", "../x", "deribit", "/etc/passwd", "a/../b")) {
      assertThrows(ParameterFiles.Refused.class, () -> ParameterFiles.named(name), name);
    }
    Path file = folder.resolve("set.json");
    Files.writeString(file, GOOD.replace('\'', '"'));
    ParameterSet set = ParameterFiles.read(file);
    assertEquals("a/b", set.name());
    assertThrows(ParameterFiles.Refused.class, () -> Models.of(set));
  }

  /** The amounts of each tier follow from floors and rates, and the margins are the venue's. */
  @ParameterizedTest
  @CsvSource({
    "BTC, 1000000, 5550",
    "BTC, 50000000, 868550",
    "ETH, 600000, 2950",
    "ETH, 5000000, 38550",
    "SOL, 100000, 620",
    "SOL, 5000000, 96620",
  })
  void binancesTiersAreContinuous(String coin, String notional, String margin) throws IOException {
    List<NotionalTiers.Tier> rows = new ArrayList<>();
    for (List<BigInteger> row : ParameterFiles.named("binance/2024-10").table("tiers_" + coin, 3)) {
      rows.add(new NotionalTiers.Tier(row.get(0), row.get(1), row.get(2)));
    }
    NotionalTiers tiers = new NotionalTiers(rows);
    assertEquals(tiers, tiers.continuous());
    assertEquals(E18.parse(margin).multiply(E18.ONE), tiers.exact(E18.parse(notional)));
  }

  /** The shipped set gives the response that it is from. */
  @Test
  void deribitsSetGivesItsResponse() throws IOException {
    SortedMap<String, Quote> quotes = new TreeMap<>();
    quotes.put("BTC-PERPETUAL", Quote.of(E18.parse("65910.57")));
    quotes.put("BTC-28JUN24", Quote.of(E18.parse("67371.75")));
    SortedMap<String, BigInteger> indexes = new TreeMap<>();
    indexes.put("BTC", E18.parse("65666.19"));
    SortedMap<String, BigInteger> charges = new TreeMap<>();
    charges.put("BTC.mmp_margin", E18.parse("0.06"));
    charges.put("BTC.open_orders_margin", E18.parse("0.000018212"));
    Holdings book =
        new Holdings(
            1_718_619_740_501L,
            new TreeMap<String, Balance>(),
            List.of(
                position("BTC-PERPETUAL", "0.314538364"), position("BTC-28JUN24", "-0.001187534")),
            indexes,
            quotes,
            charges);
    Assessment got = Models.named("deribit/2024-06").assess(book);
    assertEquals("0.122861343", E18.text(got.pools().getFirst().initial()));
    assertEquals("0.050274504784", E18.text(got.pools().getFirst().maintenance()));
    assertEquals(1, got.parameters().size());
    assertEquals(List.of(), got.assumed());
  }

  private static Position position(String symbol, String amount) {
    return Position.of(Notation.DERIBIT.parse(symbol), E18.parse(amount));
  }

  /** An assumption is said where its unit was used, and there alone. */
  @Test
  void assumptionsAreSaidWhereTheyWereUsed() throws IOException {
    SortedMap<String, Quote> quotes = new TreeMap<>();
    quotes.put("BTC-USDT-SWAP", Quote.of(E18.of(100_000)));
    SortedMap<String, BigInteger> indexes = new TreeMap<>();
    indexes.put("BTC", E18.of(100_000));
    indexes.put("USDT", E18.of(1));
    Holdings book =
        new Holdings(
            0,
            new TreeMap<String, Balance>(),
            List.of(Position.of(Notation.OKX.parse("BTC-USDT-SWAP"), E18.ONE)),
            indexes,
            quotes,
            new TreeMap<>());
    List<String> assumed = Models.named("okx/illustrative").assess(book).assumed();
    assertTrue(assumed.stream().anyMatch(said -> said.startsWith("okx/illustrative BTC.mr5")));
    assertTrue(assumed.stream().noneMatch(said -> said.contains(" ETH.")));
    assertEquals(List.of(), Models.named("okx/2025-01").assess(book).assumed());
  }
}
