package io.plimsoll.chain.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random changes, savepoints, rollbacks and releases, against copies of all leaves. */
class SavepointTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 11);
  private static final int INSTRUMENTS = 40;

  private final Random random = new Random(SEED);
  private final State state = new State();

  private static List<String> leaves(State state) {
    List<String> leaves = new ArrayList<>();
    HexFormat hex = HexFormat.of();
    for (Table table : state.tables()) {
      for (int slot : table.inKeyOrder()) {
        byte[] value = table.encode(slot);
        if (value.length > 0) {
          leaves.add(hex.formatHex(table.key(slot)) + " " + hex.formatHex(value));
        }
      }
    }
    return leaves;
  }

  private void list() {
    state.markets().put(1, new Rows.Market(0, false, 1, 1, 1, 0, 0, 0, false));
    for (int id = 0; id < INSTRUMENTS; id++) {
      Rows.Instrument row =
          new Rows.Instrument(1, InstrumentKind.PERPETUAL, 0, 0, 1, 0, 0, 0, 0, 0, false);
      state.instruments().put(id, row);
      state.accounts().orderInstrument(state.instruments().slotOf(id), 0, id);
    }
  }

  private void change() {
    Accounts accounts = state.accounts();
    Address owner = Address.ofNumber(random.nextInt(12));
    int handle = accounts.findOrAdd(new SubaccountId(owner, 0));
    int instrument = random.nextInt(INSTRUMENTS);
    switch (random.nextInt(9)) {
      case 0 -> accounts.addCash(handle, random.nextInt(1_000));
      case 1 -> accounts.setMode(handle, Mode.of(random.nextInt(3)));
      case 2 -> accounts.setPool(handle, random.nextInt(3));
      case 3 -> accounts.setBackstop(handle, random.nextInt(3) - 1);
      case 4 -> state.addOpenInterest(instrument, random.nextInt(100) - 50);
      case 5 -> {
        Rows.Instrument row = state.instruments().require(instrument);
        state.instruments().put(instrument, row.withMark(random.nextInt(100), 1));
      }
      case 6 -> state.addToPool(random.nextInt(3), random.nextInt(9), 1, -1, 2);
      case 7 -> state.setPool(random.nextInt(3), State.NO_POOL);
      default ->
          accounts.setPosition(
              handle, instrument, random.nextInt(3) - 1, random.nextInt(50), random.nextInt(50));
    }
  }

  @Test
  void rollbackIsAsIfNothingHadHappened() {
    System.out.println("rollbackIsAsIfNothingHadHappened: -Dplimsoll.seed=" + SEED);
    list();
    for (int block = 0; block < 300; block++) {
      List<String> before = leaves(state);
      Deque<List<String>> open = new ArrayDeque<>();
      state.accounts().compact();
      for (int step = 0; step < 40; step++) {
        int what = random.nextInt(10);
        if (what == 0 && open.size() < 10) {
          open.push(leaves(state));
          state.journal().savepoint();
        } else if (what == 1 && !open.isEmpty()) {
          state.journal().rollback();
          assertEquals(open.pop(), leaves(state));
        } else if (what == 2 && !open.isEmpty()) {
          state.journal().release();
          open.pop();
        } else {
          change();
        }
      }
      // Savepoints may be open still, as after an exception.
      Journal.Images images = state.journal().take();
      if (random.nextBoolean()) {
        images.restore();
        assertEquals(before, leaves(state));
      }
      state.journal().recycle(images);
    }
  }
}
