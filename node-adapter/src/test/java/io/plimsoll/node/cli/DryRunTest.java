package io.plimsoll.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.node.log.BlockLogWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Three accounts with one bitcoin each, at 100,000 dollars, that falls to 87,500 in block 6. */
class DryRunTest {

  private static final Address ADMIN = Address.ofNumber(9);
  private static final SubaccountId SAFE = new SubaccountId(Address.ofNumber(1), 0);
  private static final SubaccountId FAIR = new SubaccountId(Address.ofNumber(2), 0);
  private static final SubaccountId THIN = new SubaccountId(Address.ofNumber(3), 0);
  private static final SubaccountId SELLER = new SubaccountId(Address.ofNumber(4), 0);
  private static final long USD = 1_000_000;
  private static final long DOLLAR = 100_000;
  private static final long COIN = 10_000;

  @TempDir private Path folder;
  private Path log = Path.of("");

  private record Run(int code, String out, String err) {}

  private static Run run(String... args) {
    CommandLine line = Main.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int code = line.execute(args);
    assertFalse(err.toString().contains("\tat "), err.toString());
    return new Run(code, out.toString(), err.toString());
  }

  private static Command deposit(SubaccountId to, long dollars) {
    return new Command.Deposit(to, dollars * USD);
  }

  private static Command buy(SubaccountId buyer) {
    return new Command.Fill(buyer, SELLER, 1, COIN, 100_000 * DOLLAR, 0, 0);
  }

  private static Command price(long dollars) {
    return new Command.Prices(1, dollars * DOLLAR, List.of(), List.of());
  }

  private static List<List<Command>> blocks() {
    return List.of(
        List.of(
            new Command.Genesis(3, ADMIN),
            new Command.GrantRole(ADMIN, Role.ALL),
            new Command.ListUnderlying(1, "BTC", -5),
            new Command.ListMarket(1, 1, false, 1, 1_000),
            new Command.ListInstrument(1, 1, InstrumentKind.PERPETUAL, 0, 0),
            new Command.ChangeParameter(Parameter.INITIAL_PPM, 1, 50_000, 0, 0),
            new Command.ChangeParameter(Parameter.MAINTENANCE_PPM, 1, 600_000, 0, 0)),
        List.of(
            price(100_000),
            deposit(SAFE, 60_000),
            deposit(FAIR, 15_000),
            deposit(THIN, 13_500),
            deposit(SELLER, 900_000)),
        List.of(price(100_000), buy(SAFE), buy(FAIR), buy(THIN)),
        List.of(price(100_000)),
        List.of(price(100_000)),
        List.of(price(87_500)),
        List.of(price(87_500), deposit(SAFE, 1)));
  }

  @BeforeEach
  void write() throws IOException {
    log = folder.resolve("chain.log");
    try (Engine engine = Engines.create("scalar", 1);
        BlockLogWriter writer = BlockLogWriter.create(log)) {
      MarginChain chain = new MarginChain(engine);
      for (List<Command> commands : blocks()) {
        List<byte[]> bytes =
            commands.stream().map(c -> CommandCodec.encode(new Authenticated(ADMIN, c))).toList();
        long height = chain.height() + 1;
        Block block = new Block(height, 60_000 * height, chain.lastHash(), bytes);
        BlockResult result = chain.execute(block);
        assertTrue(result.results().stream().allMatch(code -> code == ResultCode.OK), "" + result);
        chain.commit();
        writer.write(block);
      }
      writer.finish();
    }
  }

  private String changes(String text) throws IOException {
    String json = "{'schema': 'plimsoll-changes/1', 'changes': [" + text + "]}";
    return Files.writeString(folder.resolve("c.json"), json.replace('\'', '"')).toString();
  }

  private JsonNode dryRun(String text) throws IOException {
    Run run =
        run(
            "replay",
            log.toString(),
            "--engine",
            "scalar",
            "--params",
            changes(text),
            "--format",
            "json");
    assertEquals(0, run.code(), run.err());
    return new JsonMapper().readTree(run.out());
  }

  /** 23% of 100,000 is 23,000, and 60% of that 13,800, for who has 15,000 and 13,500. */
  @Test
  void higherMarginsAreFelt() throws IOException {
    JsonNode root =
        dryRun("{'parameter':'INITIAL_PPM','subject':'1','value':'230000','height':'5'}");
    JsonNode falls = root.path("falls");
    assertEquals(2, falls.size(), root.toString());
    assertEquals("" + FAIR, falls.path(0).path("account").asString());
    assertEquals(5, falls.path(0).path("belowInitialFrom").asLong());
    // At 87,500 he has 2,500, and without the changes needs 2,625: both chains liquidate him.
    assertEquals(0, falls.path(0).path("belowMaintenanceFrom").asLong());
    assertEquals("15000000000", falls.path(0).path("before").path("equity").asString());
    assertEquals("5000000000", falls.path(0).path("before").path("initial").asString());
    assertEquals("23000000000", falls.path(0).path("now").path("initial").asString());
    assertEquals("" + THIN, falls.path(1).path("account").asString());
    assertEquals(5, falls.path(1).path("belowMaintenanceFrom").asLong());
    assertEquals(5, root.path("comparedAt").asLong());
    JsonNode cross = root.path("byModel").path(0);
    assertEquals("cross, tiered", cross.path("name").asString());
    assertEquals(4, cross.path("accounts").asInt());
    // Three of 5,000 and the seller's 15,000.
    assertEquals("30000000000", cross.path("before").asString());
    assertEquals(10, root.path("byDecile").size());
    long accounts = 0;
    for (JsonNode tenth : root.path("byDecile")) {
      accounts += tenth.path("accounts").asInt();
    }
    assertEquals(4, accounts);
  }

