package io.plimsoll.node.evm.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes of bytes. */
public final class Mutations {

  private static final int MOST_COPIED = 400;

  private Mutations() {}

  /**
   * One change: a bit, a byte, a part cut out, doubled or moved, the end cut off, a token put in.
   *
   * @param tokens of the language that the bytes are of
   */
  public static byte[] of(byte[] bytes, List<String> tokens, SplittableRandom random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int at = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, at + 1 + random.nextInt(MOST_COPIED));
    return switch (random.nextInt(7)) {
      case 0 -> set(bytes, at, bytes[at] ^ (1 << random.nextInt(8)));
      case 1 -> set(bytes, at, random.nextInt(256));
      case 2 -> splice(bytes, at, to, new byte[0]);
      case 3 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
      case 4 -> splice(bytes, at, at, token(tokens, random));
      case 5 -> {
        byte[] part = Arrays.copyOfRange(bytes, at, to);
        byte[] without = splice(bytes, at, to, new byte[0]);
        int there = random.nextInt(without.length + 1);
        yield splice(without, there, there, part);
      }
      default ->
          random.nextInt(4) == 0
              ? Arrays.copyOf(bytes, at)
              : splice(bytes, at, Math.min(to, at + 4), token(tokens, random));
    };
  }

  private static byte[] token(List<String> tokens, SplittableRandom random) {
    return tokens.get(random.nextInt(tokens.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] set(byte[] bytes, int at, int value) {
    byte[] out = bytes.clone();
    out[at] = (byte) value;
    return out;
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    byte[] out = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, out, 0, from);
    System.arraycopy(middle, 0, out, from, middle.length);
    System.arraycopy(bytes, to, out, from + middle.length, bytes.length - to);
    return out;
  }
}
