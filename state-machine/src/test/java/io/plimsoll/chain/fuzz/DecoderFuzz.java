package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.CommandCodec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Any bytes are either refused as malformed or the one form of a command, which encoding gives back
 * bit by bit. The method has the name and the type that Jazzer looks for.
 */
public final class DecoderFuzz {

  private DecoderFuzz() {}

  /** Throws where the bytes are neither. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    isCommand(bytes);
  }

  /** Whether the bytes are a command; throws where they are one in another form than its own. */
  static boolean isCommand(byte[] bytes) {
    Authenticated command;
    try {
      command = CommandCodec.decode(bytes);
    } catch (MalformedBytes e) {
      return false;
    }
    byte[] again = CommandCodec.encode(command);
    if (!Arrays.equals(bytes, again)) {
      throw new AssertionError(
          command + " was read of " + hex(bytes) + " and is written as " + hex(again));
    }
    return true;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
