package io.plimsoll.node.evm.validate;

import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.Keccak;
import io.plimsoll.node.evm.follow.Endpoints;
import io.plimsoll.node.evm.rpc.JsonReader;
import io.plimsoll.node.evm.rpc.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What the contract of commitments says, where all endpoints that serve say the same. */
final class Contract {

  private static final int SELECTOR = 4;
  private static final int WORD = 32;

  private final Endpoints endpoints;
  private final Address at;

  Contract(Endpoints endpoints, Address at) {
    this.endpoints = endpoints;
    this.at = at;
  }

  /** The number of the present set of validators; null where nobody says, as for the others. */
  @Nullable Long set() throws InterruptedException {
    return ask("set()", "");
  }

  /** The power of all validators. */
  @Nullable Long totalPower() throws InterruptedException {
    return ask("totalPower()", "");
  }

  /** The power of a validator, 0 where it is none. */
  @Nullable Long powerOf(Address validator) throws InterruptedException {
    return ask("powerOf(address)", "0".repeat(24) + validator.toString().substring(2));
  }

  /** The last height that was agreed on. */
  @Nullable Long latest() throws InterruptedException {
    return ask("latest()", "");
  }

  private @Nullable Long ask(String signature, String arguments) throws InterruptedException {
    byte[] hash = Keccak.hash(signature.getBytes(StandardCharsets.US_ASCII));
    String data = "0x" + HexFormat.of().formatHex(hash, 0, SELECTOR) + arguments;
    return endpoints.same(
        "eth_call",
        "[{\"to\":\"" + at + "\",\"data\":\"" + data + "\"},\"latest\"]",
        Contract::firstWord);
  }

  private static Long firstWord(JsonReader in) throws Malformed {
    byte[] bytes = in.bytes("what the contract says");
    if (bytes.length < WORD) {
      throw new Malformed("the contract says less than a word");
    }
    long value = 0;
    for (int i = 0; i < WORD; i++) {
      if (value > Long.MAX_VALUE >> Byte.SIZE) {
        throw new Malformed("the contract says more than 63 bits");
      }
      value = (value << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return value;
  }
}
