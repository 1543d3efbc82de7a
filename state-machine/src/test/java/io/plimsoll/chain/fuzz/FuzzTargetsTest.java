package io.plimsoll.chain.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.AnyCommand;
import io.plimsoll.chain.event.Event;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The targets of the profile {@code fuzz} on seeded bytes, and that these reach what they are for.
 */
class FuzzTargetsTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_260_307L);
  private static final int DECODED = 200_000;
  private static final int CHAINS = 3_000;

  private final Random random = new Random(SEED);

  private byte[] bytes(int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void bytesAreACommandInItsOneFormOrMalformed() {
    Map<Integer, Integer> read = new TreeMap<>();
    int refused = 0;
    for (int i = 0; i < DECODED; i++) {
      byte[] bytes = new FuzzCommands(new Choices(bytes(160))).next();
      if (random.nextInt(4) == 0 && bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (isCommand(bytes)) {
        read.merge(bytes[1] & 0xff, 1, Integer::sum);
      } else {
        refused++;
      }
    }
    // All kinds, and what stands in their place for commands that count once.
    assertEquals(
        AnyCommand.KINDS + 1,
        read.size(),
        () -> "kinds that were read: " + read + ", seed " + SEED);
    assertTrue(refused > DECODED / 20, "hardly any was malformed: " + refused);
  }

  private static boolean isCommand(byte[] bytes) {
    try {
      return DecoderFuzz.isCommand(bytes);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(HexFormat.of().formatHex(bytes) + ", seed " + SEED, e);
    }
  }

  @Test
  void blocksOfAnyBytesAreTakenAndWhatFailsChangesNothing() {
    Map<String, Integer> seen = new TreeMap<>();
    for (int i = 0; i < CHAINS; i++) {
      byte[] bytes = bytes(400);
      try {
        BlocksFuzz.run(
            bytes,
            result -> {
              for (ResultCode code : result.results()) {
                seen.merge(code.name(), 1, Integer::sum);
              }
              for (Event event : result.events()) {
                seen.merge(event.getClass().getSimpleName(), 1, Integer::sum);
              }
            });
      } catch (RuntimeException | AssertionError e) {
        String hex = HexFormat.of().formatHex(bytes);
        throw new AssertionError("input " + i + ", " + hex + ", seed " + SEED, e);
      }
    }
    System.out.println("fuzzed chains, seed " + SEED + ": " + seen);
    long codes = Arrays.stream(ResultCode.values()).filter(c -> seen.containsKey(c.name())).count();
    assertTrue(codes > 25, () -> "too few results: " + seen);
    assertTrue(
        seen.containsKey("LiquidationFill") && seen.containsKey("Deleveraged"), seen::toString);
  }
}
