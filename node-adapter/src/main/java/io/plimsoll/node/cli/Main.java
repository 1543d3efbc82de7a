package io.plimsoll.node.cli;

import io.plimsoll.node.conformance.CaseFile;
import io.plimsoll.node.log.LogRefused;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The command line {@code plimsoll}. */
@CommandLine.Command(
    name = "plimsoll",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Deterministic margin: the same blocks give the same state root everywhere.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:it cannot be done; the reason is on standard error",
      "2:the command line is wrong",
      "70:a fault of this program"
    })
public final class Main implements Runnable {

  /** Exit code where something cannot be done. */
  public static final int FAILED = 1;

  /** Exit code of a fault of this program. */
  public static final int FAULT = 70;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** For picocli. */
  Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    int code = commandLine().execute(args);
    System.out.flush();
    System.exit(code);
  }

  /** The command line with all commands that are on the class path. */
  public static CommandLine commandLine() {
    CommandLine root = new CommandLine(new Main());
    List<CommandLine> commands = new ArrayList<>();
    commands.add(new CommandLine(new CompareCommand()));
    commands.add(new CommandLine(new ConformanceCommand()));
    commands.add(new CommandLine(new ModelsCommand()));
    commands.add(new CommandLine(new DoctorCommand()));
    commands.add(new CommandLine(new MarginCommand()));
    commands.add(new CommandLine(new ReplayCommand()));
    for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
      commands.add(new CommandLine(provider.command()));
    }
    addWhereMissing(commands, "db", "Looks at a chain on disk, verifies it, prunes it.");
    addWhereMissing(commands, "diverge", "Finds where two chains part, and what each makes of it.");
    addWhereMissing(commands, "keys", "Makes secret keys in encrypted files and signs with them.");
    addWhereMissing(commands, "node", "Runs a node: takes blocks, keeps them, answers JSON-RPC.");
    addWhereMissing(commands, "serve", "Serves a chain by gRPC to a process in another language.");
    addWhereMissing(commands, "config", "Shows what a node would be told, and whence.");
    addWhereMissing(commands, "query", "Calls a node and prints the result as JSON.");
    addWhereMissing(commands, "send", "Signs a command here and brings it to a node.");
    commands.sort(Comparator.comparing(CommandLine::getCommandName));
    for (CommandLine command : commands) {
      root.addSubcommand(command);
    }
    CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
    root.addSubcommand("completion", completion);
    root.addSubcommand(new CommandLine(new CommandLine.HelpCommand()));
    root.setExecutionExceptionHandler((e, line, parsed) -> report(e, line.getErr()));
    return root;
  }

  /** Lets the help name a command of a module that is not on the class path. */
  private static void addWhereMissing(List<CommandLine> to, String name, String description) {
    if (to.stream().noneMatch(command -> command.getCommandName().equals(name))) {
      to.add(NotHere.command(name, description));
    }
  }

  /** Says what went wrong: a reason where there is one, else where in this program it happened. */
  private static int report(Exception e, PrintWriter err) {
    String reason =
        reason(
            e instanceof UncheckedIOException && e.getCause() instanceof IOException io ? io : e);
    if (reason == null) {
      err.println("plimsoll: a fault of this program; please report it with what follows");
      e.printStackTrace(err);
      return FAULT;
    }
    err.println("plimsoll: " + reason);
    return FAILED;
  }

  private static @Nullable String reason(Exception e) {
    return switch (e) {
      case Failure f -> f.getMessage();
      case LogRefused r -> r.getMessage();
      case CaseFile.Refused r -> r.getMessage();
      case NoSuchFileException n -> n.getFile() + ": there is no such file or folder";
      case AccessDeniedException a -> a.getFile() + ": access is denied";
      case FileAlreadyExistsException f -> f.getFile() + ": is there already, and is not a folder";
      case NotDirectoryException n -> n.getFile() + ": is not a folder";
      case IOException io -> String.valueOf(io.getMessage());
      default -> null;
    };
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command to run");
  }

  /** Reads the version that the build wrote down. */
  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
      try (InputStream in = Main.class.getResourceAsStream("version.txt")) {
        if (in == null) {
          throw new IllegalStateException("version.txt is missing beside " + Main.class);
        }
        String version = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        return new String[] {"plimsoll " + version};
      }
    }
  }

  /** The version of this build. */
  public static String version() {
    try {
      return new Version().getVersion()[0].substring("plimsoll ".length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
