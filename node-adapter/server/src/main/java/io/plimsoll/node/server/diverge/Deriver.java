package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.Phase;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.root.Sha256;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.LeafChange;
import io.plimsoll.chain.state.Table;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.node.storage.Outcome;
import io.plimsoll.node.text.Fields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes derivations: by applying a block here, or from states that another program wrote. */
final class Deriver {

  private static final int MOST_EXPLAINED = 1_000;
  private static final int SUBACCOUNTS = 8;
  private static final HexFormat HEX = HexFormat.of();

  private Deriver() {}

  /**
   * Applies a block and takes it back.
   *
   * @param chain as it stands before the block
   * @throws io.plimsoll.chain.block.BlockRefused where it does not follow
   */
  static Derivation apply(MarginChain chain, Block block) {
    BlockResult result = chain.execute(block);
    List<LeafChange> changes = chain.changes();
    List<Map<String, String>> after = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (LeafChange change : changes) {
      after.add(Flat.row(chain, change.key()));
      names.add(Flat.table(chain, change.key()) + "\n" + Flat.key(chain, change.key()));
    }
    SortedMap<String, String> margins = margins(chain);
    SortedMap<String, Map<String, String>> explanations =
        explanations(chain, changes.stream().map(LeafChange::key).toList());
    chain.discard();
    SortedMap<String, Derivation.Leaf> leaves = new TreeMap<>();
    for (int i = 0; i < changes.size(); i++) {
      LeafChange change = changes.get(i);
      String[] name = names.get(i).split("\n", 2);
      leaves.put(
          HEX.formatHex(change.key()),
          new Derivation.Leaf(
              name[0],
              name[1],
              HEX.formatHex(change.after()),
              Flat.row(chain, change.key()),
              after.get(i)));
    }
    return new Derivation(
        Claim.of(Outcome.of(block, result)),
        block.commands().stream().map(Deriver::command).toList(),
        result.results().stream().map(code -> code.number() + " " + code).toList(),
        events(result),
        leaves,
        margins,
        explanations);
  }

  /** What can be seen of a block from the states before and after it. */
  static Derivation observe(Claim claim, MarginChain before, MarginChain after) {
    SortedMap<String, Derivation.Leaf> leaves = changes(before, after);
    List<byte[]> keys = leaves.keySet().stream().map(HEX::parseHex).toList();
    return new Derivation(
        claim, null, null, null, leaves, margins(after), explanations(after, keys));
  }

  /** A command as it was decoded, or why it was not. */
  static String command(byte[] bytes) {
    try {
      Authenticated command = CommandCodec.decode(bytes);
      String once = command.once() == null ? "" : " " + Fields.line(command.once());
      return Fields.line(command.command()) + " from " + command.sender() + once;
    } catch (MalformedBytes e) {
      return "malformed, " + e.getMessage() + ": " + HEX.formatHex(bytes);
    }
  }

  /** The events of each phase: digests tell where one ends. */
  private static List<List<String>> events(BlockResult result) {
    List<List<String>> out = new ArrayList<>();
    List<Phase> phases = List.of(Phase.values());
    int at = 0;
    for (int i = 0; i < result.phaseDigests().size(); i++) {
      ByteWriter bytes = new ByteWriter();
      if (phases.get(i) == Phase.COMMANDS) {
        for (ResultCode code : result.results()) {
          bytes.u16(code.number());
        }
      }
      List<String> phase = new ArrayList<>();
      while (!digest(bytes).equals(result.phaseDigests().get(i))) {
        Event event = result.events().get(at++);
        event.write(bytes);
        phase.add(Fields.line(event));
      }
      out.add(phase);
    }
    return out;
  }

  private static Hash digest(ByteWriter bytes) {
    return Hash.of(new Sha256().update(bytes.memory(), 0, bytes.size()).digest());
  }

