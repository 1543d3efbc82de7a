package io.plimsoll.node.evm.proof;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.Keccak;
import io.plimsoll.node.evm.rpc.EvmHeader;
import io.plimsoll.node.evm.rpc.EvmLog;
import io.plimsoll.node.evm.rpc.Receipt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a hash proves on a chain whose headers are Ethereum's: that a header is its block's, that
 * receipts are the header's, and that a block without a trace of an address in its filter has no
 * log of it. Who knows the hash need not trust who says the rest.
 */
public final class BlockProofs {

  private static final HexFormat HEX = HexFormat.of();
  private static final int NONCE_BYTES = 8;

  /**
   * The fields of a header in their order, with how many bytes they have, 0 where it is a number
   * and negative where it may be any. Those after the nonce came with later forks, one after the
   * other, so a header has the first few of them (EIP-1559, 4895, 4844 two, 4788, 7685).
   */
  private enum Field {
    PARENT("parentHash", 32),
    OMMERS("sha3Uncles", 32),
    MINER("miner", 20),
    STATE("stateRoot", 32),
    TRANSACTIONS("transactionsRoot", 32),
    RECEIPTS("receiptsRoot", 32),
    BLOOM("logsBloom", Bloom.BYTES),
    DIFFICULTY("difficulty", 0),
    NUMBER("number", 0),
    GAS_LIMIT("gasLimit", 0),
    GAS_USED("gasUsed", 0),
    TIME("timestamp", 0),
    EXTRA("extraData", -1),
    MIX("mixHash", 32),
    NONCE("nonce", NONCE_BYTES),
    BASE_FEE("baseFeePerGas", 0),
    WITHDRAWALS("withdrawalsRoot", 32),
    BLOB_GAS("blobGasUsed", 0),
    EXCESS_BLOB_GAS("excessBlobGas", 0),
    BEACON_ROOT("parentBeaconBlockRoot", 32),
    REQUESTS("requestsHash", 32);

    private final String key;
    private final int bytes;

    Field(String key, int bytes) {
      this.key = key;
      this.bytes = bytes;
    }
  }

  private BlockProofs() {}

  /** Whether a header's hash is that of its fields. */
  public static boolean hasOwnHash(EvmHeader header) {
    List<byte[]> encoded = new ArrayList<>();
    boolean ended = false;
    for (Field field : Field.values()) {
      String text = header.fields().get(field.key);
      if (text == null && field.compareTo(Field.NONCE) <= 0) {
        return false;
      }
      ended |= text == null;
      if (text != null) {
        byte[] bytes = ended ? null : bytes(field, text);
        if (bytes == null) {
          return false;
        }
        encoded.add(bytes);
      }
    }
    return Hash.of(Keccak.hash(Rlp.list(encoded))).equals(header.hash());
  }

  /** A field as it is hashed; null where the text is no such field. */
  private static byte @Nullable [] bytes(Field field, String text) {
    if (!text.startsWith("0x")) {
      return null;
    }
    String digits = text.substring(2);
    try {
      if (field.bytes == 0) {
        return Rlp.number(HEX.parseHex(digits.length() % 2 == 0 ? digits : "0" + digits));
      }
      byte[] bytes = HEX.parseHex(digits);
      return field.bytes > 0 && bytes.length != field.bytes ? null : Rlp.string(bytes);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Whether a block may have logs of an address.
   *
   * @param header one that has its own hash
   */
  public static boolean mayHaveLogsOf(EvmHeader header, Address address) {
    String bloom = header.fields().get(Field.BLOOM.key);
    if (bloom == null || bloom.length() != 2 + 2 * Bloom.BYTES) {
      return true;
    }
    ByteWriter bytes = new ByteWriter();
    address.write(bytes);
    return Bloom.mayHold(HEX.parseHex(bloom.substring(2)), bytes.toBytes());
  }

  /**
   * Whether receipts are all those of a block.
   *
   * @param header one that has its own hash
   */
  public static boolean areReceiptsOf(EvmHeader header, List<Receipt> receipts) {
    List<byte[]> encoded = new ArrayList<>(receipts.size());
    for (Receipt receipt : receipts) {
      encoded.add(encode(receipt));
    }
    String root = header.fields().get(Field.RECEIPTS.key);
    return root != null && root.equalsIgnoreCase("0x" + OrderedTrie.root(encoded).hex());
  }

  private static byte[] encode(Receipt receipt) {
    List<byte[]> logs = new ArrayList<>(receipt.logs().size());
    for (EvmLog log : receipt.logs()) {
      logs.add(encode(log));
    }
    byte[] list =
        Rlp.list(
            List.of(
                Rlp.number(receipt.succeeded() ? 1 : 0),
                Rlp.number(receipt.cumulativeGas()),
                Rlp.string(receipt.bloom()),
                Rlp.list(logs)));
    if (receipt.type() == 0) {
      return list;
    }
    byte[] typed = new byte[1 + list.length];
    typed[0] = (byte) receipt.type();
    System.arraycopy(list, 0, typed, 1, list.length);
    return typed;
  }

  private static byte[] encode(EvmLog log) {
    ByteWriter address = new ByteWriter();
    log.address().write(address);
    List<byte[]> topics = new ArrayList<>();
    for (int at = 0; at < log.topics().length; at += EvmLog.TOPIC) {
      topics.add(Rlp.string(Arrays.copyOfRange(log.topics(), at, at + EvmLog.TOPIC)));
    }
    return Rlp.list(
        List.of(Rlp.string(address.toBytes()), Rlp.list(topics), Rlp.string(log.data())));
  }
}
