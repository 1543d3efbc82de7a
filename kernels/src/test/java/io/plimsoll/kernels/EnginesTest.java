package io.plimsoll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.TailTable;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.EngineChoice;
import io.plimsoll.kernels.engine.EngineMismatch;
import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.engine.KnownAnswers;
import io.plimsoll.kernels.engine.ShadowEngine;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.LongVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of engines, and the alarm of the shadow engine. */
class EnginesTest {

  /** A scalar engine that can be made to lie by one. */
  private static final class Liar implements Engine {

    private final Engine honest = Engines.create("scalar", 1);
    private int wrongEntry = -1;
    private int wrongRow = -1;
    private boolean wrongRunnerUp;
    private boolean closed;

    @Override
    public String name() {
      return "liar";
    }

    @Override
    public void price(PricingBatch in, RiskArrays out) {
      honest.price(in, out);
      if (wrongEntry >= 0) {
        out.entries()[wrongEntry]++;
      }
    }

    @Override
    public void revalue(Revaluation in, RiskArrays arrays, LossTable out) {
      honest.revalue(in, arrays, out);
      if (wrongRow >= 0 && wrongRunnerUp) {
        out.runnerUp()[wrongRow]++;
      } else if (wrongRow >= 0) {
        out.worstPnl()[wrongRow]++;
      }
    }

    @Override
    public void lossGrid(Revaluation in, int row, RiskArrays arrays, long[] pnlOut) {
      honest.lossGrid(in, row, arrays, pnlOut);
      pnlOut[3]--;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "simd", "shadow"})
  void anEngineHasTheNameItWasMadeBy(String name) {
    try (Engine engine = Engines.create(name, 2)) {
      assertEquals(name, engine.name());
    }
  }

  @Test
  void autoIsSimdWhereVectorsAreWide() {
    int bits = LongVector.SPECIES_PREFERRED.vectorBitSize();
    EngineChoice choice = Engines.choose("auto", 2);
    try (Engine engine = choice.engine()) {
      assertEquals(bits >= 256 ? "simd" : "scalar", engine.name());
      assertTrue(choice.reason().startsWith(engine.name() + ": "), choice.reason());
      assertTrue(choice.reason().contains("tornado is off: there is no device"), choice.reason());
      if (bits < 256) {
        assertTrue(choice.reason().contains("too narrow"), choice.reason());
      }
    }
  }

  @Test
  void statusesSayWhatIsOnAndProven() {
    List<EngineStatus> statuses = Engines.statuses();
    EngineStatus scalar = status(statuses, "scalar");
    assertTrue(scalar.isOn());
    String given = "all " + KnownAnswers.CASES + " cases given";
    assertTrue(scalar.details().contains(new EngineStatus.Detail("known answers", given)));
    EngineStatus simd = status(statuses, "simd");
    assertTrue(simd.isOn());
    String bits = LongVector.SPECIES_PREFERRED.vectorBitSize() + " bits";
    assertTrue(simd.details().contains(new EngineStatus.Detail("vectors", bits)));
    assertTrue(simd.details().contains(new EngineStatus.Detail("known answers", given)));
    assertEquals(EngineStatus.State.OFF, status(statuses, "tornado").state());
  }

