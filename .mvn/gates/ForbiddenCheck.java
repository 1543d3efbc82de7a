import de.thetaphi.forbiddenapis.cli.CliMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs forbidden-apis and is silent where it has nothing to complain of. */
final class ForbiddenCheck {

  private ForbiddenCheck() {}

  public static void main(String[] args) {
    PrintStream terminal = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream listener = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setOut(listener);
    System.setErr(listener);
    try {
      new CliMain(args).run();
    } catch (Exception e) {
      // Its own exception is not public; what went wrong stands in its words.
      said.toString(StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.matches("(Reading|Scanning|Loading) .*"))
          .forEach(terminal::println);
      if (e.getMessage() != null) {
        terminal.println(e.getMessage());
      }
      terminal.println("Remedy: in the brackets above; the lists stand in .mvn/gates.");
      System.exit(1);
    }
  }
}
