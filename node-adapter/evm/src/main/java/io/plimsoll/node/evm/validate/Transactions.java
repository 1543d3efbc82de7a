package io.plimsoll.node.evm.validate;

import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.Keccak;
import io.plimsoll.node.auth.Signature;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.evm.follow.Endpoints;
import io.plimsoll.node.evm.proof.Rlp;
import io.plimsoll.node.evm.rpc.EvmHeader;
import io.plimsoll.node.evm.rpc.JsonReader;
import io.plimsoll.node.evm.rpc.Malformed;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transactions of one key, of the kind of EIP-1559, and what is asked to make them. */
final class Transactions {

  private static final int KIND = 2;
  private static final int EVEN = 27;
  private static final int MOST_TEXT = 200;
  private static final long LEAST_TIP = 1_000_000;

  /** A part more than what is estimated, as the state may be another one in the block. */
  private static final int SLACK = 4;

  private final Endpoints endpoints;
  private final SigningKey key;
  private final long chainId;

  Transactions(Endpoints endpoints, SigningKey key, long chainId) {
    this.endpoints = endpoints;
    this.key = key;
    this.chainId = chainId;
  }

  /**
   * What a transaction offers for a unit of gas, in wei.
   *
   * @param tip to whoever makes the block
   * @param most in all
   */
  record Fees(long tip, long most) {

    /** At least an eighth more of both, so that a node takes it in the place of the other. */
    Fees raised() {
      return new Fees(tip + Math.ceilDiv(tip, 8) + 1, most + Math.ceilDiv(most, 8) + 1);
    }

    Fees orMore(Fees other) {
      return new Fees(Math.max(tip, other.tip), Math.max(most, other.most));
    }
  }

  /** What suits the last block: its base fee twice, and the tip that the node says. */
  Fees fees(long mostWei) throws IOException, InterruptedException {
    EvmHeader last = endpoints.any("eth_getBlockByNumber", "[\"latest\",false]", EvmHeader::read);
    Long said = endpoints.any("eth_maxPriorityFeePerGas", "[]", in -> in.quantity("the tip"));
    long tip = Math.min(mostWei, Math.max(LEAST_TIP, said == null ? LEAST_TIP : said));
    String base = last == null ? null : last.fields().get("baseFeePerGas");
    long baseWei = base == null ? tip : JsonReader.quantity("the base fee", base);
    long most = baseWei > (Long.MAX_VALUE - tip) / 2 ? mostWei : 2 * baseWei + tip;
    return new Fees(tip, Math.min(mostWei, most));
  }

  /** The nonce of the next transaction that a block can have. */
  long nonce() throws IOException, InterruptedException {
    Long nonce =
        endpoints.any(
            "eth_getTransactionCount",
            "[\"" + key.address() + "\",\"latest\"]",
            in -> in.quantity("the nonce"));
    if (nonce == null) {
      throw new Malformed("there is no nonce");
    }
    return nonce;
  }

  /**
   * The gas that a call may take after the last block; an error where the contract refuses it. By
   * default some nodes ask what is pending, where an earlier one of the same calls was taken.
   */
  long gas(Address to, String data) throws IOException, InterruptedException {
    Long gas =
        endpoints.any(
            "eth_estimateGas",
            "[{\"from\":\""
                + key.address()
                + "\",\"to\":\""
                + to
                + "\",\"data\":\""
                + data
                + "\"},\"latest\"]",
            in -> in.quantity("the gas"));
    if (gas == null || gas > Integer.MAX_VALUE) {
      throw new Malformed("the gas is out of range");
    }
    return gas + Math.ceilDiv(gas, SLACK);
  }

  /** Signs and sends; returns the hash. */
  String send(long nonce, Fees fees, long gas, Address to, String data)
      throws IOException, InterruptedException {
    ByteWriter target = new ByteWriter();
    to.write(target);
    List<byte[]> fields = new ArrayList<>();
    fields.add(Rlp.number(chainId));
    fields.add(Rlp.number(nonce));
    fields.add(Rlp.number(fees.tip));
    fields.add(Rlp.number(fees.most));
    fields.add(Rlp.number(gas));
    fields.add(Rlp.string(target.toBytes()));
    fields.add(Rlp.number(0));
    fields.add(Rlp.string(HexFormat.of().parseHex(data.substring(2))));
    fields.add(Rlp.list(List.of()));
    Signature signature = key.sign(Keccak.hash(new byte[] {KIND}, Rlp.list(fields)));
    fields.add(Rlp.number(signature.parity() - EVEN));
    fields.add(number(signature.r()));
    fields.add(number(signature.s()));
    byte[] list = Rlp.list(fields);
    String raw = "0x0" + KIND + HexFormat.of().formatHex(list);
    String own = "0x" + HexFormat.of().formatHex(Keccak.hash(new byte[] {KIND}, list));
    endpoints.any(
        "eth_sendRawTransaction", "[\"" + raw + "\"]", in -> in.text("the hash", MOST_TEXT));
    return own;
  }

  private static byte[] number(BigInteger value) {
    return Rlp.number(value.toByteArray());
  }

  /** Whether a transaction did what it was to do; null where no block has it. */
  @Nullable Boolean succeeded(String hash) throws IOException, InterruptedException {
    return endpoints.any("eth_getTransactionReceipt", "[\"" + hash + "\"]", Transactions::status);
  }

  private static Boolean status(JsonReader in) throws Malformed {
    long status = -1;
    in.beginObject();
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      if (field.equals("status")) {
        status = in.quantity(field);
      } else {
        in.skip();
      }
    }
    return status == 1;
  }
}
