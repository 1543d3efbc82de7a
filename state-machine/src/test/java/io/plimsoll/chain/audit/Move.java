package io.plimsoll.chain.audit;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a simulation does to a chain; as text, one move a line, it can be kept and done again. */
sealed interface Move {

  /** Takes a block with these commands after the last one; none that is not later than it. */
  record Take(long timeMs, List<byte[]> commands) implements Move {
    @Override
    public String toString() {
      return "take " + timeMs + hex(commands);
    }
  }

  /** Executes a block and discards it. */
  record Stray(long timeMs, List<byte[]> commands) implements Move {
    @Override
    public String toString() {
      return "stray " + timeMs + hex(commands);
    }
  }

  /** Undoes blocks, as many of these as can be. */
  record Undo(int blocks) implements Move {
    @Override
    public String toString() {
      return "undo " + blocks;
    }
  }

  /** Goes on from a snapshot. */
  record Restart() implements Move {
    @Override
    public String toString() {
      return "restart";
    }
  }

  private static String hex(List<byte[]> commands) {
    StringBuilder text = new StringBuilder();
    // An empty command is a "-", so that all commands are seen.
    commands.forEach(
        each -> text.append(' ').append(each.length == 0 ? "-" : HexFormat.of().formatHex(each)));
    return text.toString();
  }

  /** Reads what {@code toString} has written. */
  static Move parse(String line) {
    String[] words = line.split(" ", -1);
    List<byte[]> commands = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      commands.add(words[i].equals("-") ? new byte[0] : HexFormat.of().parseHex(words[i]));
    }
    return switch (words[0]) {
      case "take" -> new Take(Long.parseLong(words[1]), commands);
      case "stray" -> new Stray(Long.parseLong(words[1]), commands);
      case "undo" -> new Undo(Integer.parseInt(words[1]));
      case "restart" -> new Restart();
      default -> throw new IllegalArgumentException("no move: " + line);
    };
  }
}
