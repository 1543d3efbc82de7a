package io.plimsoll.node.evm.validate;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.Signature;
import io.plimsoll.node.evm.contract.Commitment;
import io.plimsoll.node.evm.rpc.JsonReader;
import io.plimsoll.node.evm.rpc.Malformed;
import io.plimsoll.node.evm.rpc.RpcClient;
import java.io.IOException;
import java.net.URI;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Another validator's node, which is asked for its signatures and not trusted. */
final class Peer implements AutoCloseable {

  private static final RpcClient.Limits LIMITS = new RpcClient.Limits(5_000, 1 << 16);
  private static final int MOST = 200;

  private final RpcClient client;

  Peer(URI uri) {
    client = new RpcClient(uri, LIMITS);
  }

  /** What a peer says that it has signed. */
  record Said(long set, Commitment commitment, Address validator, Signature signature) {}

  String name() {
    return client.name();
  }

  /** What it has signed at a height; null where nothing. */
  @Nullable Said at(long height) throws IOException, InterruptedException {
    Optional<Said> said = client.call("getCommitment", "{\"height\":" + height + "}", Peer::answer);
    return said == null ? null : said.orElse(null);
  }

  private static Optional<Said> answer(JsonReader in) throws Malformed {
    Said said = null;
    in.beginObject();
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      if (field.equals("commitment") && !in.nextIsNull()) {
        said = commitment(in);
      } else if (!field.equals("commitment")) {
        in.skip();
      }
    }
    return Optional.ofNullable(said);
  }

  private static Said commitment(JsonReader in) throws Malformed {
    long set = -1;
    long height = -1;
    long block = -1;
    Hash source = null;
    Hash root = null;
    Hash margin = null;
    Address validator = null;
    Signature signature = null;
    in.beginObject();
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      switch (field) {
        case "set" -> set = in.number(field);
        case "height" -> height = in.number(field);
        case "sourceBlock" -> block = in.number(field);
        case "sourceHash" -> source = Hash.read(hex(in, field, "", Hash.BYTES));
        case "stateRoot" -> root = Hash.read(hex(in, field, "", Hash.BYTES));
        case "marginDigest" -> margin = Hash.read(hex(in, field, "", Hash.BYTES));
        case "validator" -> validator = Address.read(hex(in, field, "0x", Address.BYTES));
        case "signature" -> signature = Signature.read(hex(in, field, "", Signature.BYTES));
        default -> in.skip();
      }
    }
    if (source == null || root == null || margin == null || validator == null) {
      throw new Malformed("a commitment lacks a field");
    }
    if (signature == null || set < 0 || height < 0 || block < 0) {
      throw new Malformed("a commitment lacks a field");
    }
    return new Said(set, new Commitment(height, block, source, root, margin), validator, signature);
  }

  private static ByteReader hex(JsonReader in, String field, String prefix, int bytes)
      throws Malformed {
    String text = in.text(field, MOST);
    if (!text.startsWith(prefix) || text.length() != prefix.length() + 2 * bytes) {
      throw new Malformed(field + " does not have " + bytes + " bytes");
    }
    try {
      return new ByteReader(HexFormat.of().parseHex(text.substring(prefix.length())));
    } catch (IllegalArgumentException e) {
      throw new Malformed(field + " is not hexadecimal");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
