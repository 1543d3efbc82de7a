package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.ViewReader;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.node.auth.CommandTypes;
import io.plimsoll.node.auth.SignedCommand;
import io.plimsoll.node.server.pool.CommandPool;
import io.plimsoll.node.server.pool.Fate;
import io.plimsoll.node.server.pool.Intake;
import io.plimsoll.node.server.pool.PoolCode;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.run.Readers;
import io.plimsoll.node.server.watch.Metrics;
import io.plimsoll.node.storage.Inclusion;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Signed commands: how they are made, brought, and what has become of them. */
final class CommandMethods {

  /**
   * What a command costs of the calls of an address: signatures are far more work than questions.
   */
  private static final int CALLS = 5;

  /** How long a command is good where nobody says otherwise. */
  private static final long GOOD_MS = 60_000;

  private static final int MOST_NAME = 40;
  private static final JsonMapper PLAIN = new JsonMapper();

  private final Node node;
  private final Readers readers;
  private final CommandPool pool;
  private final Intake intake;
  private final int mostBytes;
  private final Metrics.Counter taken;
  private final Metrics.Counter refused;

  CommandMethods(Node node, Readers readers, CommandPool pool, int mostBytes, Metrics metrics) {
    this.node = node;
    this.readers = readers;
    this.pool = pool;
    intake = new Intake(pool, readers);
    this.mostBytes = mostBytes;
    taken = metrics.counter("pool_taken_total", "Commands that the pool took.");
    refused = metrics.counter("pool_refused_total", "Commands that were refused when they came.");
    metrics.gauge("pool_commands", "Commands that wait for a block.", pool::size);
    metrics.gauge("pool_bytes", "Their bytes.", pool::bytes);
  }

  List<RpcMethod> all() {
    return List.of(sendCommand(), getCommand(), getNonce(), getTypedData());
  }

  private RpcMethod sendCommand() {
    return new RpcMethod(
        "sendCommand",
        "Brings a signed command, which the next block has where there is room.",
        List.of(
            Schema.field(
                "bytes",
                Schema.text(
                    "^(0x)?([0-9a-fA-F]{2})*$",
                    "A signed command, see node-adapter/auth: getTypedData's unsigned bytes and"
                        + " the signatures after them."))),
        Schema.object(Schema.field("hash", Schema.hash("By what the command is known."))),
        Answers.object().put("bytes", "01"),
        RpcMethod.Kind.SPECIFIC,
        (given, caller) -> {
          byte[] bytes = given.bytes("bytes", mostBytes);
          if (!node.takesCommands()) {
            throw refuse(Intake.Refused.of(PoolCode.NOT_HERE));
          }
          if (!caller.allowance().take(CALLS - 1)) {
            throw new RpcError(
                RpcError.Code.TOO_MANY_CALLS, "this address makes too many calls; try again later");
          }
          Hash hash = send(bytes);
          taken.increment();
          return Answers.object().put("hash", hash.hex());
        });
  }

  private Hash send(byte[] bytes) {
    try {
      return intake.take(bytes);
    } catch (Intake.Refused e) {
      throw refuse(e);
    } catch (Intake.Busy e) {
      throw new RpcError(RpcError.Code.BUSY, String.valueOf(e.getMessage()));
    }
  }

  private static long chainId(ViewReader reader) {
    return reader.market().chain().chainId();
  }

  private RpcError refuse(Intake.Refused why) {
    refused.increment();
    ObjectNode data =
        Answers.object()
            .put("by", why.by())
            .put("number", why.number())
            .put("code", Answers.word(why.code()))
            .put("reason", why.sentence());
    return new RpcError(RpcError.Code.COMMAND_REFUSED, why.sentence(), data);
  }

  /** What waits or was dropped the pool knows; what is in a block, the disk. */
  private @Nullable Fate fate(Hash hash) {
    Fate fate = pool.fate(hash);
    if (fate instanceof Fate.Waiting) {
      return fate;
    }
    Inclusion in = node.store().inclusion(hash);
    return in == null ? fate : Fate.Included.of(hash, in);
  }

  private RpcMethod getCommand() {
    return new RpcMethod(
        "getCommand",
        "What has become of a command that was signed: it waits, is in a block, or was dropped.",
        List.of(Schema.field("hash", Schema.hash("As sendCommand gave it."))),
        Answers.fateSchema(),
        Answers.object().put("hash", Hash.ZERO.hex()),
        RpcMethod.Kind.SPECIFIC,
        (given, caller) -> {
          Hash hash = given.hash("hash");
          Fate fate = fate(hash);
          if (fate == null) {
            throw new RpcError(
                RpcError.Code.NOT_THERE, "this node knows no command " + hash + ", or no more");
          }
          return Answers.fate(fate);
        });
  }

