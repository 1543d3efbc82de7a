package io.plimsoll.node.server.diverge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DivergeCommandTest {

  private static final int BLOCKS = SmallChain.BLOCKS;
  private static final int FORK = SmallChain.FORK;

  @TempDir Path folder;

  private record Run(int code, String out, String err) {
    JsonNode json() {
      return new JsonMapper().readTree(out);
    }
  }

  private static Run run(Object... args) {
    CommandLine line = Main.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    List<String> words = new ArrayList<>(List.of("diverge"));
    for (Object arg : args) {
      words.add(arg.toString());
    }
    int code = line.execute(words.toArray(String[]::new));
    assertFalse(err.toString().contains("\tat "), err.toString());
    return new Run(code, out.toString(), err.toString());
  }

  private static JsonNode differs(Object one, Object other) {
    Run run = run(one, other, "--format=json");
    assertEquals(1, run.code, run.err);
    JsonNode found = run.json();
    assertFalse(found.path("same").asBoolean());
    Run table = run(one, other);
    assertEquals(1, table.code);
    assertTrue(
        table.out.contains("Block " + found.path("height").asString() + " is the first"),
        table.out);
    return found;
  }

  private Path log(String name, int count, int branch) throws IOException {
    return SmallChain.log(folder.resolve(name), count, branch);
  }

  private Path chain(String name, int branch) {
    Path path = folder.resolve(name);
    SmallChain.folder(path.toString(), BLOCKS, branch);
    return path;
  }

  /** A folder, and a derivation, that a copy of this program made, in which a method is wrong. */
  private Path planted(String name, String owner, String method)
      throws ReflectiveOperationException {
    Path path = folder.resolve(name);
    ClassLoader copy = new PlantedCopy("io.plimsoll." + owner, method);
    Method make =
        copy.loadClass(SmallChain.class.getName())
            .getDeclaredMethod("folder", String.class, int.class, int.class);
    make.setAccessible(true);
    make.invoke(null, path.toString(), BLOCKS, 0);
    return path;
  }

  private static String tracedByCopy(Path log, long height, String owner, String method)
      throws ReflectiveOperationException {
    ClassLoader copy = new PlantedCopy("io.plimsoll." + owner, method);
    Method trace =
        copy.loadClass(SmallChain.class.getName())
            .getDeclaredMethod("trace", String.class, long.class);
    trace.setAccessible(true);
    return String.valueOf(trace.invoke(null, log.toString(), height));
  }

  private Path results(String name, int branch, int wrongAt) throws IOException {
    StringBuilder out = new StringBuilder();
    try (Engine engine = Engines.create("scalar", 1)) {
      MarginChain chain = new MarginChain(engine);
      for (Block block : SmallChain.blocks(BLOCKS, branch)) {
        BlockResult result = chain.execute(block);
        chain.commit();
        String digest = result.marginDigest().hex();
        out.append("{\"height\":").append(result.height());
        out.append(",\"timeMs\":").append(result.timeMs());
        out.append(",\"stateRoot\":\"").append(result.stateRoot().hex());
        out.append("\",\"marginDigest\":\"");
        out.append(result.height() == wrongAt ? "00" + digest.substring(2) : digest);
        out.append("\"}\n");
      }
    }
    return Files.writeString(folder.resolve(name), out);
  }

  @Test
  void whatIsTheSameEndsWithZero() throws IOException {
    Path log = log("log", BLOCKS, 0);
    Path chain = chain("chain", 0);
    Path results = results("results.jsonl", 0, -1);
    Path shorter = log("shorter", 7, 0);
    for (Path one : List.of(log, chain, results, shorter)) {
      for (Path other : List.of(log, results, shorter)) {
        Run run = run(one, other);
        assertEquals(0, run.code, one + " " + other + "\n" + run.out + run.err);
        assertTrue(run.out.contains("They are the same in what both say."), run.out);
      }
    }
    JsonNode found = run(shorter, chain, "--format=json").json();
    assertTrue(found.path("same").asBoolean());
    assertEquals(7, found.path("compared").path("to").asInt());
    assertEquals(BLOCKS, found.path("lastOfB").asInt());
  }

  @Test
  void anotherCommandIsNamedWithAllThatFollowsFromIt() throws IOException {
    JsonNode found = differs(log("one", BLOCKS, 0), log("other", BLOCKS, 1));
    assertEquals(FORK, found.path("height").asInt());
    assertEquals("block", found.path("differs").asString());
    JsonNode command = found.path("command");
    assertEquals(3, command.path("index").asInt());
    assertTrue(command.path("a").asString().contains("lots=10 "), command::toString);
    assertTrue(command.path("b").asString().contains("lots=11 "), command::toString);
    assertEquals("commands", found.path("phase").path("name").asString());
    JsonNode events = found.path("phase").path("events");
    assertTrue(events.path("a").asString().startsWith("Traded "), events::toString);
    assertTrue(events.path("b").asString().contains("lots=11"), events::toString);
    assertTrue(events.path("before").size() > 0);
    JsonNode leaf = found.path("leaf");
    // Open interest is of the instrument, whose table comes first; then those of the two traders.
    assertEquals("instrument", leaf.path("table").asString());
    assertEquals(
        "[\"subaccount " + SmallChain.trader(2) + "\",\"subaccount " + SmallChain.trader(3) + "\"]",
        leaf.path("others").toString());
    assertEquals("[\"openInterest\"]", leaf.path("fieldsThatDiffer").toString());
    JsonNode margin = found.path("margin");
    assertEquals(SmallChain.trader(2).toString(), margin.path("subaccount").asString());
    assertTrue(margin.path("a").has("initial"), margin::toString);
    assertTrue(
        !margin.path("a").path("initial").equals(margin.path("b").path("initial")),
        margin::toString);
  }

  @Test
  void anotherParameterIsNamed() throws IOException {
    JsonNode found = differs(chain("one", 0), chain("other", 2));
    assertEquals(FORK, found.path("height").asInt());
    JsonNode command = found.path("command");
    assertEquals("none", command.path("a").asString());
    assertTrue(
        command.path("b").asString().startsWith("ChangeParameter parameter=INITIAL_PPM"),
        command::toString);
    assertEquals("parameterpath", found.path("leaf").path("table").asString());
  }

  /** An observer that stopped in front of a block has it not; the next block tells. */
  @Test
  void aFolderThatEndsInFrontOfTheBlockTellsWhatItIs() throws ReflectiveOperationException {
    Path wrong = planted("wrong", "margin.rule.Funding", "indexMove");
    long height = differs(chain("whole", 0), wrong).path("height").asLong();
    Path ended = folder.resolve("ended");
    SmallChain.folder(ended.toString(), (int) height - 1, 0);
    JsonNode found = differs(ended, wrong);
    assertEquals(height, found.path("height").asLong());
    assertEquals("a", found.path("thisProgram").asString());
    assertEquals("instrument", found.path("leaf").path("table").asString());
    assertTrue(found.path("a").asString().endsWith("ended, and this program after it"));
    // One block earlier nothing differs yet.
    Path early = folder.resolve("early");
    SmallChain.folder(early.toString(), (int) height - 2, 0);
    Run same = run(early, wrong);
    assertEquals(0, same.code, same.err);
    assertTrue(same.out.contains("comes to the same in block " + (height - 1)), same.out);
    Run right = run(ended, folder.resolve("whole"));
    assertEquals(0, right.code, right.err);
  }

  @Test
  void aQuantumInFundingIsFoundByItsLeaf() throws IOException, ReflectiveOperationException {
    Path right = chain("right", 0);
    Path wrong = planted("wrong", "margin.rule.Funding", "indexMove");
    JsonNode found = differs(right, wrong);
    assertEquals("state root", found.path("differs").asString());
    assertEquals("a", found.path("thisProgram").asString());
    assertEquals("funding", found.path("phase").path("name").asString());
    assertEquals("a", found.path("phase").path("events").path("of").asString());
    JsonNode leaf = found.path("leaf");
    assertEquals("instrument", leaf.path("table").asString());
    assertEquals("1", leaf.path("key").asString());
    assertEquals(1, leaf.path("fieldsThatDiffer").size(), leaf::toString);
    String field = leaf.path("fieldsThatDiffer").get(0).asString();
    assertEquals(
        1,
        leaf.path("b").path(field).asString("").isEmpty()
            ? 0
            : Long.parseLong(leaf.path("b").path(field).asString())
                - Long.parseLong(leaf.path("a").path(field).asString()),
        leaf::toString);
    // The wrong program's own words name the event.
    long height = found.path("height").asLong();
    Path trace = folder.resolve("trace.json");
    Files.writeString(
        trace, tracedByCopy(log("log", BLOCKS, 0), height, "margin.rule.Funding", "indexMove"));
    JsonNode traced = differs(right, trace);
    JsonNode events = traced.path("phase").path("events");
    assertTrue(events.path("a").asString().startsWith("FundingMoved"), events::toString);
    assertTrue(events.path("b").asString().startsWith("FundingMoved"), events::toString);
    assertEquals(leaf, traced.path("leaf"));
  }

  @Test
  void aQuantumInAMarginIsFoundByTheSubaccount() throws IOException, ReflectiveOperationException {
    Path log = log("log", BLOCKS, 0);
    String owner = "margin.model.tiered.TieredModel";
    Path wrong = planted("wrong", owner, "initialOf");
    JsonNode found = differs(log, wrong);
    assertEquals("margin digest", found.path("differs").asString());
    assertEquals("a", found.path("thisProgram").asString());
    assertFalse(found.has("leaf"), found::toString);
    long height = found.path("height").asLong();
    Path here = folder.resolve("here.json");
    Files.writeString(here, run(log, "--trace=" + height).out);
    Path there = folder.resolve("there.json");
    Files.writeString(there, tracedByCopy(log, height, owner, "initialOf"));
    JsonNode traced = differs(here, there);
    assertEquals(6, traced.path("marginsThatDiffer").asInt(), traced::toString);
    JsonNode margin = traced.path("margin");
    assertEquals(SmallChain.trader(0).toString(), margin.path("subaccount").asString());
    assertEquals(
        1,
        margin.path("b").path("initial").asLong() - margin.path("a").path("initial").asLong(),
        margin::toString);
  }

  @Test
  void resultsAndReplaysAreCompared() throws IOException {
    JsonNode found = differs(results("r.jsonl", 0, 9), log("log", BLOCKS, 0));
    assertEquals(9, found.path("height").asInt());
    assertEquals("margin digest", found.path("differs").asString());
    assertEquals("b", found.path("thisProgram").asString());
    assertTrue(found.path("seenByDigestsOnly").asString().startsWith("a: "), found::toString);
    JsonNode two = differs(results("r0.jsonl", 0, -1), results("r1.jsonl", 1, -1));
    assertEquals(FORK, two.path("height").asInt());
    assertEquals("neither side has the block's bytes", two.path("notApplied").asString());
  }

  @Test
  void badInputEndsWithTwo() throws IOException {
    Path log = log("log", BLOCKS, 0);
    Path junk = Files.writeString(folder.resolve("junk"), "hello\n");
    Path empty = Files.createFile(folder.resolve("empty"));
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    Path cut = folder.resolve("cut");
    Files.writeString(cut, Files.readString(log).substring(0, 5_000));
    Path line = Files.writeString(folder.resolve("line"), "{\"stateRoot\":7}\n");
    Path derivation =
        Files.writeString(folder.resolve("d.json"), "{\"schema\":\"plimsoll-derivation/1\"}");
    List<Object> all =
        List.of(
            junk,
            empty,
            nothing,
            cut,
            line,
            derivation,
            folder.resolve("none"),
            "http://127.0.0.1:1",
            "http://",
            "https:// /");
    for (Object bad : all) {
      Run run = run(log, bad);
      assertEquals(2, run.code, bad + ": " + run.out + run.err);
      assertTrue(run.err.startsWith("plimsoll: "), run.err);
      assertEquals("", run.out);
    }
    assertEquals(2, run(log).code);
    assertEquals(2, run(log, log, "--trace=3").code);
    assertEquals(2, run(log, "--trace=" + (BLOCKS + 1)).code);
    assertEquals(2, run(log, "--trace=0").code);
    assertEquals(2, run().code);
  }

  @Test
  void chainsOfOneFileAreComparedByTheirNames() throws IOException {
    Path one = results("one.jsonl", 0, -1);
    Path other = results("other.jsonl", 0, 3);
    String named = "{\"experiment\":\"e\",\"mode\":\"m1\",";
    String second = "{\"experiment\":\"e\",\"mode\":\"m2\",";
    String right = Files.readString(one).replace("{", named);
    Files.writeString(one, right + right.replace(named, second));
    Files.writeString(other, right + Files.readString(other).replace("{", second));
    JsonNode found = differs(one, other);
    assertEquals(3, found.path("height").asInt());
    assertTrue(found.path("b").asString().endsWith(", chain e/m2"), found::toString);
    assertEquals(0, run(one, other, "--chain=e/m1").code);
    assertEquals(2, run(one, other, "--chain=e/m3").code);
    assertEquals(2, run(one, log("log", BLOCKS, 0)).code);
  }
}