  private static EngineStatus status(List<EngineStatus> statuses, String name) {
    return statuses.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  /** Each method of an engine is in the suite: one that errs by one in it alone is found. */
  @ParameterizedTest
  @CsvSource({
    "price, 2, a book of options",
    "revalue, 3, a book of options",
    "lossGrid, 4, a book of options",
    "revalueJoint, 4, accounts of several rows",
    "tails, 5, accounts of several rows",
    "reprice, 4, a batch of which a part changes",
    "revalue, 4, a batch of which a part changes"
  })
  void knownAnswersAskEverything(String method, int parameters, String name) {
    try (Engine law = Engines.create("scalar", 1);
        Engine errs = errsIn(method, parameters, law)) {
      String failure = KnownAnswers.failureOf(errs, law);
      assertTrue(failure != null && failure.startsWith("case '" + name + "': "), "" + failure);
    }
  }

  private static Engine errsIn(String name, int parameters, Engine honest) {
    return (Engine)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(honest, arguments);
              if (method.getName().equals(name) && method.getParameterCount() == parameters) {
                spoil(arguments[parameters - 1]);
              }
              return result;
            });
  }

  private static void spoil(Object out) {
    switch (out) {
      case RiskArrays arrays -> arrays.entries()[0]++;
      case LossTable table -> table.worstPnl()[table.rows() - 1]--;
      case TailTable tails -> tails.shortfallPnl()[tails.accounts() - 1]--;
      case long[] pnl -> pnl[0]++;
      default -> throw new IllegalArgumentException("" + out);
    }
  }

  /** An engine of another jar that gives wrong answers: found, tried, passed over, named. */
  @Test
  void anEngineFromElsewhereThatLiesIsNotTaken() {
    Elsewhere.present(Elsewhere.Mood.LYING);
    try {
      EngineChoice auto = Engines.choose("auto", 2);
      auto.engine().close();
      assertTrue(!auto.engine().name().equals("elsewhere"));
      String lie = "elsewhere is broken: case 'a book of options': the worst P&L of row 17 is ";
      assertTrue(auto.reason().contains(lie), auto.reason());
      EngineStatus status = status(Engines.statuses(), "elsewhere");
      assertEquals(EngineStatus.State.BROKEN, status.state());
      assertTrue(status.toString().startsWith(lie), status.toString());
      assertEquals(
          List.of(
              new EngineStatus.Detail("device", "none"),
              new EngineStatus.Detail("known answers", "failed")),
          status.details());
      // Who asks for it by name gets it; the shadow engine then tells.
      try (Engine asked = Engines.create("elsewhere", 1);
          Engine shadow = Engines.create("shadow", 1)) {
        assertEquals("elsewhere", asked.name());
        String told = alarm(() -> Elsewhere.revalueManyRows(shadow));
        assertTrue(told.contains("by elsewhere and"), told);
      }
    } finally {
      Elsewhere.present(Elsewhere.Mood.OFF);
    }
  }

  @Test
  void anEngineFromElsewhereThatIsRightIsTaken() {
    Elsewhere.present(Elsewhere.Mood.HONEST);
    try (Engine engine = Engines.create("auto", 2)) {
      assertEquals("elsewhere", engine.name());
      assertTrue(status(Engines.statuses(), "elsewhere").isOn());
    } finally {
      Elsewhere.present(Elsewhere.Mood.OFF);
    }
  }

  /** All its answers are right, because another engine gives them. */
  @Test
  void anEngineThatDoesNotComputeItselfIsBroken() {
    Elsewhere.present(Elsewhere.Mood.LETS_ANOTHER_COMPUTE);
    try (Engine engine = Engines.create("auto", 2)) {
      assertTrue(!engine.name().equals("elsewhere"));
      EngineStatus status = status(Engines.statuses(), "elsewhere");
      assertEquals("elsewhere is broken: its machine has stopped", status.toString());
    } finally {
      Elsewhere.present(Elsewhere.Mood.OFF);
    }
  }

  @Test
  void whatGoesWrongElsewhereIsAReasonAndNotAFault() {
    try {
      Elsewhere.present(Elsewhere.Mood.OFF);
      assertEquals(EngineStatus.State.OFF, status(Engines.statuses(), "elsewhere").state());
      assertEquals("the engine elsewhere is off: its machine is not here", refusal("elsewhere", 1));
      for (Elsewhere.Mood mood : List.of(Elsewhere.Mood.FAILS_TO_SAY, Elsewhere.Mood.FAILS_TO_BE)) {
        Elsewhere.present(mood);
        EngineChoice auto = Engines.choose("auto", 1);
        auto.engine().close();
        assertTrue(auto.reason().contains("elsewhere is broken: it cannot "), auto.reason());
        assertTrue(auto.reason().contains("no power"), auto.reason());
        EngineStatus status = status(Engines.statuses(), "elsewhere");
        assertEquals(EngineStatus.State.BROKEN, status.state());
        assertTrue(refusal("elsewhere", 1).contains("no power"));
      }
      // Shadow takes the best one, which is this one.
      assertEquals("the engine elsewhere is broken: no power", refusal("shadow", 1));
    } finally {
      Elsewhere.present(Elsewhere.Mood.OFF);
    }
  }

  /** Without the incubator's module nothing fails to link; simd is off and auto says why. */
  @Test
  void withoutTheModuleOfVectorsSimdIsOff() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PrintStatuses.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), said);
    String off =
        "simd is off: this JVM runs without the module jdk.incubator.vector; start java with"
            + " --add-modules jdk.incubator.vector";
    assertTrue(said.contains("\n" + off + "\n"), said);
    assertTrue(said.startsWith("scalar is on: "), said);
    assertTrue(said.contains("\nauto takes scalar: no faster engine can be used; " + off), said);
    assertTrue(said.contains("\nrefused: the engine " + off), said);
    assertTrue(said.contains("\nrefused: the engine shadow is off: only scalar is on; "), said);
  }

  /** What the test above runs in a JVM of its own. */
  static final class PrintStatuses {

    private PrintStatuses() {}

    public static void main(String[] args) {
      Engines.statuses().forEach(System.out::println);
      System.out.println("auto takes " + Engines.choose("auto", 2).reason());
      for (String name : List.of("simd", "shadow")) {
        try {
          Engines.create(name, 2);
          System.out.println("not refused: " + name);
        } catch (IllegalArgumentException e) {
          System.out.println("refused: " + e.getMessage());
        }
      }
    }
  }

  @Test
  void saysWhatThereIs() {
    assertEquals(
        "the engine tornado is off: there is no device engine on the class path",
        refusal("tornado", 1));
    String unknown = refusal("gpu", 1);
    for (String word : List.of("'gpu'", "auto", "scalar", "simd", "shadow")) {
      assertTrue(unknown.contains(word), unknown);
    }
    assertTrue(refusal("simd", 0).contains("threads is 0"));
  }

  private static String refusal(String name, int threads) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> Engines.create(name, threads))
            .getMessage());
  }

  @Test
  void theShadowNamesWhatDiffersAndBothValues() {
    Seeded random = Seeded.of("theShadowNamesWhatDiffersAndBothValues", 31);
    ScenarioSet set = Books.matrix();
    PricingBatch batch = Books.instruments(random, set, 5, false);
    Revaluation rows = Books.rows(random, set, 5, 9, 4, 10);
    RiskArrays arrays = new RiskArrays();
    LossTable table = new LossTable();
    Liar liar = new Liar();
    try (Engine shadow = new ShadowEngine("pair", Engines.create("simd", 1), liar)) {
      shadow.price(batch, arrays);
      shadow.revalue(rows, arrays, table);

      liar.wrongEntry = 2 * arrays.stride() + 7;
      long entry = arrays.entry(2, 7);
      assertEquals(
          "the entry of instrument 2 in scenario 7 is "
              + entry
              + " by simd and "
              + (entry + 1)
              + " by liar",
          alarm(() -> shadow.price(batch, arrays)));

      liar.wrongRow = 8;
      String loss = alarm(() -> shadow.revalue(rows, arrays, table));
      assertEquals(
          "the worst P&L of row 8 is "
              + table.worstPnl()[8]
              + " by simd and "
              + (table.worstPnl()[8] + 1)
              + " by liar",
          loss);
      liar.wrongRunnerUp = true;
      String runnerUp = alarm(() -> shadow.revalue(rows, arrays, table));
      assertTrue(runnerUp.startsWith("the runner-up of row 8 is "), runnerUp);
      String grid = alarm(() -> shadow.lossGrid(rows, 4, arrays, new long[23]));
      assertTrue(grid.startsWith("the P&L of row 4 in scenario 3 is "), grid);
    }
    assertTrue(liar.closed);
  }

  private static String alarm(org.junit.jupiter.api.function.Executable call) {
    return String.valueOf(assertThrows(EngineMismatch.class, call).getMessage());
  }

  @Test
  void aClosedEngineTakesNoLargeWork() {
    Seeded random = Seeded.of("aClosedEngineTakesNoLargeWork", 32);
    ScenarioSet set = Books.matrix();
    Engine engine = Engines.create("simd", 2);
    RiskArrays arrays = new RiskArrays();
    engine.price(Books.instruments(random, set, 5, false), arrays);
    engine.close();
    engine.close();
    Revaluation rows = Books.rows(random, set, 5, 5_000, 2, 10);
    assertThrows(IllegalStateException.class, () -> engine.revalue(rows, arrays, new LossTable()));
  }
}
