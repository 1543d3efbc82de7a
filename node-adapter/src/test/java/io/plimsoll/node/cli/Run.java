package io.plimsoll.node.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command line said, and its exit code. */
record Run(int code, String out, String err) {

  /** Runs the whole command line, of which nothing may show a stack trace. */
  static Run of(String... args) {
    CommandLine line = Main.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int code = line.execute(args);
    assertFalse(err.toString().contains("\tat "), err.toString());
    return new Run(code, out.toString(), err.toString());
  }

  /** The last line that is not empty. */
  String last() {
    return out.strip().lines().reduce("", (before, line) -> line);
  }
}
