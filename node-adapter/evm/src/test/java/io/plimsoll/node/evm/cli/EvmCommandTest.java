package io.plimsoll.node.evm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.contract.Anvil;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** What the commands refuse, and what they say then. */
@Timeout(60)
class EvmCommandTest {

  private static final String ME = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
  private static final String OTHER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

  private static String run(String command, String url, String... more) {
    List<String> all = new ArrayList<>(List.of(command, "--from", ME, "--rpc", url));
    all.addAll(List.of(more));
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new EvmCommand());
    line.setOut(new PrintWriter(out));
    line.setExecutionExceptionHandler((failure, of, parsed) -> {
      out.append(failure.getClass().getSimpleName()).append(": ").append(failure.getMessage());
      return 1;
    });
    line.execute(all.toArray(new String[0]));
    return out.toString();
  }

  private static void assertSays(String part, String said) {
    assertTrue(said.contains(part), said);
  }

  @Test
  void argumentsThatOneWouldMistakeAreRefused() {
    for (String each :
        List.of(
            "address:0x5FbDB2315678afecb367f032d93F642f64180a",
            "address:5",
            "address[]:" + ME + ",",
            "bool:maybe",
            "uint8:300",
            "uint256:-1",
            "uint256:1e3",
            "uint256:",
            "bytes:0x1",
            "bytes:12",
            "nothing:5",
            "5")) {
      Failure refused = assertThrows(Failure.class, () -> Account.arguments(List.of(each)), each);
      assertSays("'" + each + "'", String.valueOf(refused.getMessage()));
    }
    List<String> good =
        List.of("address:" + ME, "address[]:" + ME + "," + OTHER, "uint64[]:1,1", "int8:-6");
    assertEquals(4, Account.arguments(good).size());
    assertEquals(2, Account.arguments(List.of("bool:true", "uint256:5")).size());
  }

  @Test
  void aNodeThatIsNoneIsNamed() {
    String command = "deploy";
    assertSays("Failure: --rpc is 'nonsense'; it must be", run(command, "nonsense", "Inbox"));
    assertSays("Failure: --rpc is 'ftp://x'; it must be", run(command, "ftp://x", "Inbox"));
    String dead = "http://127.0.0.1:9";
    assertSays("nothing listens at " + dead, run(command, dead, "Inbox"));
  }

  @Test
  void whyAContractRefusesIsSaid() {
    try (Anvil anvil = Anvil.start()) {
      String url = anvil.url();
      assertSays("number of the arguments are its own", run("deploy", url, "Inbox"));
      String zero = "address:0x0000000000000000000000000000000000000000";
      assertSays("refuses it: ZeroAddress", run("deploy", url, "Inbox", "address:" + ME, zero));
      String said = run("deploy", url, "Inbox", "address:" + ME, "address:" + OTHER);
      String inbox = said.substring(0, ME.length());
      assertSays("block 0x1 0x", said);
      assertSays("refuses it: NotNamed", run("call", url, inbox, "acceptGovernor"));
      assertSays("number of the arguments are its own", run("call", url, inbox, "nosuch"));
      assertSays("there is no contract at " + OTHER, run("call", url, OTHER, "latest"));
      assertSays("there is no contract at " + OTHER, run("call", url, "--ask", OTHER, "latest"));
      assertSays(
          "0x" + "0".repeat(64), run("call", url, "--ask", inbox, "liabilities", "uint32:5"));
      assertSays("block 0x2 0x", run("call", url, inbox, "pauseDeposits", "bool:true"));
    }
  }
}