  private static SortedMap<String, String> margins(MarginChain chain) {
    SortedMap<String, String> out = new TreeMap<>();
    Accounts accounts = chain.state().accounts();
    for (int handle = 0; handle < accounts.slots(); handle++) {
      AccountMargin margin =
          accounts.positions(handle) > 0 ? chain.processor().margin(handle) : null;
      if (margin != null) {
        out.put(
            accounts.id(handle).toString(),
            margin.equity() + " " + margin.initial() + " " + margin.maintenance());
      }
    }
    return out;
  }

  private static SortedMap<String, Map<String, String>> explanations(
      MarginChain chain, List<byte[]> keys) {
    SortedMap<String, Map<String, String>> out = new TreeMap<>();
    Accounts accounts = chain.state().accounts();
    for (byte[] key : keys) {
      if (key[0] == SUBACCOUNTS && out.size() < MOST_EXPLAINED) {
        String id = Flat.key(chain, key);
        int handle = Flat.slot(accounts, key);
        if (handle >= 0 && accounts.positions(handle) > 0) {
          out.put(id, explained(chain, chain.processor().explain(handle)));
        }
      }
    }
    return out;
  }

  private static Map<String, String> explained(MarginChain chain, Explanation why) {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("equity", Long.toString(why.equity()));
    out.put("initial", Long.toString(why.initial()));
    out.put("maintenance", Long.toString(why.maintenance()));
    for (Explanation.Component part : why.components()) {
      out.merge(
          part.name(), part.amount() + " of " + part.inputs(), (one, more) -> one + "; " + more);
    }
    for (Explanation.Driver driver : why.drivers()) {
      out.put(
          "driver of underlying " + chain.state().underlyings().keyOf(driver.unit()),
          driver.scenario()
              + " loses "
              + driver.loss()
              + ", then "
              + driver.runnerUp()
              + " by "
              + driver.gap()
              + " less");
    }
    for (Explanation.Contribution part : why.contributions()) {
      out.put(
          "contribution of instrument " + chain.state().instruments().keyOf(part.instrument()),
          part.amount() + " by " + part.lots() + " lots");
    }
    return out;
  }

  /** All leaves in which two states differ. */
  private static SortedMap<String, Derivation.Leaf> changes(MarginChain before, MarginChain after) {
    SortedMap<String, Derivation.Leaf> out = new TreeMap<>();
    List<Table> tables = before.state().tables();
    for (int i = 0; i < tables.size(); i++) {
      Walk one = new Walk(tables.get(i));
      Walk other = new Walk(after.state().tables().get(i));
      while (!one.isDone() || !other.isDone()) {
        int order =
            one.isDone() ? 1 : other.isDone() ? -1 : Arrays.compareUnsigned(one.key, other.key);
        byte[] key = order <= 0 ? one.key : other.key;
        byte[] value = order >= 0 ? other.value : new byte[0];
        if (order != 0 || !Arrays.equals(one.value, value)) {
          MarginChain named = order < 0 ? before : after;
          out.put(
              HEX.formatHex(key),
              new Derivation.Leaf(
                  Flat.table(named, key),
                  Flat.key(named, key),
                  HEX.formatHex(value),
                  Flat.row(before, key),
                  Flat.row(after, key)));
        }
        if (order <= 0) {
          one.next();
        }
        if (order >= 0) {
          other.next();
        }
      }
    }
    return out;
  }

  /** The leaves of a table in the order of their keys. */
  private static final class Walk {

    private final Table table;
    private final int[] order;
    private int at;
    private byte[] key = {};
    private byte[] value = {};

    Walk(Table table) {
      this.table = table;
      order = table.inKeyOrder();
      at = -1;
      next();
    }

    boolean isDone() {
      return at >= order.length;
    }

    void next() {
      do {
        at++;
        if (at < order.length) {
          value = table.encode(order[at]);
        }
      } while (at < order.length && value.length == 0);
      if (at < order.length) {
        key = table.key(order[at]);
      }
    }
  }
}
