package io.plimsoll.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.bench.price.InputFile;
import io.plimsoll.bench.scenario.Scenario;
import io.plimsoll.node.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * Whatever stands in a scenario, a table or an option: a run is right, or it says in words why it
 * is none. {@code -Dplimsoll.mutations=N} and {@code -Dplimsoll.seed=S} try more.
 */
class BadInputTest {

  private static final String HEAD = "ts_utc,symbol,open,high,low,close\n";
  private static final Pattern VALUE = Pattern.compile("(?<=: )-?[0-9][0-9.TZ:-]*(?=[ ,}\n])");

  private static final List<String> EXTREMES =
      List.of(
          "0",
          "-1",
          "1",
          "50",
          "100",
          "1000",
          "1000000",
          "1000000000",
          "1152921504606",
          "0.000001",
          "0.0001",
          "-99.9999",
          "99999999999999999999",
          "x",
          "2022-05-10T00:00Z",
          "+999999999-05-01T00:00Z");

  @TempDir private Path folder;

  /** What a command line said. */
  private record Run(int code, String out, String err) {}

  private Run simulate(String options) {
    List<String> args = new ArrayList<>(List.of("simulate"));
    for (String option : options.split(" ", -1)) {
      args.add(option.replace("DIR", folder.toString()));
    }
    CommandLine line = Main.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int code = line.execute(args.toArray(String[]::new));
    return new Run(code, out.toString(), err.toString());
  }

  private static String yaml() {
    return InputFile.shipped(Scenario.class, Scenario.DEFAULT + ".yaml").text();
  }

  private void write(String yaml) throws IOException {
    Files.writeString(folder.resolve("mine.yaml"), yaml);
  }

  private static String replaced(String text, String from, String to) {
    assertTrue(text.contains(from), from);
    return text.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
  }