  /** A maintenance margin of 1.8% is 1,575 dollars at the low price, where 2,625 were asked. */
  @Test
  void lowerMarginsSpareWhoWasLiquidated() throws IOException {
    JsonNode root =
        dryRun("{'parameter':'INITIAL_PPM','subject':'1','value':'30000','height':'4'}");
    assertEquals(0, root.path("falls").size(), root.toString());
    assertEquals(0, root.path("liquidatedWithChangesAlone").size());
    JsonNode spared = root.path("liquidatedWithoutChangesAlone");
    assertEquals(1, spared.size(), root.toString());
    assertEquals("" + FAIR, spared.path(0).path("account").asString());
    assertEquals(6, spared.path(0).path("height").asLong());
    // 1,000 dollars are too few in either.
    assertEquals(1, root.path("liquidatedInEither").asInt());
    assertEquals("30000000000", root.path("byModel").path(0).path("before").asString());
    assertEquals("18000000000", root.path("byModel").path(0).path("now").asString());
  }

  @Test
  void aModelMayBeSwitched() throws IOException {
    String file = changes("{'parameter':'CROSS_MODEL','value':'2','height':'4'}");
    Run run = run("replay", log.toString(), "--engine", "scalar", "--params", file);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("cross, tiered to portfolio"), run.out());
    assertTrue(run.out().contains("tenth by initial margin"), run.out());
  }

  @Test
  void aVenuesModelMayBeSwitchedTo() throws IOException {
    String file = changes("{'parameter':'CROSS_MODEL','value':'okx/illustrative','height':'4'}");
    Run run = run("replay", log.toString(), "--engine", "scalar", "--params", file);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("cross, tiered to okx/illustrative"), run.out());
    String none = changes("{'parameter':'CROSS_MODEL','value':'okx/2000','height':'4'}");
    Run refused = run("replay", log.toString(), "--engine", "scalar", "--params", none);
    assertEquals(Main.FAILED, refused.code());
    assertTrue(refused.err().contains("okx/2000"), refused.err());
  }

  @Test
  void whatChangesNothingIsNothing() throws IOException {
    JsonNode root =
        dryRun("{'parameter':'INITIAL_PPM','subject':'1','value':'50000','height':'3'}");
    assertEquals(0, root.path("falls").size());
    assertEquals(0, root.path("liquidatedWithChangesAlone").size());
    assertEquals(0, root.path("liquidatedWithoutChangesAlone").size());
    assertEquals(0, root.path("commandsRefusedNow").asLong());
    JsonNode cross = root.path("byModel").path(0);
    assertEquals(cross.path("before").asString(), cross.path("now").asString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'parameter':'NONE','value':'1','height':'2'}          | must name a parameter",
        "{'parameter':'POSITIONS','value':1,'height':'2'}       | whole number as text",
        "{'parameter':'POSITIONS','value':'1','height':'1'}     | height 1 must be in 2..",
        "{'parameter':'POSITIONS','value':'1','height':'x'}     | must be a whole number",
        "{'parameter':'POSITIONS','value':'1'}                  | height must be a whole number",
        "{'parameter':'POSITIONS','value':'0','height':'4'}     | at height 4 is refused",
        "{'parameter':'INITIAL_PPM','subject':'7','value':'1','height':'4'} | is refused",
        "{'parameter':'POSITIONS','value':'9','height':'99'}    | ends at height 7",
        "{'parameter':'POSITIONS','value':'9','more':'9'}       | must be of",
        "                                                       | list that is not empty",
      })
  void whatIsWrongIsSaid(String text, String said) throws IOException {
    String file = changes(text == null ? "" : text);
    Run run = run("replay", log.toString(), "--engine", "scalar", "--params", file);
    assertEquals(Main.FAILED, run.code(), run.out());
    assertTrue(run.err().contains(said), run.err());
    assertEquals("", run.out());
  }

  @Test
  void aLogWithoutAGovernorCannotBeChanged() throws IOException {
    try (Engine engine = Engines.create("scalar", 1);
        BlockLogWriter writer = BlockLogWriter.create(log)) {
      MarginChain chain = new MarginChain(engine);
      for (int i = 0; i < 3; i++) {
        List<byte[]> bytes = List.of(new byte[] {7});
        long height = chain.height() + 1;
        Block block = new Block(height, 60_000 * height, chain.lastHash(), bytes);
        chain.execute(block);
        chain.commit();
        writer.write(block);
      }
      writer.finish();
    }
    String file = changes("{'parameter':'POSITIONS','value':'9','height':'2'}");
    Run run = run("replay", log.toString(), "--engine", "scalar", "--params", file);
    assertEquals(Main.FAILED, run.code());
    assertTrue(run.err().contains("names no governor"), run.err());
  }

  @Test
  void aDryRunGoesWithoutRestarts() throws IOException {
    String file = changes("{'parameter':'POSITIONS','value':'9','height':'4'}");
    assertEquals(2, run("replay", log.toString(), "--params", file, "--restart").code());
  }
}
