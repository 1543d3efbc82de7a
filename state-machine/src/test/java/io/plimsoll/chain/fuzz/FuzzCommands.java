package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.audit.Parts;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.CommandCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the bytes of a command out of choices: most are ones that a chain of {@link FuzzChain} can
 * take, some name what is not there or leave a range, some have bytes changed, some are any bytes.
 */
final class FuzzCommands {

  private static final int MOST_RAW = 80;

  /** Each part as often as its weight says. */
  private static final List<FuzzPart> PARTS = weighted();

  private final Choices choices;
  private final FuzzDraft draft;

  FuzzCommands(Choices choices) {
    this.choices = choices;
    this.draft = new FuzzDraft(choices);
  }

  private static List<FuzzPart> weighted() {
    List<FuzzPart> all = new ArrayList<>();
    for (FuzzPart part : Parts.of(FuzzPart.class)) {
      for (int i = 0; i < part.weight(); i++) {
        all.add(part);
      }
    }
    return all;
  }

  /** The next command's bytes. */
  byte[] next() {
    int how = choices.below(16);
    if (how == 15) {
      return choices.take(choices.below(MOST_RAW));
    }
    Authenticated command = PARTS.get(choices.below(PARTS.size())).next(draft);
    if (choices.once(12)) {
      command = new Authenticated(command.sender(), command.command(), draft.once());
    }
    byte[] bytes = CommandCodec.encode(command);
    return how == 14 ? changed(bytes) : bytes;
  }

  private byte[] changed(byte[] bytes) {
    if (choices.once(4)) {
      return Arrays.copyOf(bytes, choices.below(Math.min(256, 2 * bytes.length)));
    }
    for (int i = choices.below(3); i >= 0; i--) {
      bytes[choices.u16() % bytes.length] ^= (byte) choices.u8();
    }
    return bytes;
  }
}
