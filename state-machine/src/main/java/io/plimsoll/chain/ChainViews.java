package io.plimsoll.chain;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.root.FrozenTree;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Journal;
import io.plimsoll.chain.state.State;
import io.plimsoll.chain.state.Table;
import io.plimsoll.kernels.engine.Engine;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Publishes a {@link ChainView} after each committed block. Who reads takes {@link #latest} when it
 * likes: neither side ever waits for the other.
 */
public final class ChainViews {

  private final TreeMap<byte[], byte[]> market = new TreeMap<>(Arrays::compareUnsigned);
  private final Accounts accounts;
  private final ModelCatalogue models;
  private FrozenTree leaves;
  private volatile ChainView latest;

  ChainViews(
      State state, ModelCatalogue models, long height, long timeMs, Hash lastHash, Hash stateRoot) {
    this.models = models;
    accounts = state.accounts();
    FrozenTree.Edit edit = FrozenTree.empty().edit();
    for (Table table : state.tables()) {
      for (int slot : table.inKeyOrder()) {
        put(edit, table.key(slot), table.encode(slot));
      }
    }
    leaves = edit.freeze();
    latest = view(height, timeMs, lastHash, stateRoot);
  }

  /** Takes in the leaves that a block, or its undo, touched, as they are now. */
  void publish(Journal.Images touched, long height, long timeMs, Hash lastHash, Hash stateRoot) {
    FrozenTree.Edit edit = leaves.edit();
    for (int i = 0; i < touched.count(); i++) {
      Table table = touched.table(i);
      int slot = touched.slot(i);
      put(edit, table.key(slot), table.encode(slot));
    }
    leaves = edit.freeze();
    latest = view(height, timeMs, lastHash, stateRoot);
  }

  private void put(FrozenTree.Edit edit, byte[] key, byte[] value) {
    edit.put(key, value);
    if (isOfMarket(key[0])) {
      if (value.length == 0) {
        market.remove(key);
      } else {
        market.put(key, value);
      }
    }
  }

  /**
   * Whether a block's market is made of a table with this tag: chain, parameters, underlyings,
   * markets, instruments, expiries, pools, assets and their coins, asides, qualities, averages of
   * indices; or decides whether collateral leaves: debts, guards.
   */
  private static boolean isOfMarket(int tag) {
    return switch (tag) {
      case 1, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 15, 19, 28 -> true;
      default -> false;
    };
  }

  private ChainView view(long height, long timeMs, Hash lastHash, Hash stateRoot) {
    byte[][] keys = new byte[market.size()][];
    byte[][] values = new byte[market.size()][];
    int i = 0;
    for (Map.Entry<byte[], byte[]> entry : market.entrySet()) {
      keys[i] = entry.getKey();
      values[i++] = entry.getValue();
    }
    int positions = accounts.positionsInAll();
    return new ChainView(height, timeMs, lastHash, stateRoot, leaves, positions, keys, values);
  }

  /** The state after the last committed block. Any thread may ask. */
  public ChainView latest() {
    return latest;
  }

  /**
   * Who answers questions about views, for one thread; others have their own.
   *
   * @param engine prices a view's market once; {@code scalar} with one thread suits. It serves one
   *     caller at a time, so each reader that another thread uses has an engine of its own: two
   *     that share one would give wrong margins
   */
  public ViewReader reader(Engine engine) {
    return new ViewReader(engine, models, latest);
  }
}
