package io.plimsoll.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.node.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command refuses before it measures anything; the continuous build runs the rest. */
class BenchCommandTest {

  @ParameterizedTest
  @CsvSource({
    "--suite speed, 2, --suite 'speed' must be one or more of limits",
    "--threads 0, 2, --threads '0' must be 1 to",
    "--smoke --check, 2, --smoke measures nothing",
    "--suite price, 1, run ./plimsoll bench",
  })
  void saysWhatIsWrong(String arguments, int code, String words) {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err));
    assertEquals(code, line.execute(("bench " + arguments).split(" ")), err.toString());
    assertTrue(err.toString().contains(words), err.toString());
  }

  /** The suite of a device says what it lacks, here a device or the class path of the suites. */
  @Test
  void theSuiteOfADeviceNeedsOne() {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err));
    assertEquals(Main.FAILED, line.execute("bench", "--suite", "device"), err.toString());
    String said = err.toString();
    assertTrue(
        said.contains("the suite device needs one: ") || said.contains("run ./plimsoll bench"),
        said);
  }
}
