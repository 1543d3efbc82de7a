package io.plimsoll.chain.model;

import io.plimsoll.chain.root.Sha256;
import io.plimsoll.fixed.E18;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.ParameterSet;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The number by which a chain names a model with its parameters. It is made of what decides every
 * result: the first 61 bits of the SHA-256 of a canonical text, and 2^61 more. So it is in
 * 2^61..2^62 - 1, far from the small numbers of the models that need no parameter set. Nobody can
 * make values for a number that is there already; but whoever makes two sets together can make them
 * have one number, by some 2^31 tries. So those who take a set from somebody else compare {@link
 * #hash} with each other.
 *
 * <p>The text is the line {@code plimsoll-model/1}, a line with the model's name, one with the
 * version of its rules, one with the unit that its set is a part of, if any, and for each value, in
 * the order of its key, a line with the key and one for each of its rows: a point for each of its
 * texts, then each after a blank. A text that is a number is written as that number at 18 decimals,
 * without a point, so that 0.1 and 0.10 are one value; any other, and a name or key, behind its
 * length in bytes and a colon. A set's name, date, source and the reasons for what it assumes
 * decide nothing and are not in it.
 */
public final class ModelId {

  /** The smallest one. */
  public static final long LEAST = 1L << 61;

  /** The largest one. */
  public static final long MOST = (1L << 62) - 1;

  private static final String VERSION = "plimsoll-model/1";

  private static final int BITS = 61;

  private ModelId() {}

  /** Whether a number can be one. */
  public static boolean isOne(long number) {
    return number >> BITS == 1;
  }

  /** The number of a model. */
  public static long of(HoldingModel model) {
    byte[] hash = hash(model);
    long first =
        new BigInteger(1, hash).shiftRight(Byte.SIZE * hash.length - BITS).longValueExact();
    return LEAST | first;
  }

  /** The whole SHA-256 of which the number is a part: no two sets have one. */
  public static byte[] hash(HoldingModel model) {
    byte[] bytes = text(model).getBytes(StandardCharsets.UTF_8);
    return new Sha256().update(bytes, 0, bytes.length).digest();
  }

  /** What is hashed. */
  static String text(HoldingModel model) {
    ParameterSet set = model.parameters();
    StringBuilder out = new StringBuilder();
    out.append(VERSION).append('\n').append(counted(model.name())).append('\n');
    out.append(model.version()).append('\n').append(counted(set.unit())).append('\n');
    for (Map.Entry<String, ParameterSet.Value> entry : set.values().entrySet()) {
      out.append(counted(entry.getKey())).append('\n');
      for (List<String> row : entry.getValue().rows()) {
        out.append(".".repeat(row.size()));
        for (String text : row) {
          out.append(' ').append(canonical(text));
        }
        out.append('\n');
      }
    }
    return out.toString();
  }

  private static String canonical(String text) {
    try {
      return E18.parse(text).toString();
    } catch (NumberFormatException e) {
      return counted(text);
    }
  }

  private static String counted(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length + ":" + text;
  }
}
