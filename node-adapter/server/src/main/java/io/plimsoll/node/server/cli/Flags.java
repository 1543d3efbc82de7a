package io.plimsoll.node.server.cli;

import io.plimsoll.node.server.config.Setting;
import io.plimsoll.node.server.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** A flag for each setting, and one for the file. */
final class Flags {

  private static final String FILE = "--config";

  private Flags() {}

  static void addTo(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder(FILE)
            .paramLabel("FILE")
            .type(Path.class)
            .description("YAML with settings; else PLIMSOLL_NODE_CONFIG may name one.")
            .build());
    for (Setting setting : Setting.values()) {
      String initially = setting.initially().isEmpty() ? "" : " (" + setting.initially() + ")";
      OptionSpec.Builder option =
          OptionSpec.builder(setting.flag()).description(setting.help() + initially);
      if (setting.isFlag()) {
        // Alone it says true, and --dev=false takes back what a file says.
        option.arity("0..1").fallbackValue("true");
      }
      spec.addOption(option.type(String.class).paramLabel("VALUE").build());
    }
  }

  static Settings settings(@Nullable ParseResult parsed, Map<String, String> environment)
      throws IOException {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    Path file = null;
    if (parsed != null) {
      file = parsed.matchedOptionValue(FILE, (Path) null);
      for (Setting setting : Setting.values()) {
        String value = parsed.matchedOptionValue(setting.flag(), (String) null);
        if (value != null) {
          flags.put(setting, value);
        }
      }
    }
    return Settings.of(flags, file, environment);
  }
}
