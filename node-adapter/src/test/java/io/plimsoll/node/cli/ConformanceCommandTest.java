package io.plimsoll.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConformanceCommandTest {

  private static final String RIGHT = orders("dydx-a-1", -1);
  private static final String WRONG = orders("dydx-a-2", 1);
  private static final String UNKNOWN =
      "{'id':'dydx-b-1','topic':'unheard of','inputs':{},'expected':{}}";
  private static final String ELSEWHERE = "{'id':'mars-b-1','inputs':{},'expected':{}}";

  @TempDir private Path folder;

  /** A case whose first account is safer: its answer is -1. */
  private static String orders(String id, int expected) {
    return "{'id':'"
        + id
        + "','topic':'riskiness ordering of two accounts by cross-multiplied NC/MMR','inputs':"
        + "{'first':{'net_collateral':'100','mmr':'50'},"
        + "'second':{'net_collateral':'100','mmr':'100'}},'expected':{'cmp':"
        + expected
        + "}}";
  }

  private String write(String name, String... cases) throws IOException {
    String text = "{'schema':'peer-vectors/1','cases':[" + String.join(",", cases) + "]}";
    return writeText(name, text);
  }

  private String writeText(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text.replace('\'', '"')).toString();
  }

  @Test
  void allPassed() throws IOException {
    Run run = Run.of("conformance", "--strict", write("a.json", RIGHT));
    assertEquals(0, run.code());
    assertEquals("1 passed, 0 failed, 0 unsupported", run.last());
  }

  @Test
  void blocksAreAskedToo() throws IOException {
    String held =
        "{'id':'dydx-c-%d','topic':'signed net notional','inputs':{'market':"
            + "{'base_atomic_resolution':-6,'oracle_price':'%s','oracle_price_exponent':0},"
            + "'size_base':'3'},'expected':{'net_notional':'%d'}}";
    String huge = "1" + "0".repeat(25);
    String file = write("a.json", RIGHT, held.formatted(1, "7", 21), held.formatted(2, huge, 0));
    Run run = Run.of("conformance", "--blocks", file);
    assertTrue(
        run.out().contains("through blocks: 1 passed, 0 failed, 2 not held by a state"), run.out());
    assertEquals("2 passed, 1 failed, 0 unsupported", run.last());
    Run wrong = Run.of("conformance", "--blocks", write("b.json", held.formatted(1, "7", 22)));
    assertEquals(1, wrong.code());
    assertTrue(wrong.out().contains("through blocks: 1 failed"), wrong.out());
    Run json = Run.of("conformance", "--blocks", "--format", "json", file);
    assertTrue(json.out().contains("\"blocks\""), json.out());
  }

  @Test
  void aFailureSaysCaseFieldExpectedAndGot() throws IOException {
    Run run = Run.of("conformance", write("a.json", RIGHT, WRONG));
    assertEquals(1, run.code());
    assertTrue(run.out().contains("failed dydx-a-2: cmp expected 1, got -1"), run.out());
    assertTrue(run.out().contains("NC/MMR: 1 passed, 1 failed"), run.out());
    assertEquals("1 passed, 1 failed, 0 unsupported", run.last());
  }

  @Test
  void whatIsUnsupportedFailsOnlyStrictly() throws IOException {
    String file = write("a.json", UNKNOWN, ELSEWHERE);
    Run run = Run.of("conformance", file);
    assertEquals(0, run.code());
    assertTrue(
        run.out().contains("unsupported dydx-b-1: the topic is not one of those that are built"),
        run.out());
    assertTrue(
        run.out().contains("unsupported mars-b-1: there are no rules of mars here"), run.out());
    assertEquals("0 passed, 0 failed, 2 unsupported", run.last());
    assertEquals(1, Run.of("conformance", "--strict", file).code());
  }

  @Test
  void aFolderIsAllItsJsonFilesInOrder() throws IOException {
    write("b.json", RIGHT);
    write("a.json", WRONG);
    writeText("c.txt", "no case file");
    Run run = Run.of("conformance", folder.toString());
    assertEquals("1 passed, 1 failed, 0 unsupported", run.last());
    assertTrue(run.out().indexOf("a.json") < run.out().indexOf("b.json"), run.out());
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Run none = Run.of("conformance", empty.toString());
    assertEquals(1, none.code());
    assertTrue(none.err().contains("holds no file *.json"), none.err());
  }

  @Test
  void jsonHasTheSameNumbersAndDifferences() throws IOException {
    Run run = Run.of("conformance", "--format", "json", write("a.json", RIGHT, WRONG, UNKNOWN));
    assertEquals(1, run.code());
    JsonNode root = new JsonMapper().readTree(run.out());
    assertEquals(1, root.path("passed").asInt());
    assertEquals(1, root.path("failed").asInt());
    assertEquals(1, root.path("unsupported").asInt());
    JsonNode cases = root.path("files").path(0).path("cases");
    JsonNode difference = cases.path(1).path("differences").path(0);
    assertEquals("cmp", difference.path("field").asString());
    assertEquals("1", difference.path("expected").asString());
    assertEquals("-1", difference.path("got").asString());
    assertTrue(cases.path(2).path("reason").asString().startsWith("the topic"));
  }

  /** Whatever a file holds, there is a reason on standard error, and no stack trace. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                                                            | model examples",
        "7                                                             | must be an object",
        "{'cases':[]}                                                  | schema must be",
        "{'schema':'peer-vectors/2','cases':[]}                        | schema must be",
        "{'schema':'peer-vectors/1'}                                   | cases must be a list",
        "{'schema':'peer-vectors/1','cases':[7]}                       | number 1 must have an id",
        "{'schema':'peer-vectors/1','count':2,'cases':[]}              | count must be 0",
        "{'schema':'peer-vectors/1','count':1e999999999,'cases':[]}    | count must be 0",
        "{'schema':'peer-vectors/1','cases':[{'id':'a'}]}              | inputs must be an object",
        "{'schema':'peer-vectors/1','cases':[{'id':'a\\u001b','inputs':{}}]} | must have an id",
        "{'schema':'a','schema':'b'}                                   | is no JSON",
        "{'schema'                                                     | is no JSON",
        "{} {}                                                         | is no JSON",
      })
  void filesOfAnotherFormAreRefused(String text, String said) throws IOException {
    Run run = Run.of("conformance", writeText("bad.json", text));
    assertEquals(1, run.code(), run.err());
    assertTrue(run.err().contains("bad.json: "), run.err());
    assertTrue(run.err().contains(said), run.err());
  }

  @Test
  void aCaseThatIsThereTwiceBytesThatAreNoTextAndDeepNestingAreRefused() throws IOException {
    Run twice = Run.of("conformance", write("a.json", RIGHT, RIGHT));
    assertTrue(twice.err().contains("dydx-a-1 is there twice"), twice.err());
    Path bytes = Files.write(folder.resolve("b.json"), new byte[] {'"', (byte) 0xff, '"'});
    assertTrue(Run.of("conformance", bytes.toString()).err().contains("is not UTF-8"));
    Run deep = Run.of("conformance", writeText("c.json", "[".repeat(100_000)));
    assertEquals(1, deep.code());
    assertTrue(deep.err().contains("is no JSON"), deep.err());
    assertEquals(1, Run.of("conformance", folder.resolve("none.json").toString()).code());
    assertEquals(2, Run.of("conformance").code());
  }

  @Test
  void aLineOfAFileCanNeitherSteerATerminalNorFillIt() throws IOException {
    String text = "\\u001b[31m" + "x".repeat(5_000);
    Run run = Run.of("conformance", write("a.json", RIGHT.replace(":-1}", ":'" + text + "'}")));
    assertEquals(1, run.code());
    assertFalse(run.out().contains("\u001b"), "an escape sequence came through");
    assertTrue(run.out().lines().allMatch(line -> line.length() < 1_100), "a line is too long");
  }
}
