package io.plimsoll.chain;

import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.FeeTerms;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.block.WhatIf;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.process.BlockProcessor;
import io.plimsoll.chain.root.Sha256;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Nonces;
import io.plimsoll.chain.state.RowTable;
import io.plimsoll.chain.state.State;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.Explanation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about a view as the chain itself would: by the same code, over a state of its
 * own that has the view's market and those subaccounts that somebody asks for. Moving to another
 * view takes in the leaves of the market that differ and prices it once; a block costs nobody else
 * anything. One thread uses a reader.
 */
public final class ViewReader {

  /** Tags of the tables of debts, auctions, reserves and leverages. */
  private static final int DEBTS = 12;

  private static final int AUCTIONS = 17;

  private static final int RESERVES = 22;

  private static final int LEVERAGES = 23;

  /** Tags of the tables of roles and of nonces. */
  private static final int ROLES = 2;

  private static final int NONCES = 25;

  /** Tag of the table of owners' volumes, and the key of what all have traded. */
  private static final int VOLUMES = 29;

  private static final byte[] VOLUME_OF_ALL = {30, 0};

  /** Subaccounts that are kept between questions; with more the state is made anew. */
  private static final int MOST_KEPT = 1 << 16;

  private static final byte[] NOTHING = {};

  private final Engine engine;
  private final ModelCatalogue models;
  private final Sha256 sha = new Sha256();
  private State state;
  private BlockProcessor processor;
  private ChainView view;
  private byte[][] keys = {};
  private byte[][] values = {};

  ViewReader(Engine engine, ModelCatalogue models, ChainView view) {
    this.engine = engine;
    this.models = models;
    this.view = view;
    state = new State();
    processor = new BlockProcessor(state, engine, models);
    takeMarket();
  }

  /** A subaccount as it is held. */
  public record Subaccount(
      SubaccountId id, Mode mode, int pool, long cash, List<Position> positions) {

    /** Copies the list. */
    public Subaccount {
      positions = List.copyOf(positions);
    }
  }

  /**
   * A position.
   *
   * @param instrument id
   * @param lots signed
   * @param quote balance in quanta of what the instrument settles in, signed
   * @param fundingIndex up to which funding is paid, in 10^-6 quanta a lot
   * @param mark a mantissa, 0 where there is none
   * @param value of the lots at the mark, in quanta of USD
   */
  public record Position(
      int instrument, long lots, long quote, long fundingIndex, long mark, long value) {}

  /** The view that is read. */
  public ChainView view() {
    return view;
  }

  /** Moves to a view of the same chain, where it is another than the present one. */
  public ViewReader at(ChainView next) {
    if (next != view) {
      view = next;
      takeMarket();
    }
    return this;
  }

  private void startOver() {
    state = new State();
    processor = new BlockProcessor(state, engine, models);
    keys = new byte[0][];
    values = new byte[0][];
    takeMarket();
  }

  private void takeMarket() {
    byte[][] newKeys = view.marketKeys();
    byte[][] newValues = view.marketValues();
    int next = 0;
    for (byte[] key : keys) {
      while (next < newKeys.length && Arrays.compareUnsigned(newKeys[next], key) < 0) {
        next++;
      }
      if (next == newKeys.length || !Arrays.equals(newKeys[next], key)) {
        state.follow(key, NOTHING);
      }
    }
    int old = 0;
    for (int i = 0; i < newKeys.length; i++) {
      while (old < keys.length && Arrays.compareUnsigned(keys[old], newKeys[i]) < 0) {
        old++;
      }
      // Views share the arrays of what did not change.
      @SuppressWarnings("ReferenceEquality")
      boolean same = old < keys.length && values[old] == newValues[i];
      if (!same) {
        if (newKeys[i][0] == DEBTS) {
          // A debt names who owes, who is not of the market.
          followAccount(ChainView.subaccountKey(newKeys[i]));
        }
        state.follow(newKeys[i], newValues[i]);
      }
    }
    keys = newKeys;
    values = newValues;
    processor.look(view.height(), view.timeMs());
  }

  /** The handle of a subaccount as the view has it, made where it has none. */
  private int take(SubaccountId id) {
    if (state.accounts().slots() >= MOST_KEPT) {
      startOver();
    }
    followAccount(ChainView.subaccountKey(id));
    follow(state.auctions(), AUCTIONS, id);
    follow(state.reserves(), RESERVES, id);
    follow(state.leverages(), LEVERAGES, id);
    return state.accounts().find(id);
  }

  private void followAccount(byte[] key) {
    byte[] value = view.shared(key, sha);
    state.follow(key, value == null ? NOTHING : value);
  }

  private void follow(RowTable<SubaccountId, ?> table, int tag, SubaccountId id) {
    byte[] key = ChainView.key(tag, id);
    byte[] value = view.shared(key, sha);
    if (value != null || table.get(id) != null) {
      state.follow(key, value == null ? NOTHING : value);
    }
  }

