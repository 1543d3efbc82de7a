package io.plimsoll.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.node.doctor.Diagnosis;
import io.plimsoll.node.doctor.Machine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {

  private static Run tell(Diagnosis diagnosis, Format format) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = DoctorCommand.tell(diagnosis, format, new PrintWriter(out), new PrintWriter(err));
    return new Run(code, out.toString(), err.toString());
  }

  private static Diagnosis of(EngineStatus... engines) {
    return new Diagnosis(
        "25",
        "/jdk",
        new Machine("Linux", "Chip", 4, 8L << 30, 2L << 30),
        List.of(new Diagnosis.Module("kernels", true), new Diagnosis.Module("bench", false)),
        List.of(engines),
        "scalar: no faster engine can be used");
  }

  /** The engines of this JVM, which the tests start with the module of vectors. */
  @Test
  void hereNothingIsBroken() {
    Run run = Run.of("doctor", "--format", "json");
    assertEquals(0, run.code(), run.err());
    assertEquals("", run.err());
    JsonNode root = new JsonMapper().readTree(run.out());
    assertEquals(0, root.get("problems").size());
    assertEquals(Main.version(), root.get("plimsoll").asString());
    assertTrue(root.get("jdk").asString().startsWith("25"), run.out());
    assertTrue(root.get("machine").get("cores").asInt() >= 1);
    assertTrue(root.get("modules").get("jdk.incubator.vector").asBoolean());
    assertTrue(root.get("modules").get("state-machine").asBoolean());
    List<String> engines = new ArrayList<>();
    for (JsonNode engine : root.get("engines")) {
      engines.add(engine.get("name").asString() + " " + engine.get("state").asString());
      if (engine.get("state").asString().equals("on")) {
        String given = engine.get("details").get("known answers").asString();
        assertTrue(given.matches("all \\d+ cases given"), given);
      }
    }
    assertTrue(engines.containsAll(List.of("scalar on", "simd on")), engines.toString());
  }

  @Test
  void theTableSaysTheSame() {
    Run run = Run.of("doctor");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("\nscalar   on     plain loops, everywhere\n"), run.out());
    assertTrue(run.out().contains("known answers: all "), run.out());
    assertTrue(run.out().contains("\nauto takes "), run.out());
    assertTrue(run.out().endsWith("Nothing is broken.\n"), run.out());
  }

  @Test
  void whatIsBrokenIsNamedAndChangesTheExitCode() {
    EngineStatus broken =
        EngineStatus.broken(
            "simd", "case 'ties': it lies", new EngineStatus.Detail("vectors", "512 bits"));
    Diagnosis diagnosis = of(EngineStatus.on("scalar", 0, "plain"), broken);
    Run table = tell(diagnosis, Format.TABLE);
    assertEquals(1, table.code());
    assertEquals("plimsoll: simd is broken: case 'ties': it lies\n", table.err());
    assertTrue(table.out().contains("\nsimd    broken  case 'ties': it lies\n"), table.out());
    assertTrue(table.out().contains("vectors: 512 bits"), table.out());
    assertTrue(table.out().endsWith("1 broken, see above.\n"), table.out());
    Run json = tell(diagnosis, Format.JSON);
    assertEquals(1, json.code());
    JsonNode root = new JsonMapper().readTree(json.out());
    assertEquals("simd is broken: case 'ties': it lies", root.get("problems").get(0).asString());
    assertEquals("broken", root.get("engines").get(1).get("state").asString());
  }

  @Test
  void whatIsAbsentIsNotBroken() {
    Run run = tell(of(EngineStatus.off("tornado", "no device")), Format.TABLE);
    assertEquals(0, run.code());
    assertEquals("", run.err());
    assertTrue(run.out().contains("\ntornado  off    no device\n"), run.out());
    assertTrue(run.out().contains("not here: bench"), run.out());
    assertTrue(run.out().contains("8192 MiB, of which the heap may take 2048 MiB"), run.out());
  }

  @Test
  void refusesAnUnknownFormat() {
    Run run = Run.of("doctor", "--format", "yaml");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("'yaml' must be table or json"), run.err());
  }
}
