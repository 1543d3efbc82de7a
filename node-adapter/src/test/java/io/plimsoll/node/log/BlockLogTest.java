package io.plimsoll.node.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockLogTest {

  @TempDir private Path folder;

  private static List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Hash previous = Hash.ZERO;
    for (int height = 1; height <= 3; height++) {
      List<byte[]> commands = new ArrayList<>();
      for (int c = 1; c < height; c++) {
        commands.add(new byte[] {1, (byte) (200 + c), (byte) height});
      }
      Block block = new Block(height, 1_000L * height, previous, commands);
      blocks.add(block);
      previous = block.hash();
    }
    return blocks;
  }

  private String text() throws IOException {
    Path file = folder.resolve("whole.log");
    try (BlockLogWriter writer = BlockLogWriter.create(file)) {
      for (Block block : blocks()) {
        writer.write(block);
      }
      writer.finish();
    }
    return Files.readString(file);
  }

  /** The blocks that a text gives before it ends or is refused. */
  private static List<Block> read(byte[] text, List<LogRefused> refusal) throws IOException {
    List<Block> found = new ArrayList<>();
    try (BlockLogReader reader = BlockLogReader.of(new ByteArrayInputStream(text))) {
      for (Block block = reader.next(); block != null; block = reader.next()) {
        found.add(block);
      }
    } catch (LogRefused e) {
      refusal.add(e);
    }
    return found;
  }

  private static List<Block> read(byte[] text) throws IOException {
    List<LogRefused> refusal = new ArrayList<>();
    List<Block> found = read(text, refusal);
    assertEquals(List.of(), refusal);
    return found;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Hash> hashes(List<Block> blocks) {
    return blocks.stream().map(Block::hash).toList();
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    List<Block> found = read(bytes(text()));
    assertEquals(hashes(blocks()), hashes(found));
    for (int b = 0; b < found.size(); b++) {
      assertEquals(blocks().get(b).timeMs(), found.get(b).timeMs());
      assertArrayEquals(blocks().get(b).commands().toArray(), found.get(b).commands().toArray());
    }
  }

  @Test
  void afterTheEndThereIsNothing() throws IOException {
    try (BlockLogReader reader = BlockLogReader.of(new ByteArrayInputStream(bytes(text())))) {
      for (int b = 0; b < 3; b++) {
        assertEquals(b + 1, reader.line() + 1);
        reader.next();
      }
      assertNull(reader.next());
      assertNull(reader.next());
    }
  }

  /** No damage gives a block that was not written, or anything but a refusal at or before it. */
  private static void refuses(byte[] damaged, int lineAtMost, String what) throws IOException {
    List<LogRefused> refusal = new ArrayList<>();
    List<Block> found = read(damaged, refusal);
    assertEquals(1, refusal.size(), what + " was taken");
    assertTrue(refusal.getFirst().line() <= lineAtMost, what + ": " + refusal.getFirst());
    assertEquals(Math.min(3, refusal.getFirst().line() - 1), found.size(), what);
    assertEquals(hashes(blocks()).subList(0, found.size()), hashes(found), what);
  }

  @Test
  void everyBitOfEveryByteCounts() throws IOException {
    byte[] whole = bytes(text());
    int line = 1;
    for (int i = 0; i < whole.length; i++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) (1 << bit);
        refuses(damaged, line + 1, "bit " + bit + " of byte " + i);
      }
      line += whole[i] == '\n' ? 1 : 0;
    }
  }

  @Test
  void everyCutAndEveryExtraByteIsRefused() throws IOException {
    byte[] whole = bytes(text());
    for (int length = 0; length < whole.length; length++) {
      refuses(Arrays.copyOf(whole, length), 4, "the first " + length + " bytes");
    }
    for (int at = 0; at <= whole.length; at++) {
      byte[] longer = new byte[whole.length + 1];
      System.arraycopy(whole, 0, longer, 0, at);
      longer[at] = ' ';
      System.arraycopy(whole, at, longer, at + 1, whole.length - at);
      refuses(longer, 5, "a blank at " + at);
    }
  }

  @Test
  void linesThatAreRemovedSwappedOrRepeatedAreRefused() throws IOException {
    List<String> lines = text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      List<String> removed = new ArrayList<>(lines);
      removed.remove(i);
      refuses(join(removed), i + 1, "without line " + (i + 1));
      List<String> repeated = new ArrayList<>(lines);
      repeated.add(i, lines.get(i));
      refuses(join(repeated), i + 2, "line " + (i + 1) + " twice");
      for (int j = 0; j < i; j++) {
        List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, i, j);
        refuses(join(swapped), j + 1, "lines " + (j + 1) + " and " + (i + 1) + " swapped");
      }
    }
  }

  private static byte[] join(List<String> lines) {
    return bytes(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"height\":1|\"height\":2|line 1: height is 2; it must be 1",
        "\"timeMs\":2000|\"timeMs\":1000|line 2: timeMs is 1000; it must be later than 1000",
        "\"timeMs\":2000|\"timeMs\":2001|line 2: hash is",
        "\"blocks\":3|\"blocks\":4|line 4: blocks is 4; there were 3",
        "\"commands\":[]|\"commands\":{}|line 1: commands is START_OBJECT; it must be an array",
        "\"commands\":[]|\"commands\":[1]|line 1: commands[0] is VALUE_NUMBER_INT; it must be",
        "\"commands\":[]|\"commands\":[\"0\"]|line 1: commands[0] is not an even number of hex",
        "\"commands\":[]|\"commands\":[],\"x\":1|line 1: has a field too many: x",
        "\"timeMs\":1000|\"timems\":1000|line 1: has the field timems where timeMs must be",
        "\"height\":1|\"height\":99999999999999999999|line 1: is not JSON: ",
        "\"height\":1|\"height\":1.0|line 1: height is VALUE_NUMBER_FLOAT; it must be a whole",
        "\"height\":1|\"height\": 1|line 1: is not written as a log is",
        "\"end\":true|\"end\":false|line 4: end is VALUE_FALSE; it must be true",
      })
  void saysWhatIsWrong(String from, String to, String message) throws IOException {
    String damaged =
        text()
            .replaceFirst(
                java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to));
    List<LogRefused> refusal = new ArrayList<>();
    read(bytes(damaged), refusal);
    String found = String.valueOf(refusal.getFirst().getMessage());
    assertTrue(found.startsWith(message), found);
  }

  @Test
  void aCutLogSaysSo() throws IOException {
    List<LogRefused> refusal = new ArrayList<>();
    List<String> lines = text().lines().toList();
    read(join(lines.subList(0, 3)), refusal);
    assertEquals(
        "line 4: the log ends without its last line; it was cut short",
        refusal.getFirst().getMessage());
  }

  @Test
  void aLogIsInItsPlaceOnlyWhenItIsWhole() throws IOException {
    Path file = folder.resolve("half.log");
    try (BlockLogWriter writer = BlockLogWriter.create(file)) {
      writer.write(blocks().get(0));
      assertThrows(IllegalArgumentException.class, () -> writer.write(blocks().get(2)));
      assertFalse(Files.exists(file));
    }
    assertFalse(Files.exists(file));
    try (var left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void theWriterAndTheReaderHaveOneLongestLine() throws IOException {
    List<String> lines = text().lines().toList();
    long longest = lines.get(2).length() + 1L;
    for (int b = 0; b < 3; b++) {
      assertEquals(lines.get(b).length() + 1, LogLine.length(blocks().get(b)));
    }
    Path file = folder.resolve("long.log");
    try (BlockLogWriter writer = BlockLogWriter.create(file, longest)) {
      for (Block block : blocks()) {
        writer.write(block);
      }
      writer.finish();
    }
    byte[] written = Files.readAllBytes(file);
    try (BlockLogReader reader = BlockLogReader.of(new ByteArrayInputStream(written), longest)) {
      for (int b = 0; b < 3; b++) {
        assertEquals(blocks().get(b).hash(), Objects.requireNonNull(reader.next()).hash());
      }
      assertNull(reader.next());
    }
    try (BlockLogWriter writer = BlockLogWriter.create(file, longest - 1)) {
      writer.write(blocks().get(0));
      writer.write(blocks().get(1));
      IOException refused = assertThrows(IOException.class, () -> writer.write(blocks().get(2)));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.startsWith("block 3 makes a line of " + longest + " bytes, and"), message);
    }
    try (BlockLogReader reader =
        BlockLogReader.of(new ByteArrayInputStream(written), longest - 1)) {
      reader.next();
      reader.next();
      LogRefused refused = assertThrows(LogRefused.class, reader::next);
      assertEquals("line 3: is longer than " + (longest - 1) + " bytes", refused.getMessage());
    }
  }
}
