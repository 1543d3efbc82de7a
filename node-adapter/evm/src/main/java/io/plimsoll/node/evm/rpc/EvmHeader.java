package io.plimsoll.node.evm.rpc;

import io.plimsoll.chain.block.Hash;
import java.util.Map;
import java.util.TreeMap;

/**
 * A block's header as a node says it.
 *
 * @param number of the block
 * @param timestampS its time in seconds
 * @param fields all fields that are texts, by their names, as they came
 */
public record EvmHeader(
    long number, Hash hash, Hash parent, long timestampS, Map<String, String> fields) {

  /** The latest time, so that its milliseconds and more fit. */
  private static final long MOST_SECONDS = Long.MAX_VALUE / 2_000;

  private static final int MOST_FIELDS = 64;
  private static final int MOST_CHARACTERS = 4_096;
  private static final int HEX_HASH = 2 + 2 * Hash.BYTES;

  /** Reads an object; the reader's next token begins it. */
  public static EvmHeader read(JsonReader in) throws Malformed {
    Map<String, String> fields = new TreeMap<>();
    in.beginObject();
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      String text = in.textOrNull(field, MOST_CHARACTERS);
      if (text != null && fields.put(field, text) != null) {
        throw new Malformed("a block has two fields " + field);
      }
      if (fields.size() > MOST_FIELDS) {
        throw new Malformed("a block has more than " + MOST_FIELDS + " fields");
      }
    }
    long timestampS = JsonReader.quantity("timestamp", field(fields, "timestamp"));
    if (timestampS > MOST_SECONDS) {
      throw new Malformed("timestamp is " + timestampS);
    }
    return new EvmHeader(
        JsonReader.quantity("number", field(fields, "number")),
        hash(fields, "hash"),
        hash(fields, "parentHash"),
        timestampS,
        fields);
  }

  private static String field(Map<String, String> fields, String name) throws Malformed {
    String text = fields.get(name);
    if (text == null) {
      throw new Malformed("a block lacks " + name);
    }
    return text;
  }

  private static Hash hash(Map<String, String> fields, String name) throws Malformed {
    String text = field(fields, name);
    if (text.length() != HEX_HASH || !text.startsWith("0x")) {
      throw new Malformed(name + " is not 0x and 64 hexadecimal digits");
    }
    try {
      return Hash.ofHex(text.substring(2));
    } catch (IllegalArgumentException e) {
      throw new Malformed(name + " is not 0x and 64 hexadecimal digits");
    }
  }
}
