package io.plimsoll.chain.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.PlantedErrors;
import java.lang.reflect.Method;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that the targets of the profile {@code fuzz} look for is found where it is wrong. */
class FuzzBitesTest {

  private static final long SEED = 20_261_126L;
  private static final int INPUTS = 1_000;

  /** What the first input that fails says, of blocks or of single commands; empty for none. */
  @SuppressWarnings("UnusedMethod") // Called by name in another loader's copy of this class.
  private static String found(boolean blocks, int inputs) {
    Random random = new Random(SEED);
    for (int i = 0; i < inputs; i++) {
      byte[] bytes = new byte[random.nextInt(blocks ? 400 : 160)];
      random.nextBytes(bytes);
      try {
        if (blocks) {
          BlocksFuzz.fuzzerTestOneInput(bytes);
        } else {
          byte[] command = new FuzzCommands(new Choices(bytes)).next();
          DecoderFuzz.fuzzerTestOneInput(command);
          if (command.length > 0) {
            command[random.nextInt(command.length)] ^= (byte) (1 << random.nextInt(8));
          }
          DecoderFuzz.fuzzerTestOneInput(command);
        }
      } catch (RuntimeException | AssertionError e) {
        return e.toString();
      }
    }
    return "";
  }

  private static String found(PlantedErrors copy, boolean blocks, int inputs)
      throws ReflectiveOperationException {
    Class<?> there = copy.loadClass("io.plimsoll.chain.fuzz.FuzzBitesTest");
    Method run = there.getDeclaredMethod("found", boolean.class, int.class);
    run.setAccessible(true);
    return (String) run.invoke(null, blocks, inputs);
  }

  @Test
  void aCopyWithoutFaultHasNothingToFind() throws ReflectiveOperationException {
    PlantedErrors copy =
        new PlantedErrors("io.plimsoll.chain.state.Journal", "none", PlantedErrors.Kind.YES);
    assertEquals("", found(copy, true, 30));
    assertEquals("", found(copy, false, INPUTS));
  }

  @ParameterizedTest(name = "{0}.{1}, {2}: {4}")
  @CsvSource({
    // What a failed command did is not taken back; what a block did is not.
    "chain.state.Journal, rollback, NOTHING_DONE, true, InvariantBroken: invariant 20",
    "chain.state.Journal$Images, restore, NOTHING_DONE, true, does not bring back the root",
    // What a block knew is still known in the next one.
    "chain.process.Quotes, clear, NOTHING_DONE, true, a failed command changes events",
    "chain.process.PricePhase, begin, NOTHING_DONE, true, IndexOutOfBoundsException",
    // A code stands for a command that has changed something.
    "chain.block.ResultCode, changesNothing, YES, true, a failed command changes the root|beside",
    // Money comes from nowhere; a command has a second form.
    "chain.state.State, addToPool, NOTHING_DONE, true, InvariantBroken",
    "chain.codec.ByteReader, end, NOTHING_DONE, false, is written as",
  })
  void aPlantedFaultIsFound(
      String owner, String method, PlantedErrors.Kind kind, boolean blocks, String how)
      throws ReflectiveOperationException {
    PlantedErrors copy = new PlantedErrors("io.plimsoll." + owner, method, kind);
    String found = found(copy, blocks, INPUTS);
    assertTrue(copy.planted() > 0, "nothing was planted: there is no " + owner + "." + method);
    assertTrue(found.matches("(?s).*(" + how + ").*"), "the fault is found as: " + found);
  }
}
