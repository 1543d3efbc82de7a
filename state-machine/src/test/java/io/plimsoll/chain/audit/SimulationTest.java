package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.PlantedErrors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A sample of the profile {@code audit}, and that it bites: with a planted fault of any kind a seed
 * fails, is said with the command that replays it, and is shrunk to few moves.
 */
class SimulationTest {

  private static final long SEED = Long.getLong("plimsoll.audit.seed", 101);
  private static final List<String> MUST_COME =
      List.of("Restart", "Stray", "Undo", "block taken again", "LiquidationFill", "Settled");

  @Test
  void aSampleOfSeedsHolds(@TempDir Path folder) throws InterruptedException {
    System.out.println("simulator: -Dplimsoll.audit.seed=" + SEED);
    Campaign campaign = new Campaign(System.out, folder, 100);
    assertTrue(campaign.run(SEED, 4, 80, 2, 0), () -> campaign.failures().toString());
    for (String each : MUST_COME) {
      assertTrue(campaign.seen().containsKey(each), each + " never came: " + campaign.seen());
    }
  }

  @Test
  void movesReadBack() {
    List<Move> moves =
        List.of(
            new Move.Take(5, List.of(new byte[0], new byte[] {1, -1})),
            new Move.Stray(7, List.of()),
            new Move.Undo(3),
            new Move.Restart());
    for (Move move : moves) {
      assertEquals(move.toString(), Move.parse(move.toString()).toString());
    }
    assertEquals("take 5 - 01ff", moves.getFirst().toString());
  }

  @Test
  void fewMovesAreLeftOfMany() {
    List<Move> moves = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      moves.add(new Move.Take(i, List.of(new byte[] {1}, new byte[] {2}, new byte[] {3})));
    }
    // It fails where a block of time 40 with a 2 follows one of time 7.
    Shrinking shrinking =
        new Shrinking(
            1_000,
            tried -> {
              String text = tried.toString();
              return text.matches(".*take 7\\b.*take 40\\b[^,\\]]*02.*");
            });
    assertEquals("[take 7, take 40 02]", shrinking.of(moves).toString());
  }

  /** What a seed of a copy with a fault comes to: how it fails, or nothing. */
  static String kindOf(PlantedErrors copy, long seed, int blocks)
      throws ReflectiveOperationException {
    Class<?> there = copy.loadClass("io.plimsoll.chain.audit.SimulationTest");
    Method run = there.getDeclaredMethod("kind", long.class, int.class);
    run.setAccessible(true);
    return (String) run.invoke(null, seed, blocks);
  }

  /** Called by name in another loader's copy of this class. */
  @SuppressWarnings("UnusedMethod")
  private static String kind(long seed, int blocks) {
    Simulation.Failure failure = new Simulation(seed).run(blocks);
    return failure == null ? "" : failure.kind();
  }

  @Test
  void aCopyWithoutFaultHolds() throws ReflectiveOperationException {
    PlantedErrors copy =
        new PlantedErrors("io.plimsoll.margin.rule.Funding", "none", PlantedErrors.Kind.ONE_MORE);
    assertEquals("", kindOf(copy, SEED, 60));
  }

  /** How it fails is a rule of the auditor's, which one the workload says, or an exception. */
  @ParameterizedTest(name = "{0}.{1}, {2}: {3}")
  @CsvSource({
    "margin.rule.Funding, settled, ONE_MORE, [A-Z_]+",
    "margin.rule.BankruptcyPrice, quote, ONE_MORE, [A-Z_]+",
    "margin.rule.drift.ProfitWeight, counted, ONE_MORE, [A-Z_]+",
    "margin.rule.drift.StrictAverage, next, ONE_MORE, TOPIC",
    "kernels.simd.FloorBy, of, ONE_MORE, OTHER_ENGINE",
    "chain.state.Accounts, setMode, NOTHING_DONE, [A-Z_]+",
    "chain.state.Journal$Images, restore, NOTHING_DONE, [A-Z_]+",
    "chain.state.State, load, NOTHING_DONE, SnapshotRefused.*",
  })
  void aPlantedFaultFailsASeed(String owner, String method, PlantedErrors.Kind kind, String how)
      throws ReflectiveOperationException {
    PlantedErrors copy = new PlantedErrors("io.plimsoll." + owner, method, kind);
    String found = "";
    for (long seed = SEED; seed < SEED + 3 && found.isEmpty(); seed++) {
      found = kindOf(copy, seed, 150);
    }
    assertTrue(copy.planted() > 0, "nothing was planted: there is no " + owner + "." + method);
    assertTrue(found.matches(how), "the fault is found as: " + found);
  }

  /** Called by name in another loader's copy of this class. */
  @SuppressWarnings("UnusedMethod")
  private static boolean campaign(
      PrintStream out, Path folder, int tries, long seed, int seeds, int blocks)
      throws InterruptedException {
    return new Campaign(out, folder, tries).run(seed, seeds, blocks, 2, 0);
  }

  private static String campaign(
      PlantedErrors copy, Path folder, int tries, long seed, int seeds, int blocks, boolean holds)
      throws ReflectiveOperationException {
    Class<?> there = copy.loadClass("io.plimsoll.chain.audit.SimulationTest");
    Method run =
        there.getDeclaredMethod(
            "campaign", PrintStream.class, Path.class, int.class, long.class, int.class, int.class);
    run.setAccessible(true);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
    assertEquals(holds, run.invoke(null, out, folder, tries, seed, seeds, blocks));
    return text.toString(StandardCharsets.UTF_8);
  }

  /** The canary: a campaign over a chain with a fault fails, and what it says leads there again. */
  @Test
  void aCampaignOverAFaultFailsAndSaysHowToReplayIt(@TempDir Path folder)
      throws ReflectiveOperationException, IOException {
    PlantedErrors copy =
        new PlantedErrors(
            "io.plimsoll.margin.rule.BankruptcyPrice", "quote", PlantedErrors.Kind.ONE_MORE);
    String said = campaign(copy, folder, 40, SEED, 2, 150, false);
    Matcher replay =
        Pattern.compile(
                "(fails at its block .*)\n(?s:.*?)replay: \\./mvnw .*"
                    + " -Dplimsoll\\.audit\\.seed=(\\d+)"
                    + " -Dplimsoll\\.audit\\.seeds=1 -Dplimsoll\\.audit\\.blocks=(\\d+)\n")
            .matcher(said);
    assertTrue(replay.find(), said);
    long seed = Long.parseLong(replay.group(2));
    int blocks = Integer.parseInt(replay.group(3));
    List<String> moves = Files.readAllLines(folder.resolve("seed-" + seed + ".moves"));
    assertTrue(moves.size() < blocks, () -> moves.size() + " of " + blocks);
    assertNotEquals(List.of(), moves);
    // Once more, without looking for fewer moves; one block less holds.
    String again = campaign(copy, folder, 0, seed, 1, blocks, false);
    assertTrue(again.contains(Objects.requireNonNull(replay.group(1))), again);
    assertFalse(campaign(copy, folder, 0, seed, 1, blocks - 1, true).contains("fails at"), said);
  }
}
