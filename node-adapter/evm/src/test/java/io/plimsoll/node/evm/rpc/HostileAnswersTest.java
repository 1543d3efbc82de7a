package io.plimsoll.node.evm.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.plimsoll.node.evm.follow.Logs;
import io.plimsoll.node.evm.follow.Scene;
import io.plimsoll.node.evm.proof.FakeBlocks;
import io.plimsoll.node.evm.proof.FakeBlocks.FakeBlock;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Answers that no honest node gives, made of honest ones by a seed: each gives a value or a refusal
 * of its type, soon, and takes no more memory than its length allows. {@code -Dplimsoll.evm.fuzz}
 * says how many, {@code -Dplimsoll.seed} which.
 */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class HostileAnswersTest {

  private static final int CASES = Integer.getInteger("plimsoll.evm.fuzz", 20_000);
  private static final long SEED = Long.getLong("plimsoll.seed", 1);

  /** Bytes of memory for each byte of an answer, and for none; a parser's own buffers are that. */
  private static final long BYTES_A_BYTE = 64;

  private static final long BYTES_AT_FIRST = 128 << 10;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "null",
          "true",
          "0x",
          "\"0x\"",
          "-1",
          "1e400",
          "\\u0000",
          "\\ud800",
          "\"result\":",
          "\"logs\":[",
          "\"number\":\"0x1\",",
          "{\"a\":",
          "[[[[[[[[[[[[[[[[[[",
          "9".repeat(50),
          "\u0000",
          "\u00ff",
          "\ufeff",
          "/*",
          "NaN");

  private final List<byte[]> honest = new ArrayList<>();
  private final List<RpcClient.ResultReader<?>> readers = new ArrayList<>();
  private int taken;
  private long used;

  private void honest(String result, RpcClient.ResultReader<?> reader) {
    String text = "{\"jsonrpc\":\"2.0\",\"id\":1," + result + "}";
    honest.add(text.getBytes(StandardCharsets.UTF_8));
    readers.add(reader);
  }

  private void fill() {
    List<EvmLog> logs =
        List.of(
            Logs.deposited(0, 1, Logs.FEED, 0, 1, 5),
            Logs.commanded(1, 2, new byte[100]),
            Logs.answered(2, 3, Logs.FEED, 77));
    FakeBlock block = FakeBlocks.block(10, Scene.chain(1, "").get(0).hash(), 5, "", logs);
    String list =
        FakeBlocks.log(block.hash(), logs.get(0)) + "," + FakeBlocks.log(block.hash(), logs.get(1));
    honest("\"result\":" + block.header(), EvmHeader::read);
    honest("\"result\":[" + list + "]", in -> new EvmLogReader(block.hash()).list(in));
    honest("\"result\":" + block.receipts(), in -> Receipt.list(in, block.hash()));
    honest("\"result\":\"0x7a69\"", in -> in.quantity("the chain's id"));
    honest("\"error\":{\"code\":-32000,\"message\":\"busy\"}", in -> in.text("a text", 10));
  }

  /** Asks for a value, and holds what is thrown and what was taken against the rules. */
  private void read(byte[] bytes, RpcClient.ResultReader<?> reader) {
    boolean good = good(bytes, reader);
    taken += good ? 1 : 0;
    long most = BYTES_AT_FIRST + BYTES_A_BYTE * bytes.length;
    // What is done once in a process, as loading a class is, is not done the second time.
    if (used > most) {
      assertEquals(good, good(bytes, reader));
    }
    assertTrue(used <= most, () -> used + " bytes of memory: " + shown(bytes));
  }

  private boolean good(byte[] bytes, RpcClient.ResultReader<?> reader) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      RpcClient.answer(bytes, reader);
      return true;
    } catch (Malformed | RpcError e) {
      assertTrue(String.valueOf(e.getMessage()).length() < 1_000, "a message is one to read");
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(shown(bytes), e);
    } finally {
      used = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
  }

  private static String shown(byte[] bytes) {
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, 4_000)));
  }

  @Test
  void alteredAnswersGiveAValueOrARefusal() {
    System.out.println("HostileAnswersTest: -Dplimsoll.seed=" + SEED + ", " + CASES + " cases");
    fill();
    for (int i = 0; i < honest.size(); i++) {
      read(honest.get(i), readers.get(i));
    }
    assertEquals(honest.size() - 1, taken, "all but the error");
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < CASES; i++) {
      int which = random.nextInt(honest.size());
      byte[] bytes = honest.get(which);
      for (int k = 1 + random.nextInt(6); k > 0; k--) {
        bytes = Mutations.of(bytes, TOKENS, random);
      }
      int by = random.nextInt(8) == 0 ? random.nextInt(honest.size()) : which;
      read(bytes, readers.get(by));
    }
    assertTrue(taken > CASES / 100, "some are still good: " + taken);
    assertTrue(taken < CASES / 2, "most are not: " + taken);
  }

  @Test
  void bytesThatAreNoneOfThemAreRefused() {
    fill();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < CASES / 10; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      read(bytes, readers.get(random.nextInt(readers.size())));
    }
    assertEquals(0, taken);
    String start = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":";
    for (Charset charset :
        List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, Charset.forName("UTF-32BE"))) {
      read((start + "\"0x1\"}").getBytes(charset), in -> in.quantity("it"));
    }
    int others = taken;
    for (String hostile :
        List.of(
            "",
            start,
            start + "[".repeat(1 << 20),
            start + "{\"a\":".repeat(1 << 18),
            start + "9".repeat(1 << 20) + "}",
            start + "1e" + "9".repeat(1 << 16) + "}",
            start + "\"0x" + "0".repeat(1 << 20),
            start + "\"0x" + "\\u0030".repeat(1 << 18) + "\"",
            "{\"" + "n".repeat(1 << 20) + "\":1}",
            "{\"id\":" + "1".repeat(30) + "}",
            start + "{" + "\"f\":\"x\",".repeat(1 << 16) + "}}",
            start + "{" + fields(1 << 14) + "\"z\":1}}",
            start + "[" + "{},".repeat(1 << 16) + "{}]}",
            " ".repeat(1 << 20),
            "\ufeff".repeat(1 << 18))) {
      for (RpcClient.ResultReader<?> reader : readers) {
        read(hostile.getBytes(StandardCharsets.UTF_8), reader);
      }
    }
    assertEquals(others, taken);
  }

  private static String fields(int count) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < count; i++) {
      out.append("\"f").append(i).append("\":\"x\",");
    }
    return out.toString();
  }

  /** Of two values for one name the later one would win elsewhere; here neither does. */
  @Test
  void nothingIsSaidTwice() throws Exception {
    String twice = "{\"id\":1,\"result\":\"0x1\",\"result\":\"0x2\"}";
    Malformed refused =
        assertThrows(
            Malformed.class,
            () ->
                RpcClient.answer(twice.getBytes(StandardCharsets.UTF_8), in -> in.quantity("it")));
    assertEquals("there are two results", refused.getMessage());
    String none = "{\"id\":1,\"result\":null}";
    assertNull(RpcClient.answer(none.getBytes(StandardCharsets.UTF_8), in -> in.quantity("it")));
  }
}
