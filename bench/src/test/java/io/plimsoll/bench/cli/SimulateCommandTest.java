package io.plimsoll.bench.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.bench.scenario.Scenario;
import io.plimsoll.node.cli.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulateCommandTest {

  private static final String HEAD = "ts_utc,symbol,open,high,low,close\n";

  @TempDir private Path folder;

  /** What a command line said. */
  private record Run(int code, String out, String err) {}

  private Run simulate(String options) {
    List<String> args = new ArrayList<>(List.of("simulate"));
    args.addAll(List.of(options.replace("DIR", folder.toString()).split(" ")));
    CommandLine line = Main.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int code = line.execute(args.toArray(String[]::new));
    assertFalse(err.toString().contains("\tat "), err.toString());
    return new Run(code, out.toString(), err.toString());
  }

  /** A file beside the scenario's is what it names; the command line goes before it. */
  @Test
  void aScenarioMayNameAModel() throws IOException {
    String shipped;
    try (InputStream in = Scenario.class.getResourceAsStream(Scenario.DEFAULT + ".yaml")) {
      shipped = new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    String own = shipped.replace("portfolio:\n", "portfolio:\n  model: own.json\n");
    Files.writeString(folder.resolve("own.yaml"), own);
    Run missing = simulate("--scenario DIR/own.yaml --blocks 2 --subaccounts 1");
    assertEquals(1, missing.code());
    assertTrue(missing.err().contains(folder.resolve("own.json").toString()), missing.err());
    Run other = simulate("--scenario DIR/own.yaml --model nobody/1 --blocks 2 --subaccounts 1");
    assertTrue(other.err().contains("model nobody/1 must be"), other.err());
    Files.writeString(folder.resolve("own.yaml"), own.replace("own.json", "okx/2025-01"));
    Run lacking = simulate("--scenario DIR/own.yaml --blocks 2 --subaccounts 1");
    assertTrue(lacking.err().contains("parameter set okx/2025-01 has no"), lacking.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--blocks 0|2|--blocks '0' must be 1 to 10000000",
        "--blocks -5|2|--blocks '-5' must be 1 to 10000000",
        "--blocks many|2|Invalid value for option '--blocks': 'many'",
        "--subaccounts 0|2|--subaccounts '0' must be 1 to 1000000",
        "--subaccounts 1000001|2|--subaccounts '1000001' must be 1 to 1000000",
        "--seed 1.5|2|Invalid value for option '--seed': '1.5'",
        "--mode all-of-them|2|--mode 'all-of-them' must be isolated, cross, portfolio or all",
        "--experiment x|2|--experiment 'x' must be same-collateral, same-utilisation or both",
        "--engine gpu|2|--engine 'gpu' there is no engine 'gpu'",
        "--unknown|2|Unknown option: '--unknown'",
        "--model nobody/1|1|plimsoll: model nobody/1 must be a file of parameters, or one of",
        "--model okx/2025-01|1|plimsoll: parameter set okx/2025-01 has no BTC.mr1_",
        "--model deribit/2024-06|1|plimsoll: model deribit/2024-06 does not cover BTC-PERP",
        "more|2|Unmatched argument at index 1: 'more'",
        "--scenario other|1|plimsoll: other.yaml: the file is not among those that are shipped",
        "--scenario DIR/no.yaml|1|no.yaml: the file does not exist",
        "--prices DIR/no.csv|1|no.csv: the file does not exist",
        "--prices DIR|1|the file does not exist or is not a regular file",
      })
  void badInputIsRefusedInWords(String options, int code, String message) {
    Run run = simulate(options);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(message), run.err());
    assertEquals("", run.out());
  }

  @Test
  void anOutThatIsAFileIsRefused() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Run run = simulate("--blocks 1 --subaccounts 1 --out DIR/file");
    assertEquals(1, run.code());
    assertTrue(run.err().contains("file: is there already, and is not a folder"), run.err());
  }

  @Test
  void pricesOfOnesOwnAreSimulatedAsFarAsTheyGo() throws IOException {
    StringBuilder table = new StringBuilder(HEAD);
    for (int hour = 0; hour < 5; hour++) {
      int price = 40_000 - 3_000 * hour;
      table.append("2030-01-01T0").append(hour).append(":00Z,BTC,");
      table.append(price + 3_000).append(',').append(price + 3_100).append(',');
      table.append(price - 50).append(',').append(price).append('\n');
    }
    Files.writeString(folder.resolve("mine.csv"), table);
    Run run = simulate("--prices DIR/mine.csv --blocks 20 --subaccounts 50 --out DIR/out");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("block 20 of 20, "), run.err());
    String summary = Files.readString(folder.resolve("out/summary.json"));
    assertTrue(summary.contains("Left out, because the table has no prices of them"), summary);
    assertTrue(summary.contains("ETH, SOL, LUNA"), summary);
    assertEquals(6 * 22, Files.readAllLines(folder.resolve("out/blocks.jsonl")).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2030-01-01T00:00Z,BTC,1,2,1,x|mine.csv:2: close 'x' must be a decimal number",
        "2030-01-01T00:00Z,BTC,1,2,3,1|mine.csv:2: low '3' must not be above open",
        "2030-01-01T00:00Z,DOGE,1,2,1,1|mine.csv: the table 'DOGE' has no market of the scenario",
      })
  void badPricesAreRefusedAtTheirLine(String line, String message) throws IOException {
    Files.writeString(folder.resolve("mine.csv"), HEAD + line + "\n");
    Run run = simulate("--prices DIR/mine.csv --out DIR/out");
    assertEquals(1, run.code());
    assertTrue(run.err().contains(message), run.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void oneBookAndOneBlockIsASimulation() throws IOException {
    Run run = simulate("--blocks 1 --subaccounts 1 --mode cross --out DIR/out --log DIR/one.log");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("same-collateral   cross"), run.out());
    assertTrue(run.out().contains("Open " + folder.resolve("out/report.html")), run.out());
    assertTrue(Files.exists(folder.resolve("one.log.same-collateral.cross")));
    assertTrue(Files.exists(folder.resolve("one.log.same-utilisation.cross")));
  }

  @Test
  void helpNamesEveryOption() {
    Run help = simulate("--help");
    assertEquals(0, help.code());
    for (String option :
        List.of(
            "--seed",
            "--blocks",
            "--subaccounts",
            "--engine",
            "--mode",
            "--experiment",
            "--out",
            "--log",
            "--prices",
            "--scenario")) {
      assertTrue(help.out().contains(option), option);
    }
  }
}
