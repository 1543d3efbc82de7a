package io.plimsoll.node.server.run;

import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.node.cli.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes that all nodes of a chain make at one height. An upgrade has a name. A program that
 * carries it goes on; one that does not stops in front of its height, with all blocks before it on
 * disk, so that the next program takes over at the same block everywhere.
 *
 * <p>What an upgrade does to the state is commands of a governor in the block before, which take
 * effect at the height: so the migration stands in the chain, is replayed by who knows only the
 * blocks, and is undone with them.
 */
public final class Upgrades {

  private final TreeMap<Long, String> byHeight = new TreeMap<>();
  private final Map<String, Migration> known;

  /** The commands of an upgrade's migration, for the height at which it takes effect. */
  @FunctionalInterface
  public interface Migration {
    /** The commands, in their order. */
    List<Command> at(long height);
  }

  private Upgrades(Map<String, Migration> known) {
    this.known = known;
  }

  /** The upgrades that this program carries, by their names. */
  public static Map<String, Migration> carried() {
    Map<String, Migration> all = new TreeMap<>();
    // Mode cross is served by the scenario model from then on.
    all.put(
        "cross-by-scenarios",
        height -> List.of(new Command.ChangeParameter(Parameter.CROSS_MODEL, 0, 2, height, 0)));
    return all;
  }

  /**
   * Reads upgrades as they are written in the settings: NAME@HEIGHT, with commas between.
   *
   * @param known those that the program carries
   * @throws Failure where the text is something else, or two share a height
   */
  public static Upgrades of(String text, Map<String, Migration> known) {
    Upgrades upgrades = new Upgrades(known);
    for (String each : text.isBlank() ? new String[0] : text.split(",", -1)) {
      String one = each.strip();
      if (!one.matches("[a-z][a-z0-9-]{0,63}@[1-9][0-9]{0,17}")) {
        throw new Failure("upgrades: '" + one + "' must be NAME@HEIGHT");
      }
      int at = one.indexOf('@');
      long height = Long.parseLong(one.substring(at + 1));
      if (upgrades.byHeight.put(height, one.substring(0, at)) != null) {
        throw new Failure("upgrades: two are at height " + height);
      }
    }
    return upgrades;
  }

  /** The upgrade at a height that this program does not carry; null where it may go on. */
  public @Nullable String missingAt(long height) {
    String name = byHeight.get(height);
    return name == null || known.containsKey(name) ? null : name;
  }

  /** The name of the upgrade at a height, or null. */
  public @Nullable String at(long height) {
    return byHeight.get(height);
  }

  /** What whoever makes the block before a height must put first into it. */
  public List<Command> migration(long height) {
    String name = byHeight.get(height);
    Migration migration = name == null ? null : known.get(name);
    return migration == null ? List.of() : migration.at(height);
  }
}