  private RpcMethod getNonce() {
    return new RpcMethod(
        "getNonce",
        "A sender's nonces: the last one used, the last one that waits, and one for the next.",
        List.of(Schema.field("owner", Schema.address("The sender."))),
        Schema.object(
            Schema.field("used", Schema.whole(0, Long.MAX_VALUE, "0 for none.")),
            Schema.field("waiting", Schema.whole(0, Long.MAX_VALUE, "0 for none.")),
            Schema.field("next", Schema.whole(1, Long.MAX_VALUE, "Larger than both.")),
            Schema.field("chainId", Schema.amount("For which it is signed.")),
            Schema.field("block", Answers.blockSchema())),
        Answers.object().put("owner", Address.ofNumber(1_000).toString()),
        RpcMethod.Kind.OPEN,
        (given, caller) -> {
          Address sender = given.address("owner");
          return readers.ask(reader -> {
            ObjectNode answer = Answers.object();
            answer.put("used", reader.lastNonce(sender)).put("waiting", pool.lastNonce(sender));
            answer.put("next", next(reader, sender));
            answer.put("chainId", Long.toString(chainId(reader)));
            answer.set("block", Answers.block(reader.view()));
            return answer;
          });
        });
  }

  private long next(ViewReader reader, Address sender) {
    long last = Math.max(reader.lastNonce(sender), pool.lastNonce(sender));
    return Math.max(Math.max(1, reader.view().timeMs()), last == Long.MAX_VALUE ? last : last + 1);
  }

  private RpcMethod getTypedData() {
    ObjectNode typed = Answers.object().put("type", "object");
    typed.put("description", "What eth_signTypedData_v4 takes: types, primaryType and so on.");
    ObjectNode command = Answers.object().put("type", "object");
    command.put("description", "Its members by their names, as in typedData's message.");
    ObjectNode example = Answers.object().put("sender", Address.ofNumber(1_000).toString());
    example.put("type", "Withdraw").putObject("command").put("amount", "1000000");
    example
        .withObject("/command")
        .putObject("from")
        .put("owner", Address.ofNumber(1_000).toString())
        .put("number", 0);
    return new RpcMethod(
        "getTypedData",
        "What a wallet signs of a command, and the bytes that its signature completes.",
        List.of(
            Schema.field("sender", Schema.address("Who signs it.")),
            Schema.field(
                "type", Schema.word("Its name.", CommandTypes.names().toArray(String[]::new))),
            Schema.field("command", command),
            Schema.maybe("nonce", Schema.whole(1, Long.MAX_VALUE, "getNonce's next, if none.")),
            Schema.maybe(
                "expiresMs", Schema.whole(1, Long.MAX_VALUE, "A minute after nonce, if none."))),
        Schema.object(
            Schema.field("typedData", typed),
            Schema.field("orders", Schema.list(typed, "The same of FillOrders' two orders.")),
            Schema.field(
                "unsigned",
                Schema.bytes("Followed by the signature, and the orders', it can be sent.")),
            Schema.field("hash", Schema.hash("By what the command will be known.")),
            Schema.field("nonce", Schema.whole(1, Long.MAX_VALUE, "The command's.")),
            Schema.field("expiresMs", Schema.whole(1, Long.MAX_VALUE, "The command's."))),
        example,
        RpcMethod.Kind.OPEN,
        (given, caller) -> typedData(given));
  }

  /** Of which chain, and with which nonce where none is given. */
  private record Place(long chainId, long nonce) {}

  private ObjectNode typedData(Params given) {
    Address sender = given.address("sender");
    String type = given.text("type", MOST_NAME);
    Map<String, Object> members = given.plain("command");
    Command command;
    try {
      command = CommandTypes.read(type, members);
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
    Place place = readers.ask(reader -> new Place(chainId(reader), next(reader, sender)));
    long nonce = given.has("nonce") ? given.whole("nonce", 1, Long.MAX_VALUE) : place.nonce;
    long soon = nonce > Long.MAX_VALUE - GOOD_MS ? Long.MAX_VALUE : nonce + GOOD_MS;
    long expiresMs = given.has("expiresMs") ? given.whole("expiresMs", 1, Long.MAX_VALUE) : soon;
    Authenticated of = new Authenticated(sender, command, new Authenticated.Once(nonce, expiresMs));
    byte[] canonical = canonical(of);
    ObjectNode answer = Answers.object();
    answer.set("typedData", PLAIN.valueToTree(CommandTypes.forWallet(place.chainId, of)));
    ArrayNode orders = answer.putArray("orders");
    if (command instanceof Command.FillOrders fill) {
      for (Command.SignedOrder each : List.of(fill.buy(), fill.sell())) {
        orders.add(PLAIN.<ObjectNode>valueToTree(CommandTypes.forWallet(each.order())));
      }
    }
    byte[] unsigned = SignedCommand.unsigned(place.chainId, of);
    return answer
        .put("unsigned", HexFormat.of().formatHex(unsigned))
        .put("hash", CommandPool.hash(canonical).hex())
        .put("nonce", nonce)
        .put("expiresMs", expiresMs);
  }

  /** Its canonical bytes, of which the same command can be read again. */
  private static byte[] canonical(Authenticated of) {
    try {
      byte[] bytes = CommandCodec.encode(of);
      if (!CommandCodec.decode(bytes).equals(of)) {
        throw invalid("a member of the command is out of its range");
      }
      return bytes;
    } catch (MalformedBytes | IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private static RpcError invalid(String reason) {
    return new RpcError(RpcError.Code.INVALID_PARAMS, "command: " + reason);
  }
}
