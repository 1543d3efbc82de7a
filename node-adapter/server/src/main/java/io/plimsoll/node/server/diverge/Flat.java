package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Pools;
import io.plimsoll.chain.state.RowTable;
import io.plimsoll.chain.state.State;
import io.plimsoll.chain.state.Table;
import io.plimsoll.node.text.Fields;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leaves of the state in words. */
final class Flat {

  private Flat() {}

  /** What a table is called: what its rows are. */
  static String table(MarginChain chain, byte[] key) {
    State state = chain.state();
    Table table = state.tables().get(key[0] - 1);
    if (table instanceof Accounts) {
      return "subaccount";
    }
    if (table instanceof Pools) {
      return "pool";
    }
    Object row = table instanceof RowTable<?, ?> rows ? anyRow(rows) : null;
    if (row == null) {
      return "table " + key[0];
    }
    Class<?> type = row.getClass();
    Class<?> around = type.getEnclosingClass();
    String name =
        type.getSimpleName().equals("Row") && around != null
            ? around.getSimpleName()
            : type.getSimpleName();
    return name.toLowerCase(Locale.ROOT);
  }

  private static @Nullable Object anyRow(RowTable<?, ?> rows) {
    return rows.rows().isEmpty() ? null : rows.rows().firstEntry().getValue();
  }

  /** A row's key in words. */
  static String key(MarginChain chain, byte[] key) {
    State state = chain.state();
    Table table = state.tables().get(key[0] - 1);
    int slot = slot(table, key);
    if (slot < 0) {
      return HexFormat.of().formatHex(key, 1, key.length);
    }
    return switch (table) {
      case Accounts accounts -> accounts.id(slot).toString();
      case RowTable<?, ?> rows
          when rows.keyOf(slot) instanceof Record record
              && !(record instanceof SubaccountId)
              && !(record instanceof Address) ->
          Fields.of(record).toString();
      case RowTable<?, ?> rows -> String.valueOf(rows.keyOf(slot));
      default -> Integer.toString(id(key));
    };
  }

  /** The fields of a row; none where it is not there. */
  static Map<String, String> row(MarginChain chain, byte[] key) {
    State state = chain.state();
    Table table = state.tables().get(key[0] - 1);
    int slot = slot(table, key);
    if (slot < 0 || table.encode(slot).length == 0) {
      return Collections.emptyMap();
    }
    return switch (table) {
      case Accounts accounts -> account(state, accounts, slot);
      case Pools pools -> Fields.of(pools.get(id(key)));
      case RowTable<?, ?> rows -> Fields.of(row(rows, slot));
      default -> Collections.singletonMap("bytes", HexFormat.of().formatHex(table.encode(slot)));
    };
  }

  /** The id in a pool's key. */
  private static int id(byte[] key) {
    return ((key[1] & 0xff) << 8) | (key[2] & 0xff);
  }

  private static <K extends Comparable<K>, V> Object row(RowTable<K, V> rows, int slot) {
    V row = rows.get(rows.keyOf(slot));
    return row == null ? "none" : row;
  }

  private static Map<String, String> account(State state, Accounts accounts, int slot) {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("mode", accounts.mode(slot).name().toLowerCase(Locale.ROOT));
    out.put("pool", Integer.toString(accounts.pool(slot)));
    out.put("backstop", Integer.toString(accounts.backstop(slot)));
    out.put("cash", Long.toString(accounts.cash(slot)));
    for (int p = accounts.from(slot); p < accounts.to(slot); p++) {
      String path = "position of " + state.instruments().keyOf(accounts.instrument(p)) + ".";
      out.put(path + "lots", Long.toString(accounts.lots(p)));
      out.put(path + "quote", Long.toString(accounts.quote(p)));
      out.put(path + "fundingIndex", Long.toString(accounts.fundingIndex(p)));
    }
    return out;
  }

  /** The slot of a leaf's key; -1 where the table has never had it. */
  static int slot(Table table, byte[] key) {
    if (table instanceof Accounts accounts) {
      ByteReader in = new ByteReader(key);
      in.u8();
      return accounts.find(SubaccountId.read(in));
    }
    for (int slot : table.inKeyOrder()) {
      if (Arrays.equals(table.key(slot), key)) {
        return slot;
      }
    }
    return -1;
  }
}
