package io.plimsoll.node.log;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * One line of a log. There is one form of each line, to the byte: what is read is written again and
 * compared, so that a log that was edited in any way is found out.
 *
 * <p>A block: {@code {"height":1,"timeMs":0,"previousHash":"<64 hex>","hash":"<64 hex>",
 * "commands":["<hex>",...]}}. The last line: {@code {"end":true,"blocks":1,"hash":"<64 hex>"}}.
 */
final class LogLine {

  /** Longest line, in bytes. */
  static final int LONGEST = 1 << 28;

  private static final HexFormat HEX = HexFormat.of();
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(LONGEST)
                  .maxDocumentLength(LONGEST)
                  .build())
          .build();

  private LogLine() {}

  /** What a line says: a block with its hash, or the end. */
  sealed interface Content permits OfBlock, End {}

  /** A block and the hash that the line claims. */
  record OfBlock(Block block, String hash) implements Content {}

  /** The end: how many blocks there were and the hash of the last. */
  record End(long blocks, String hash) implements Content {}

  /** How many bytes {@link #write} makes of a block, which may be more than an array holds. */
  static long length(Block block) {
    List<byte[]> commands = block.commands();
    byte[] empty = write(new Block(block.height(), block.timeMs(), block.previous(), List.of()));
    long hex = commands.stream().mapToLong(command -> 2L * command.length).sum();
    // Two quotation marks for each command and a comma between two.
    return empty.length + hex + Math.max(0, 3L * commands.size() - 1);
  }

  static byte[] write(Block block) {
    return write(block, block.hash().hex());
  }

  private static byte[] write(Block block, String hash) {
    StringBuilder line = new StringBuilder(256);
    line.append("{\"height\":").append(block.height());
    line.append(",\"timeMs\":").append(block.timeMs());
    line.append(",\"previousHash\":\"").append(block.previous().hex());
    line.append("\",\"hash\":\"").append(hash).append("\",\"commands\":[");
    for (int i = 0; i < block.commands().size(); i++) {
      line.append(i == 0 ? "\"" : ",\"");
      HEX.formatHex(line, block.commands().get(i));
      line.append('"');
    }
    return line.append("]}\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] writeEnd(long blocks, String hash) {
    String line = "{\"end\":true,\"blocks\":" + blocks + ",\"hash\":\"" + hash + "\"}\n";
    return line.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a line.
   *
   * @param bytes with the line feed
   * @throws LogRefused where it is not one, in the one form that it has
   */
  static Content read(long number, byte[] bytes) {
    Content content;
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
      content = new Reading(number, json).content();
    } catch (JacksonException e) {
      throw new LogRefused(number, "is not JSON: " + e.getOriginalMessage());
    }
    byte[] again =
        switch (content) {
          case OfBlock(Block block, String hash) -> write(block, hash);
          case End(long blocks, String hash) -> writeEnd(blocks, hash);
        };
    if (!Arrays.equals(bytes, again)) {
      throw new LogRefused(
          number,
          "is not written as a log is: no blanks, no other fields, whole numbers in plain digits,"
              + " hex in lower case, one line feed at the end");
    }
    return content;
  }

  /** Walks through the fields of one line in their order. */
  private record Reading(long number, JsonParser json) {

    Content content() {
      expect(json.nextToken(), JsonToken.START_OBJECT, "the line", "an object");
      String first = json.nextName();
      Content content = "end".equals(first) ? end() : block(first);
      if (json.nextToken() != JsonToken.END_OBJECT) {
        throw new LogRefused(number, "has a field too many: " + json.currentName());
      }
      if (json.nextToken() != null) {
        throw new LogRefused(number, "has more behind its object");
      }
      return content;
    }

    private Content end() {
      expect(json.nextToken(), JsonToken.VALUE_TRUE, "end", "true");
      long blocks = number("blocks", json.nextName());
      return new End(blocks, hash("hash").hex());
    }

    private Content block(@Nullable String first) {
      long height = number("height", first);
      long timeMs = number("timeMs", json.nextName());
      Hash previous = hash("previousHash");
      String hash = hash("hash").hex();
      name("commands", json.nextName());
      expect(json.nextToken(), JsonToken.START_ARRAY, "commands", "an array");
      List<byte[]> commands = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        String what = "commands[" + commands.size() + "]";
        expect(json.currentToken(), JsonToken.VALUE_STRING, what, "a text of hex digits");
        commands.add(hex(what, json.getString()));
      }
      return new OfBlock(new Block(height, timeMs, previous, commands), hash);
    }

    private void name(String expected, @Nullable String found) {
      if (!expected.equals(found)) {
        throw new LogRefused(
            number,
            "has "
                + (found == null ? "no more fields" : "the field " + found)
                + " where "
                + expected
                + " must be");
      }
    }

    private void expect(@Nullable JsonToken found, JsonToken expected, String what, String rule) {
      if (found != expected) {
        String text = found == null ? "nothing" : found.name();
        throw new LogRefused(number, what + " is " + text + "; it must be " + rule);
      }
    }

    private long number(String field, @Nullable String found) {
      name(field, found);
      expect(json.nextToken(), JsonToken.VALUE_NUMBER_INT, field, "a whole number");
      return json.getLongValue();
    }

    private Hash hash(String field) {
      name(field, json.nextName());
      expect(json.nextToken(), JsonToken.VALUE_STRING, field, "a text of 64 hex digits");
      byte[] bytes = hex(field, json.getString());
      if (bytes.length != Hash.BYTES) {
        throw new LogRefused(
            number, field + " has " + bytes.length + " bytes; it must have " + Hash.BYTES);
      }
      return Hash.of(bytes);
    }

    private byte[] hex(String field, String text) {
      try {
        return HEX.parseHex(text);
      } catch (IllegalArgumentException e) {
        throw new LogRefused(number, field + " is not an even number of hex digits");
      }
    }
  }
}
