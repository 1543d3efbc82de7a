package io.plimsoll.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.log.BlockLogWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ReplayCommandTest {

  private static final Address ADMIN = Address.ofNumber(1);

  /** What each replay says first, on which other tests do not depend. */
  private static final String ENGINE_LINE = "^engine: .*\\R";

  @TempDir private Path folder;

  private Path log = Path.of("");
  private final List<String> expected = new ArrayList<>();

  private static Run run(String... args) {
    Run run = Run.of(args);
    return new Run(run.code(), run.out(), run.err().replaceFirst(ENGINE_LINE, ""));
  }

  @Test
  void saysWhichEngineAndWhy() {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine().setErr(new PrintWriter(err));
    line.setOut(new PrintWriter(new StringWriter()));
    assertEquals(0, line.execute("replay", log.toString(), "--engine", "auto"));
    assertTrue(err.toString().matches("engine: simd: it gives the known answers.*\\R"), "" + err);
  }

  @BeforeEach
  void write() throws IOException {
    log = folder.resolve("chain.log");
    try (Engine engine = Engines.create("scalar", 1);
        BlockLogWriter writer = BlockLogWriter.create(log)) {
      MarginChain chain = new MarginChain(engine);
      for (List<Command> commands : commands()) {
        List<byte[]> bytes =
            commands.stream().map(c -> CommandCodec.encode(new Authenticated(ADMIN, c))).toList();
        Block block =
            new Block(chain.height() + 1, 5_000 * (chain.height() + 1), chain.lastHash(), bytes);
        BlockResult result = chain.execute(block);
        chain.commit();
        writer.write(block);
        expected.add(
            block.height()
                + " "
                + block.timeMs()
                + " "
                + result.stateRoot().hex()
                + " "
                + result.marginDigest().hex());
      }
      writer.finish();
    }
  }

  private static List<List<Command>> commands() {
    return List.of(
        List.of(new Command.Genesis(3, ADMIN), new Command.GrantRole(ADMIN, Role.ALL)),
        List.of(new Command.Deposit(new SubaccountId(ADMIN, 5), 77_000_000)),
        List.of(),
        List.of(new Command.Withdraw(new SubaccountId(ADMIN, 5), 7_000_000)));
  }

  private static String lines(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  @ParameterizedTest
  @CsvSource({"scalar,1", "simd,1", "simd,2", "shadow,1", "auto,2"})
  void printsEachBlocksRoot(String engine, String threads) {
    Run run = run("replay", log.toString(), "--engine", engine, "--threads", threads);
    assertEquals(new Run(0, lines(expected), ""), run);
    assertEquals(4, expected.stream().distinct().count());
  }

  @Test
  void restartsChangeNothing() {
    Run run = run("replay", log.toString(), "--restart", "--engine", "scalar");
    assertEquals(new Run(0, lines(expected), ""), run);
  }

  @Test
  void quietPrintsTheLast() {
    assertEquals(
        new Run(0, lines(expected.subList(3, 4)), ""), run("replay", log.toString(), "--quiet"));
  }

  @Test
  void aDamagedLogIsRefusedAtItsLineAndNothingPastItIsApplied() throws IOException {
    List<String> damaged = new ArrayList<>(Files.readAllLines(log));
    damaged.set(2, damaged.get(2).replace("15000", "15001"));
    Files.writeString(log, lines(damaged));
    Run run = run("replay", log.toString());
    assertEquals(1, run.code());
    assertEquals(lines(expected.subList(0, 2)), run.out());
    assertTrue(run.err().startsWith("plimsoll: " + log + ", line 3: hash is "), run.err());
  }

  @Test
  void aCutLogIsRefused() throws IOException {
    List<String> cut = Files.readAllLines(log).subList(0, 3);
    Files.writeString(log, lines(cut));
    Run run = run("replay", log.toString());
    assertEquals(1, run.code());
    assertEquals(lines(expected.subList(0, 3)), run.out());
    assertTrue(run.err().contains("line 4: the log ends without its last line"), run.err());
  }

  @Test
  void whatIsNotALogIsRefusedInWords() throws IOException {
    Path absent = folder.resolve("absent");
    assertEquals(
        new Run(1, "", "plimsoll: " + absent + ": there is no such file or folder" + newLine()),
        run("replay", absent.toString()));
    assertEquals(
        new Run(1, "", "plimsoll: " + folder + ": is a folder, not a log" + newLine()),
        run("replay", folder.toString()));
    Files.write(log, new byte[] {(byte) 0xff, 0, 10, (byte) 0xc3});
    Run run = run("replay", log.toString());
    assertEquals(1, run.code());
    assertTrue(run.err().contains("line 1: is not JSON"), run.err());
  }

  private static String newLine() {
    return System.lineSeparator();
  }

  @ParameterizedTest
  @CsvSource({
    "replay",
    "replay --engine gpu LOG",
    "replay --engine tornado LOG",
    "replay --threads 0 LOG",
    "replay --threads x LOG",
    "replay LOG LOG",
    "replay --unknown LOG",
    "wwwwwwww",
    "''",
  })
  void wrongCommandLinesAreToldApart(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.replace("LOG", "" + log).split(" ");
    Run run = run(args);
    assertEquals(2, run.code(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains("Usage: plimsoll"), run.err());
  }

  @Test
  void helpVersionAndCompletion() {
    Run help = run("--help");
    assertEquals(0, help.code());
    assertTrue(help.out().contains("replay") && help.out().contains("Exit codes"), help.out());
    Run version = run("--version");
    assertTrue(version.out().matches("plimsoll \\d+\\.\\d+\\.\\d+\\S*\\R"), version.out());
    Run completion = run("completion");
    assertEquals(0, completion.code());
    assertTrue(completion.out().contains("complete -F"), completion.out());
    assertEquals(0, run("help", "replay").code());
  }
}
