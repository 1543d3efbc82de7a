package io.plimsoll.node.server.cli;

import io.plimsoll.node.server.config.Setting;
import io.plimsoll.node.server.config.Settings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code plimsoll config show}: each setting, and whence it came. */
final class ConfigCommand implements Callable<Integer> {

  private static final String FORMAT = "--format";

  private final CommandSpec spec;

  private ConfigCommand() {
    spec = CommandSpec.wrapWithoutInspection(this);
  }

  /** The command with its one subcommand. */
  static CommandSpec command() {
    ConfigCommand show = new ConfigCommand();
    show.spec.name("show").mixinStandardHelpOptions(true);
    show.spec
        .usageMessage()
        .description(
            "Prints each setting of a node, its value and whence it came: flag, environment, file"
                + " or default.");
    Flags.addTo(show.spec);
    show.spec.addOption(
        OptionSpec.builder(FORMAT)
            .paramLabel("FORMAT")
            .type(String.class)
            .defaultValue("table")
            .description("table or json (table).")
            .build());
    CommandSpec config = CommandSpec.wrapWithoutInspection((Runnable) () -> {});
    config.name("config").mixinStandardHelpOptions(true);
    config.usageMessage().description("Shows what a node would be told, and whence.");
    config.addSubcommand("show", show.spec);
    config.usageMessage().synopsisSubcommandLabel("COMMAND");
    return config;
  }

  @Override
  public Integer call() throws Exception {
    CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
    Settings settings = Flags.settings(parsed, System.getenv());
    String format = parsed.matchedOptionValue(FORMAT, "table");
    PrintWriter out = spec.commandLine().getOut();
    if (format.equals("json")) {
      out.println(json(settings));
    } else if (format.equals("table")) {
      table(settings, out);
    } else {
      throw new CommandLine.ParameterException(
          spec.commandLine(), FORMAT + " is '" + format + "'; it must be table or json");
    }
    return 0;
  }

  private static void table(Settings settings, PrintWriter out) {
    int widest = 0;
    int widestValue = 0;
    for (Setting setting : Setting.values()) {
      widest = Math.max(widest, setting.key().length());
      widestValue = Math.max(widestValue, settings.text(setting).length());
    }
    for (Setting setting : Setting.values()) {
      Settings.Value value = settings.value(setting);
      out.println(
          setting.key()
              + " ".repeat(widest - setting.key().length() + 2)
              + value.text()
              + " ".repeat(widestValue - value.text().length() + 2)
              + value.origin());
    }
  }

  private static String json(Settings settings) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    for (Setting setting : Setting.values()) {
      Settings.Value value = settings.value(setting);
      all.putObject(setting.key()).put("value", value.text()).put("origin", value.origin());
    }
    return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all);
  }
}
