package io.plimsoll.node.evm.follow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.node.evm.rpc.EvmLog;
import io.plimsoll.node.evm.rpc.Malformed;
import io.plimsoll.node.evm.rpc.Mutations;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Logs that the inbox cannot have written, made of those that it can by a seed: each is an event
 * that says what its words say, or malformed. {@code -Dplimsoll.evm.fuzz} says how many, {@code
 * -Dplimsoll.seed} which.
 */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class HostileLogsTest {

  private static final int CASES = 5 * Integer.getInteger("plimsoll.evm.fuzz", 20_000);
  private static final long SEED = Long.getLong("plimsoll.seed", 1);
  private static final int WORD = 32;
  private static final List<String> TOKENS = List.of("\0", "\0\0\0\0\0\0\0\0", "\u0080", "a");

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, Integer> met = new TreeMap<>();

  private List<EvmLog> honest() {
    return List.of(
        Logs.deposited(0, 1, Logs.FEED, 0, 1, 5),
        Logs.deposited(1, 1L << 40, Logs.FEED, -1, 0xffff_ffffL, Long.MAX_VALUE),
        Logs.answered(2, 3, Logs.FEED, 77),
        Logs.commanded(3, 4, new byte[] {1, 2, 3}),
        Logs.commanded(4, 5, new byte[64]),
        Logs.released(5, 6, 9),
        Logs.paused(6, 7));
  }

  /** Words are the unit here, so most changes are of a byte of one. */
  private byte[] altered(byte[] bytes) {
    int kind = random.nextInt(8);
    if (bytes.length < WORD || kind == 0) {
      return Mutations.of(bytes, TOKENS, random);
    }
    byte[] out = bytes.clone();
    int word = WORD * random.nextInt(bytes.length / WORD);
    switch (kind) {
      case 1 -> Arrays.fill(out, word, word + WORD, (byte) random.nextInt(-1, 1));
      case 2 -> out = Arrays.copyOf(bytes, word);
      case 3 -> out = Arrays.copyOf(bytes, bytes.length + WORD);
      default -> out[word + random.nextInt(WORD)] = (byte) random.nextInt(256);
    }
    return out;
  }

  @Test
  void eachIsAnEventThatItsWordsSayOrMalformed() {
    System.out.println("HostileLogsTest: -Dplimsoll.seed=" + SEED + ", " + CASES + " cases");
    List<EvmLog> honest = honest();
    for (int i = 0; i < CASES; i++) {
      EvmLog from = honest.get(random.nextInt(honest.size()));
      byte[] topics = from.topics();
      byte[] data = from.data();
      for (int k = random.nextInt(4); k >= 0; k--) {
        if (random.nextInt(3) == 0) {
          topics = altered(topics);
        } else {
          data = altered(data);
        }
      }
      read(new EvmLog(from.index(), Logs.INBOX, topics, data));
    }
    for (String each :
        List.of("Deposited", "Answered", "Commanded", "Released", "Other", "malformed")) {
      assertTrue(met.getOrDefault(each, 0) > CASES / 200, met::toString);
    }
  }

  private void read(EvmLog log) {
    String shown =
        HexFormat.of().formatHex(log.topics()) + " " + HexFormat.of().formatHex(log.data());
    try {
      InboxEvent event = InboxLogs.read(log);
      met.merge(event.getClass().getSimpleName(), 1, Integer::sum);
      assertEquals(word(log.topics(), 1), BigInteger.valueOf(event.sequence()), shown);
      says(log, event, shown);
    } catch (Malformed e) {
      met.merge("malformed", 1, Integer::sum);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(shown, e);
    }
  }

  private static void says(EvmLog log, InboxEvent event, String shown) {
    byte[] data = log.data();
    switch (event) {
      case InboxEvent.Deposited deposit -> {
        assertEquals(word(log.topics(), 2), number(deposit.owner()), shown);
        assertEquals(word(data, 0), unsigned(deposit.number()), shown);
        assertEquals(word(data, 1), unsigned(deposit.asset()), shown);
        assertEquals(word(data, 2), BigInteger.valueOf(deposit.quanta()), shown);
        assertEquals(word(data, 3), number(deposit.payer()), shown);
      }
      case InboxEvent.Answered answer -> {
        assertEquals(word(log.topics(), 2), number(answer.feed()), shown);
        assertEquals(word(data, 0), unsigned(answer.underlying()), shown);
        assertEquals(word(data, 1), BigInteger.valueOf(answer.price()), shown);
      }
      case InboxEvent.Commanded command -> {
        byte[] bytes = command.bytes();
        assertEquals(word(data, 1), BigInteger.valueOf(bytes.length), shown);
        byte[] filled = Arrays.copyOf(bytes, (bytes.length + WORD - 1) / WORD * WORD);
        assertArrayEquals(Arrays.copyOfRange(data, 2 * WORD, data.length), filled, shown);
      }
      case InboxEvent.Released released ->
          assertEquals(word(log.topics(), 2), BigInteger.valueOf(released.withdrawal()), shown);
      case InboxEvent.Other other -> {}
    }
  }

  private static BigInteger word(byte[] words, int word) {
    return new BigInteger(1, Arrays.copyOfRange(words, word * WORD, (word + 1) * WORD));
  }

  private static BigInteger number(Address address) {
    ByteWriter out = new ByteWriter();
    address.write(out);
    return new BigInteger(1, out.toBytes());
  }

  private static BigInteger unsigned(int value) {
    return BigInteger.valueOf(Integer.toUnsignedLong(value));
  }
}
