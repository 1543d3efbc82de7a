package io.plimsoll.node.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SignatureException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import tools.jackson.databind.json.JsonMapper;

/** Others hash and sign the same: web3j, and anvil where its path is in plimsoll.anvil. */
class PeersTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void web3jHashesWhatAWalletIsGiven() throws IOException {
    for (Command command : Examples.all()) {
      String json =
          JSON.writeValueAsString(
              CommandTypes.forWallet(Examples.CHAIN_ID, Examples.once(command)));
      assertArrayEquals(
          CommandTypes.digest(Examples.CHAIN_ID, Examples.once(command)),
          new StructuredDataEncoder(json).hashStructuredData(),
          () -> "" + command);
    }
    Command.Order order = Examples.fillOrders().buy().order();
    assertArrayEquals(
        CommandTypes.digest(order),
        new StructuredDataEncoder(JSON.writeValueAsString(CommandTypes.forWallet(order)))
            .hashStructuredData());
  }

  @Test
  void web3jMakesAndTakesTheSameSignatures() throws SignatureException {
    long seed = Long.getLong("plimsoll.seed", 65);
    System.out.println("PeersTest: -Dplimsoll.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      byte[] secret = new byte[SigningKey.BYTES];
      byte[] message = new byte[random.nextInt(100)];
      random.nextBytes(secret);
      random.nextBytes(message);
      SigningKey key = new SigningKey(secret);
      ECKeyPair theirs = ECKeyPair.create(secret);
      assertEquals("0x" + Keys.getAddress(theirs), key.address().toString());
      byte[] digest = Keccak.hash(message);
      assertArrayEquals(Hash.sha3(message), digest);
      Signature signature = key.sign(digest);
      Sign.SignatureData data = Sign.signMessage(digest, theirs, false);
      assertEquals(new BigInteger(1, data.getR()), signature.r());
      assertEquals(new BigInteger(1, data.getS()), signature.s());
      assertEquals(data.getV()[0], signature.parity());
      // Any digest is somebody's: both must find the same one.
      random.nextBytes(digest);
      BigInteger found = Sign.signedMessageHashToKey(digest, data);
      assertEquals(
          "0x" + Keys.getAddress(found), Secp256k1.recover(digest, signature).signer().toString());
    }
  }

  /** A real node's {@code eth_signTypedData_v4}, with the first of its keys. */
  @Test
  void anvilSignsWhatTheAuthenticatorTakes() throws IOException, InterruptedException {
    String anvil = System.getProperty("plimsoll.anvil", "");
    assumeTrue(!anvil.isEmpty(), "anvil was not asked; -Dplimsoll.anvil=PATH names it");
    try (Anvil node = new Anvil(Path.of(anvil))) {
      SigningKey key = new SigningKey(HEX.parseHex(Anvil.FIRST_KEY));
      Authenticator authenticator = new Authenticator(Examples.CHAIN_ID);
      for (Command command : Examples.all()) {
        Authenticated of = new Authenticated(key.address(), command, Examples.ONCE);
        Map<String, Object> typed = CommandTypes.forWallet(Examples.CHAIN_ID, of);
        byte[] bytes = HEX.parseHex(node.sign(key.address().toString(), typed).substring(2));
        assertArrayEquals(
            key.sign(CommandTypes.digest(Examples.CHAIN_ID, of)).toBytes(),
            bytes,
            () -> "" + command);
      }
      assertEquals(
          AuthCode.OK,
          authenticator.authenticate(Examples.signed(Examples.fillOrders()).toBytes()).code());
    }
  }

  /** An anvil of our own on a free port. */
  private static final class Anvil implements AutoCloseable {

    /** The secret of the first account that anvil makes of its well-known words. */
    static final String FIRST_KEY =
        "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private static final String LISTENING = "Listening on ";

    private final Process process;
    private final URI uri;
    private final HttpClient http = HttpClient.newHttpClient();

    Anvil(Path program) throws IOException {
      process =
          new ProcessBuilder(program.toString(), "--port", "0").redirectErrorStream(true).start();
      String line = process.inputReader().readLine();
      while (line != null && !line.startsWith(LISTENING)) {
        line = process.inputReader().readLine();
      }
      if (line == null) {
        throw new IOException("anvil ended");
      }
      uri = URI.create("http://" + line.substring(LISTENING.length()).trim());
    }

    String sign(String address, Map<String, Object> typed)
        throws IOException, InterruptedException {
      Map<String, Object> request =
          Map.of(
              "jsonrpc",
              "2.0",
              "id",
              1,
              "method",
              "eth_signTypedData_v4",
              "params",
              List.of(address, typed));
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(uri)
                  .header("content-type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(request)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      var result = JSON.readTree(response.body()).get("result");
      if (result == null) {
        throw new IOException(response.body());
      }
      return result.asString();
    }

    @Override
    public void close() {
      http.close();
      process.destroy();
      process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }
}