  /** These amounts are more than one command may carry. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "counterpartyUsd: 1000000000|counterpartyUsd: 20000000000",
        "insuranceUsd: 1000000|insuranceUsd: 1000000000000",
        "backstopUsd: 20000000|backstopUsd: 1000000000000",
      })
  void largeAmountsComeInSeveralDeposits(String from, String to) throws IOException {
    write(replaced(yaml(), from, to));
    Run run =
        simulate("--scenario DIR/mine.yaml --blocks 2 --subaccounts 100 --mode cross --out DIR/o");
    assertEquals(0, run.code(), run.err());
    if (from.startsWith("insurance")) {
      String summary = Files.readString(folder.resolve("o/summary.json"));
      assertTrue(summary.contains("\"fundStartUsd\" : \"10000001000\""), summary);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gateUsd: 0|gateUsd: 900000000|100|portfolio|the chain same-collateral, portfolio, refuses"
            + " SetMode[|606",
        "initialPct: 2|initialPct: 0.0001|100|cross||",
        "openInterestFactor: 20|openInterestFactor: 1000000|1000000|cross"
            + "|openInterestFactor of the market LUNA '1000000' makes|",
        "insuranceUsd: 1000000|insuranceUsd: 1000000000000|1000000|cross"
            + "|insuranceUsd of the pool cross '1000000000000' makes 100000000000000 USD|",
        "usd: 500000 }|usd: 1000000000000 }|1000000|cross|usd of the depth of BTC|",
        "priceExponent: -5|priceExponent: -12|100|cross|priceExponent of the market BTC|2^49",
        "step: 0.0001|step: 100|100|cross|step of the market BTC '100' is too large|",
        "step: 0.1|step: 0.000000000001|100|cross|step of the market SOL|10000 over 10^12",
        "from: 2022-05-01T00:00Z|from: +999999999-05-01T00:00Z|100|cross|must be a time in UTC|",
        "to: 2022-05-21T00:00Z|to: 9999-01-01T00:00Z|100|cross|at most 10000000 blocks|",
      })
  void whatAChainCannotHoldIsRefusedInWords(
      String from, String to, int books, String mode, String message, String more)
      throws IOException {
    write(replaced(yaml(), from, to));
    Run run =
        simulate(
            "--scenario DIR/mine.yaml --blocks 2 --experiment same-collateral --out DIR/o --mode "
                + mode
                + " --subaccounts "
                + books);
    assertEquals(message == null ? 0 : 1, run.code(), run.err());
    assertTrue(run.err().contains(message == null ? "" : message), run.err());
    assertTrue(run.err().contains(more == null ? "" : more), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  @Test
  void refusedPricesAreSaidEverywhere() throws IOException {
    write(replaced(yaml(), "bandPctPerMinute: 20", "bandPctPerMinute: 0.0001"));
    Run run =
        simulate("--scenario DIR/mine.yaml --blocks 20 --subaccounts 40 --mode cross --out DIR/o");
    assertEquals(0, run.code(), run.err());
    Matcher said =
        Pattern.compile("Careful: a chain refused (\\d+) price vectors").matcher(run.out());
    assertTrue(said.find(), run.out());
    int refused = Integer.parseInt(said.group(1));
    assertTrue(refused > 0 && refused <= 20, run.out());
    for (String file : List.of("summary.json", "report.html")) {
      String text = Files.readString(folder.resolve("o/" + file));
      assertTrue(text.contains("\"refusedPrices\" : " + refused), file);
    }
    String page = Files.readString(folder.resolve("o/report.html"));
    assertTrue(page.contains("\"Prices refused\", \"refusedPrices\""), "the page shows them");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--log DIR|1|: is a folder, and --log writes a file of that name",
        "--log=|1|--log '' must name a file",
        "--log /|1|--log '/' must name a file",
        "--log DIR/none/x|1|none is not a folder, so --log cannot write",
        "--log DIR/o/summary.json|1|--log and --out would both write it",
        "--log DIR/o/../o/.report.html.partial|1|--log and --out would both write it",
        "--log DIR/link/blocks.jsonl|1|--log and --out would both write it",
        "--log DIR/mine.csv|1|mine.csv: is read by this run, and --log would replace it",
        "--log /dev/null|1|/dev/null: is not a regular file, which --log would replace",
        "--log DIR/fine|0|",
      })
  void targetsAreLookedAtBeforeTheRun(String options, int code, String message) throws IOException {
    Files.createDirectories(folder.resolve("o"));
    Files.createDirectories(folder.resolve("full/report.html"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("o"));
    Files.writeString(
        folder.resolve("mine.csv"), HEAD + "2030-01-01T00:00Z,BTC,9000,9000,9000,9000\n");
    Run run =
        simulate(
            "--prices DIR/mine.csv --blocks 1 --subaccounts 1 --mode cross"
                + " --experiment same-collateral --out DIR/o "
                + options);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(message == null ? "" : message), run.err());
    assertEquals(code != 0, !run.err().contains("block 1 of 1"), "it had begun");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--out=|--out '' must name a folder",
        "--out DIR/full|report.html: is a folder, and --out writes a file of that name",
      })
  void theFolderOfTheResultsIsLookedAtToo(String options, String message) throws IOException {
    Files.createDirectories(folder.resolve("full/report.html"));
    Run run = simulate("--blocks 1 --subaccounts 1 " + options);
    assertEquals(1, run.code(), run.err());
    assertTrue(run.err().contains(message), run.err());
    assertFalse(run.err().contains("block 1 of 1"), run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "+999999999-05-01T00:00Z,BTC,1,1,1,1|1"
            + "|mine.csv:2: ts_utc '+999999999-05-01T00:00Z' must be",
        "1970-01-01T00:00Z,BTC,9000,9000,9000,9000|1|must be a full hour in UTC from 1970 to 9999",
        "9999-12-31T23:00Z,BTC,9000,9000,9000,9000|0|",
        "2022-01-01T00:00Z,BTC,9000,9000,9000,9000;2024-01-01T00:00Z,BTC,9000,9000,9000,9000|2"
            + "|--blocks '1' must leave at most 9998 hours to each block",
        "2022-01-01T00:00Z,BTC,9000,9000,9000,9000;2023-01-01T00:00Z,BTC,9000,9000,9000,9000|0|",
      })
  void timesFarAwayAreRefusedInWords(String lines, int code, String message) throws IOException {
    Files.writeString(folder.resolve("mine.csv"), HEAD + lines.replace(';', '\n') + "\n");
    Run run =
        simulate("--prices DIR/mine.csv --blocks 1 --subaccounts 5 --mode portfolio --out DIR/o");
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(message == null ? "" : message), run.err());
  }

  /** Values of the shipped scenario are replaced by extreme ones, two at a time. */
  @Test
  void noValueOfAScenarioIsAFaultOfThisProgram() throws IOException {
    long seed = Long.getLong("plimsoll.seed", System.nanoTime());
    int mutations = Integer.getInteger("plimsoll.mutations", 60);
    System.out.println("mutations of a scenario: -Dplimsoll.seed=" + seed);
    Random random = new Random(seed);
    List<int[]> places = new ArrayList<>();
    Matcher values = VALUE.matcher(yaml());
    while (values.find()) {
      places.add(new int[] {values.start(), values.end()});
    }
    assertTrue(places.size() > 200, places.size() + " values");
    int ran = 0;
    for (int m = 0; m < mutations; m++) {
      StringBuilder yaml = new StringBuilder(yaml());
      String what = "";
      int last = places.size();
      for (int i = 0; i < 2 && last > 0; i++) {
        last = random.nextInt(last);
        int[] place = places.get(last);
        String to = EXTREMES.get(random.nextInt(EXTREMES.size()));
        int line = yaml.substring(0, place[0]).lastIndexOf('\n') + 1;
        what += yaml.substring(line, yaml.indexOf("\n", place[0])).strip() + " -> " + to + "; ";
        yaml.replace(place[0], place[1], to);
        // Of a pair of mutations half are one alone.
        last = random.nextBoolean() ? last : 0;
      }
      write(yaml.toString());
      Run run =
          simulate(
              "--scenario DIR/mine.yaml --blocks 3 --subaccounts 12 --engine scalar --out DIR/o");
      assertTrue(run.code() >= 0 && run.code() <= 2, what + "\n" + run.err());
      assertFalse(run.err().contains("\tat "), what + "\n" + run.err());
      assertEquals(run.code() == 0, run.err().contains("block 3 of 3"), what + "\n" + run.err());
      ran += run.code() == 0 ? 1 : 0;
    }
    assertTrue(ran > 0 && ran < mutations, ran + " of " + mutations + " ran");
  }
}
