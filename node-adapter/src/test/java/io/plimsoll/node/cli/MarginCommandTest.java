package io.plimsoll.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MarginCommandTest {

  /** docs.deribit.com, private/pme/simulate. */
  private static final String BOOK =
      """
      {"schema": "plimsoll-book/1", "venue": "deribit", "time": "2024-06-17T10:22:20.501Z",
       "positions": [
         {"instrument": "BTC-PERPETUAL", "amount": "0.314538364"},
         {"instrument": "BTC-28JUN24", "amount": "-0.001187534"}],
       "indexes": {"BTC": "65666.19"},
       "quotes": {"BTC-PERPETUAL": {"mark": "65910.57"}, "BTC-28JUN24": {"mark": "67371.75"}},
       "charges": {"BTC.mmp_margin": "0.06", "BTC.open_orders_margin": "0.000018212"}}
      """;

  @TempDir private Path folder;

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aBookIsExplained() throws IOException {
    Run run = Run.of("margin", write("b.json", BOOK), "--model", "deribit/2024-06", "--explain");
    assertEquals(0, run.code(), run.err());
    String out = run.out();
    assertTrue(out.contains("0.122861343"), out);
    assertTrue(out.contains("BTC roll shock"), out);
    assertTrue(out.contains("driven by -16%, vol up"), out);
    assertTrue(out.contains("parameters deribit/2024-06 of 2024-06-17, sha256:"), out);
    assertTrue(out.contains("is to be liquidated"), out);
    // What loses stands before what gains.
    assertTrue(out.indexOf("BTC-PERPETUAL") < out.indexOf("BTC-28JUN24"), out);
  }

  @Test
  void liquidationPricesComeWithWhatShowsThem() throws IOException {
    String book =
        write(
            "s.json",
            """
            {"schema": "plimsoll-book/1", "venue": "deribit", "time": "2024-06-17T10:22:20.501Z",
             "balances": {"BTC": "3"},
             "positions": [{"instrument": "BTC-PERPETUAL", "amount": "6", "entry": "65000"}],
             "indexes": {"BTC": "65000"},
             "quotes": {"BTC-PERPETUAL": {"mark": "65000"}}}
            """);
    Run run = Run.of("margin", book, "--model", "deribit/2024-06", "--explain", "--tick", "0.5");
    assertTrue(run.out().contains("time, volatilities and all other prices stay"), run.out());
    assertTrue(run.out().contains("none up to 650000"), run.out());
    run =
        Run.of(
            "margin",
            book,
            "--model",
            "deribit/2024-06",
            "--explain",
            "--tick",
            "0.5",
            "--format",
            "json");
    JsonNode below =
        new JsonMapper().readTree(run.out()).path("liquidationPrices").path("sides").path(0);
    assertEquals("found", below.path("outcome").asString());
    long healthy = Long.parseLong(below.path("healthyTicks").asString());
    long liquidated = Long.parseLong(below.path("liquidatedTicks").asString());
    assertEquals(1, healthy - liquidated);
    assertEquals("0.5", below.path("tick").asString());
    assertEquals("130000", below.path("covering").path(0).path("fromTicks").asString());
    run =
        Run.of(
            "margin",
            book,
            "--model",
            "deribit/2024-06",
            "--explain",
            "--tick",
            "0.000000000000000001");
    assertTrue(run.out().contains("not decided: the step is too small"), run.out() + run.err());
    check(
        Run.of("margin", book, "--model", "deribit/2024-06", "--explain", "--tick", "0"),
        "--tick 0 must be above 0");
    check(
        Run.of("margin", book, "--model", "deribit/2024-06", "--explain", "--tick", "x"),
        "--tick x");
  }

  @Test
  void jsonHasEveryDigit() throws IOException {
    Run run =
        Run.of("margin", write("b.json", BOOK), "--model", "deribit/2024-06", "--format", "json");
    JsonNode root = new JsonMapper().readTree(run.out());
    assertEquals("deribit", root.path("model").asString());
    assertEquals("0.122861343", root.path("pools").path(0).path("initial").asString());
    assertEquals("0.050274504784", root.path("pools").path(0).path("maintenance").asString());
    assertEquals(2, root.path("positions").size());
    assertFalse(root.path("canOpen").asBoolean());
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    String book = write("b.json", BOOK);
    check(Run.of("margin", book, "--model", "nowhere/1"), "model nowhere/1 must be a file");
    check(
        Run.of("margin", book, "--model", "backpack/illustrative"), "BTC-PERPETUAL is not covered");
    check(Run.of("margin", write("c.json", "{}"), "--model", "deribit/2024-06"), "schema must be");
    check(
        Run.of("margin", write("d.csv", "x"), "--model", "deribit/2024-06", "--venue", "mars"),
        "venue mars must be one of");
    check(Run.of("margin", folder + "/none.json", "--model", "deribit/2024-06"), "no such file");
    assertEquals(2, Run.of("margin", book).code());
  }

  private static void check(Run run, String said) {
    assertEquals(Main.FAILED, run.code(), run.out());
    assertTrue(run.err().contains(said), run.err());
  }

  /** A file of parameters that a user wrote. */
  @Test
  void parametersMayBeAFile() throws IOException {
    String set =
        "{\"schema\":\"plimsoll-parameters/1\",\"name\":\"backpack/mine\",\"date\":\"2026-11-26\","
            + "\"source\":\"me\",\"values\":{\"collateral_USDC_weight\":\"1\","
            + "\"initial_BTC_base\":\"0.05\",\"initial_BTC_factor\":\"0\","
            + "\"maintenance_BTC_base\":{\"value\":\"0.03\",\"assumed\":\"a guess\"},"
            + "\"maintenance_BTC_factor\":\"0\"}}";
    String book =
        "{\"schema\":\"plimsoll-book/1\",\"venue\":\"bybit\",\"balances\":{\"USDC\":\"6000\"},"
            + "\"positions\":[{\"instrument\":\"BTCPERP\",\"amount\":\"1\"}],"
            + "\"indexes\":{\"USDC\":\"1\"},\"quotes\":{\"BTCPERP\":{\"mark\":\"100000\"}}}";
    Run run =
        Run.of("margin", write("b.json", book), "--model", write("set.json", set), "--explain");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("may take on risk"), run.out());
    assertTrue(run.out().contains("assumed backpack/mine maintenance_BTC_base: a guess"));
  }

  @Test
  void tradesThatMightBeMade() throws IOException {
    String trades =
        "{\"schema\":\"plimsoll-trades/1\",\"venue\":\"deribit\",\"trades\":["
            + "{\"instrument\":\"BTC-PERPETUAL\",\"amount\":\"-0.314538364\"},"
            + "{\"instrument\":\"BTC-28JUN24\",\"amount\":\"0.001187534\",\"fee\":\"0.0001\"}]}";
    String book = write("b.json", BOOK);
    String file = write("t.json", trades);
    Run run = Run.of("margin", book, "--model", "deribit/2024-06", "--what-if", file);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("after -0.314538364 BTC-PERPETUAL"), run.out());
    assertTrue(run.out().contains("fee"), run.out());
    Run json =
        Run.of("margin", book, "--model", "deribit/2024-06", "--what-if", file, "--format", "json");
    JsonNode root = new JsonMapper().readTree(json.out());
    assertEquals(2, root.path("legs").size());
    assertEquals("-1", root.path("worstLeg").asString());
    assertEquals("-0.0001", root.at("/legs/1/cashAtOnce/0/amount").asString());
    // What is left is what the book states as charges.
    assertEquals("0", root.at("/legs/1/maintenance").asString());
    check(
        Run.of("margin", book, "--model", "deribit/2024-06", "--what-if", write("e.json", "{}")),
        "schema must be plimsoll-trades/1");
    String none = trades.replace("\"amount\":\"-0.314538364\"", "\"amount\":\"0\"");
    check(
        Run.of("margin", book, "--model", "deribit/2024-06", "--what-if", write("n.json", none)),
        "trades[0]: a trade of BTC-PERPETUAL must have an amount");
    String unknown = trades.replace("BTC-28JUN24", "BTC-29MAR24");
    check(
        Run.of("margin", book, "--model", "deribit/2024-06", "--what-if", write("u.json", unknown)),
        "trades[1]: the book has no quote of BTC-29MAR24");
  }

  @Test
  void whatEachPositionAdds() throws IOException {
    String book = write("b.json", BOOK);
    Run run = Run.of("margin", book, "--model", "deribit/2024-06", "--adds", "--format", "json");
    JsonNode adds = new JsonMapper().readTree(run.out()).path("adds");
    assertEquals(2, adds.size());
    assertTrue(Double.parseDouble(adds.path(0).path("initial").asString()) > 0, run.out());
  }
}
