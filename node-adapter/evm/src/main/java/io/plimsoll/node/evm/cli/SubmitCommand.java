package io.plimsoll.node.evm.cli;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.node.auth.Authenticator;
import io.plimsoll.node.auth.CommandTypes;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.contract.ContractCalls;
import io.plimsoll.node.keys.KeyFile;
import io.plimsoll.node.keys.KeyRefused;
import io.plimsoll.node.keys.Password;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** {@code plimsoll evm submit}. */
@CommandLine.Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description = {
      "Signs a command of the module here and brings it to the inbox.",
      "",
      "MEMBERS is a JSON object as send takes it; \"self\" in it stands for the key's address. For"
          + " instance: submit ... 0x... Withdraw"
          + " '{\"from\":{\"owner\":\"self\",\"number\":0},\"amount\":\"1000000\"}'"
    })
final class SubmitCommand implements Callable<Integer> {

  private static final long GOOD_MS = 3_600_000;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @CommandLine.Mixin private final Account account = new Account();

  @CommandLine.Option(
      names = "--module-chain",
      paramLabel = "N",
      required = true,
      description = "The module's chain, for which it is signed.")
  private long moduleChain;

  @CommandLine.Option(
      names = "--keystore",
      paramLabel = "FILE",
      required = true,
      description = "Encrypted file with the key, as keys new makes it.")
  private Path keystore = Path.of("");

  @CommandLine.Option(
      names = "--password-file",
      paramLabel = "FILE",
      required = true,
      description = "File with its password.")
  private Path passwordFile = Path.of("");

  @CommandLine.Parameters(index = "0", paramLabel = "INBOX", description = "The inbox's address.")
  private String inbox = "";

  @CommandLine.Parameters(
      index = "1",
      paramLabel = "COMMAND",
      description = "Its name: Withdraw, Fill...")
  private String name = "";

  @CommandLine.Parameters(index = "2", paramLabel = "MEMBERS", description = "As JSON.")
  private String members = "";

  /** For picocli. */
  SubmitCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    SigningKey key = key();
    long nowMs = InstantSource.system().millis();
    Authenticated.Once once = new Authenticated.Once(nowMs, nowMs + GOOD_MS);
    byte[] bytes;
    try {
      Authenticated of = new Authenticated(key.address(), command(key), once);
      bytes = new Authenticator(moduleChain).sign(of, key).toBytes();
    } catch (IllegalArgumentException e) {
      throw new Failure(name + ": " + e.getMessage());
    }
    Map<String, String> receipt = account.send(inbox, ContractCalls.submit(bytes));
    spec.commandLine()
        .getOut()
        .println("block " + receipt.get("blockNumber") + " " + receipt.get("transactionHash"));
    return 0;
  }

  private Command command(SigningKey key) {
    String text = members.replace("\"self\"", "\"" + key.address() + "\"");
    try {
      Map<String, Object> map =
          new JsonMapper().readValue(text, new TypeReference<Map<String, Object>>() {});
      return CommandTypes.read(name, map);
    } catch (JacksonException e) {
      throw new Failure("MEMBERS: " + e.getOriginalMessage().replaceAll("\\s+", " "));
    }
  }

  private SigningKey key() throws IOException {
    try (Password password = Password.read(passwordFile)) {
      return KeyFile.read(keystore).unlock(password);
    } catch (KeyRefused e) {
      throw new Failure(keystore + ": " + e.getMessage());
    }
  }
}