  /** Whether the view has a subaccount; one that holds nothing in mode cross is not there. */
  public boolean has(SubaccountId id) {
    return view.shared(ChainView.subaccountKey(id), sha) != null;
  }

  /** A subaccount; null where the view has none of that name. */
  public @Nullable Subaccount subaccount(SubaccountId id) {
    if (!has(id)) {
      return null;
    }
    int handle = take(id);
    Accounts accounts = state.accounts();
    List<Position> positions = new ArrayList<>();
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      int instrument = instrument(accounts.instrument(p));
      positions.add(
          new Position(
              instrument,
              accounts.lots(p),
              accounts.quote(p),
              accounts.fundingIndex(p),
              processor.mark(instrument),
              processor.value(instrument, accounts.lots(p))));
    }
    return new Subaccount(
        id, accounts.mode(handle), accounts.pool(handle), accounts.cash(handle), positions);
  }

  /** A subaccount's margin; null where the view has none of that name. */
  public @Nullable AccountMargin margin(SubaccountId id) {
    return has(id) ? processor.margin(take(id)) : null;
  }

  /**
   * How a subaccount's margin comes about; null where the view has none of that name. The numbers
   * in it stand for what {@link #instrument} and {@link #underlying} say.
   */
  public @Nullable Explanation explain(SubaccountId id) {
    return has(id) ? processor.explain(take(id)) : null;
  }

  /** The id of the instrument of a number in an {@link Explanation}. */
  public int instrument(int number) {
    return state.instruments().keyOf(number);
  }

  /** The id of the underlying of a number in an {@link Explanation}. */
  public int underlying(int number) {
    return state.underlyings().keyOf(number);
  }

  /**
   * What commands that nobody sends would do to a subaccount's margin, and the code of the first
   * that the chain would refuse, by the rules of deposits, withdrawals, changes of mode and fills.
   * There need not be such a subaccount. It is alone: nobody need take the other side, so what that
   * side does to open interest and to pools is not asked, nor is the limit of withdrawals that wait
   * to be paid.
   *
   * @param collateral quanta of USD that are brought in first; taken out where negative
   * @param trades made last, in their order
   * @param mode to which it changes before them; null where it does not
   */
  public WhatIf whatIf(
      SubaccountId id, long collateral, List<HypotheticalTrade> trades, @Nullable Mode mode) {
    int handle = take(id);
    int elsewhere = view.positions() - state.accounts().positionsInAll();
    WhatIf answer =
        withVolumes(
            id.owner(), () -> processor.whatIf(handle, collateral, trades, mode, elsewhere));
    // What was noted to be taken back is of no use to the next question.
    state.journal().recycle(state.journal().take());
    return answer;
  }

  /** The largest nonce that a sender has used, as far as the view remembers it; 0 for none. */
  public long lastNonce(Address sender) {
    byte[] value = view.shared(ChainView.key(NONCES, sender), sha);
    return value == null ? 0 : Nonces.lastOf(value);
  }

  /**
   * What an owner's fills cost in the block after the view's where fees are by tiers, by what was
   * traded up to the view's.
   */
  public FeeTerms feeTerms(Address owner) {
    return withVolumes(owner, () -> processor.feeTerms(owner));
  }

  /** Asks with what an owner and all have traded, by which fees may be. */
  private <T> T withVolumes(Address owner, Supplier<T> question) {
    byte[] key = ChainView.key(VOLUMES, owner);
    byte[] own = view.shared(key, sha);
    byte[] all = view.shared(VOLUME_OF_ALL, sha);
    followOnce(VOLUME_OF_ALL, all);
    followOnce(key, own);
    try {
      return question.get();
    } finally {
      // Nothing is kept, so that many owners fill no memory.
      forget(VOLUME_OF_ALL, all);
      forget(key, own);
    }
  }

  private void followOnce(byte[] key, byte @Nullable [] value) {
    if (value != null) {
      state.follow(key, value);
    }
  }

  private void forget(byte[] key, byte @Nullable [] value) {
    if (value != null) {
      state.follow(key, NOTHING);
    }
  }

  /**
   * Whether a sender has something on the chain, which is a role or its first subaccount; others
   * are not remembered where the chain remembers as many senders as it may.
   */
  public boolean isKnown(Address sender) {
    return view.shared(ChainView.key(ROLES, sender), sha) != null
        || has(new SubaccountId(sender, 0));
  }

  /**
   * Whether nonce and expiry would let a sender's command through in a block of the view's time.
   */
  public ResultCode check(Address sender, Authenticated.Once once) {
    return processor.check(once, lastNonce(sender));
  }

  /** The view's underlyings, markets, instruments, expiries, assets and parameters, to read. */
  public State market() {
    return state;
  }

  /** The view's market as margin models read it, risk arrays and scenarios, to read. */
  public MarketData prices() {
    return processor.market();
  }

  /** The mark of an instrument, a mantissa; 0 where it has none. */
  public long mark(int instrument) {
    return processor.mark(instrument);
  }

  /** Whether positions in an instrument may become larger. */
  public boolean isOpen(int instrument) {
    return processor.isOpen(instrument);
  }
}
