package io.plimsoll.node.evm.proof;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.Keccak;
import io.plimsoll.node.evm.rpc.EvmLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Blocks with receipts and hashes as a real node has them, each log in a transaction of its own.
 */
public final class FakeBlocks {

  private static final String EMPTY = "0x" + "0".repeat(64);

  private FakeBlocks() {}

  /**
   * A block.
   *
   * @param header its JSON
   * @param receipts JSON of the list of them
   * @param logs as they are
   */
  public record FakeBlock(
      long number, Hash hash, Hash parent, String header, String receipts, List<EvmLog> logs) {}

  /** A block that follows another. */
  public static FakeBlock block(
      long number, Hash parent, long timestampS, String extra, List<EvmLog> logs) {
    byte[] all = new byte[Bloom.BYTES];
    List<byte[]> encoded = new ArrayList<>();
    List<String> blooms = new ArrayList<>();
    for (EvmLog log : logs) {
      byte[] bloom = bloom(log);
      for (int i = 0; i < all.length; i++) {
        all[i] |= bloom[i];
      }
      blooms.add(HexFormat.of().formatHex(bloom));
      encoded.add(receipt(encoded.size(), bloom, log));
    }
    String fields =
        "\"parentHash\":\"0x"
            + parent.hex()
            + "\",\"sha3Uncles\":\""
            + EMPTY
            + "\",\"miner\":\"0x"
            + "0".repeat(40)
            + "\",\"stateRoot\":\""
            + EMPTY
            + "\",\"transactionsRoot\":\""
            + EMPTY
            + "\",\"receiptsRoot\":\"0x"
            + OrderedTrie.root(encoded).hex()
            + "\",\"logsBloom\":\"0x"
            + HexFormat.of().formatHex(all)
            + "\",\"difficulty\":\"0x0\",\"number\":\"0x"
            + Long.toHexString(number)
            + "\",\"gasLimit\":\"0x1c9c380\",\"gasUsed\":\"0x0\","
            + "\"timestamp\":\"0x"
            + Long.toHexString(timestampS)
            + "\",\"extraData\":\"0x"
            + extra
            + "\",\"mixHash\":\""
            + EMPTY
            + "\",\"nonce\":\"0x0000000000000000\","
            + "\"baseFeePerGas\":\"0x3b9aca00\",\"size\":\"0x1\",\"transactions\":[],\"uncles\":[]";
    Hash hash = hash(number, parent, timestampS, extra, OrderedTrie.root(encoded), all);
    String header = "{" + fields + ",\"hash\":\"0x" + hash.hex() + "\"}";
    return new FakeBlock(number, hash, parent, header, receipts(hash, blooms, logs), logs);
  }

  private static Hash hash(
      long number, Hash parent, long timestampS, String extra, Hash receipts, byte[] bloom) {
    byte[] zero = new byte[Hash.BYTES];
    List<byte[]> all = new ArrayList<>();
    all.add(Rlp.string(bytes(parent)));
    all.add(Rlp.string(zero));
    all.add(Rlp.string(new byte[Address.BYTES]));
    all.add(Rlp.string(zero));
    all.add(Rlp.string(zero));
    all.add(Rlp.string(bytes(receipts)));
    all.add(Rlp.string(bloom));
    all.add(Rlp.number(0));
    all.add(Rlp.number(number));
    all.add(Rlp.number(30_000_000));
    all.add(Rlp.number(0));
    all.add(Rlp.number(timestampS));
    all.add(Rlp.string(HexFormat.of().parseHex(extra)));
    all.add(Rlp.string(zero));
    all.add(Rlp.string(new byte[8]));
    all.add(Rlp.number(1_000_000_000));
    return Hash.of(Keccak.hash(Rlp.list(all)));
  }

  private static byte[] bytes(Hash hash) {
    return HexFormat.of().parseHex(hash.hex());
  }

  private static byte[] bytes(Address address) {
    ByteWriter out = new ByteWriter();
    address.write(out);
    return out.toBytes();
  }

  private static byte[] bloom(EvmLog log) {
    byte[] bloom = new byte[Bloom.BYTES];
    add(bloom, bytes(log.address()));
    for (int at = 0; at < log.topics().length; at += EvmLog.TOPIC) {
      add(bloom, Arrays.copyOfRange(log.topics(), at, at + EvmLog.TOPIC));
    }
    return bloom;
  }

  private static void add(byte[] bloom, byte[] item) {
    byte[] hash = Keccak.hash(item);
    for (int i = 0; i < 6; i += 2) {
      int bit = (((hash[i] & 0xff) << 8) | (hash[i + 1] & 0xff)) & 2047;
      bloom[Bloom.BYTES - 1 - bit / 8] |= (byte) (1 << bit % 8);
    }
  }

  private static byte[] receipt(int place, byte[] bloom, EvmLog log) {
    List<byte[]> topics = new ArrayList<>();
    for (int at = 0; at < log.topics().length; at += EvmLog.TOPIC) {
      topics.add(Rlp.string(Arrays.copyOfRange(log.topics(), at, at + EvmLog.TOPIC)));
    }
    byte[] encoded =
        Rlp.list(
            List.of(Rlp.string(bytes(log.address())), Rlp.list(topics), Rlp.string(log.data())));
    byte[] list =
        Rlp.list(
            List.of(
                Rlp.number(1),
                Rlp.number(21_000L * (place + 1)),
                Rlp.string(bloom),
                Rlp.list(List.of(encoded))));
    byte[] typed = new byte[1 + list.length];
    typed[0] = 2;
    System.arraycopy(list, 0, typed, 1, list.length);
    return typed;
  }

  /** JSON of a log. */
  public static String log(Hash block, EvmLog log) {
    StringBuilder topics = new StringBuilder();
    for (int at = 0; at < log.topics().length; at += EvmLog.TOPIC) {
      topics.append(at == 0 ? "\"0x" : "\",\"0x");
      topics.append(HexFormat.of().formatHex(log.topics(), at, at + EvmLog.TOPIC));
    }
    return "{\"address\":\""
        + log.address()
        + "\",\"topics\":["
        + topics
        + (topics.isEmpty() ? "" : "\"")
        + "],\"data\":\"0x"
        + HexFormat.of().formatHex(log.data())
        + "\",\"blockHash\":\"0x"
        + block.hex()
        + "\",\"blockNumber\":\"0x1\",\"transactionHash\":\""
        + EMPTY
        + "\",\"transactionIndex\":\"0x"
        + Long.toHexString(log.index())
        + "\",\"logIndex\":\"0x"
        + Long.toHexString(log.index())
        + "\",\"removed\":false}";
  }

  private static String receipts(Hash block, List<String> blooms, List<EvmLog> logs) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < logs.size(); i++) {
      all.add(
          "{\"type\":\"0x2\",\"status\":\"0x1\",\"cumulativeGasUsed\":\"0x"
              + Long.toHexString(21_000L * (i + 1))
              + "\",\"transactionIndex\":\"0x"
              + Long.toHexString(i)
              + "\",\"logsBloom\":\"0x"
              + blooms.get(i)
              + "\",\"logs\":["
              + log(block, logs.get(i))
              + "]}");
    }
    return "[" + String.join(",", all) + "]";
  }
}
