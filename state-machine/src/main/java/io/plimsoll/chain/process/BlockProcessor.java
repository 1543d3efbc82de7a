package io.plimsoll.chain.process;

import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.DeleveragingPlace;
import io.plimsoll.chain.block.FeeTerms;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.Phase;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.block.WhatIf;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.FillReader;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.event.EventLog;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.root.Sha256;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.margin.model.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies a block to the state: a flat list of phases, see {@link #process}. */
public final class BlockProcessor {

  private static final long HOUR_MS = 3_600_000;

  /** So many bytes at a time go into the margin digest, from a near cache. */
  private static final int DIGEST_BYTES = 8_192;

  private final State state;
  private final Accounts accounts;
  private final Context context;
  private final PricePhase prices;
  private final Averages averages;
  private final FundingPhase funding;
  private final ExpiryPhase expiries;
  private final Capacity capacity;
  private final Trades trades;
  private final Envelopes envelopes;
  private final CommandPhase commands;
  private final Liquidator liquidator;
  private final Deleverager deleverager;
  private final LossPhase losses;
  private final InvariantCheck invariants;
  private final Hypotheses hypotheses;

  private final Sha256 sha = new Sha256();
  private final ByteWriter writer = new ByteWriter();
  private final List<Hash> digests = new ArrayList<>();
  private final FillReader fill = new FillReader();
  private final ReadAhead readAhead;

  /** The block's commands; null for a bare fill, and for what is no command. */
  private final List<@Nullable Authenticated> decoded = new ArrayList<>();

  private final List<ResultCode> results = new ArrayList<>();
  private Block block = new Block(0, 0, Hash.ZERO, List.of());
  private int digested;

  /** Works on a state, with an engine for prices and revaluations, by the chain's own models. */
  public BlockProcessor(State state, Engine engine) {
    this(state, engine, ModelCatalogue.NONE);
  }

  /**
   * Works on a state, with an engine for prices and revaluations.
   *
   * @param models that the chain may choose beside its own
   */
  public BlockProcessor(State state, Engine engine, ModelCatalogue models) {
    this.state = state;
    accounts = state.accounts();
    readAhead = new ReadAhead(accounts);
    context = new Context(state, engine, models);
    prices = new PricePhase(context);
    averages = new Averages(context);
    funding = new FundingPhase(context);
    expiries = new ExpiryPhase(context);
    capacity = new Capacity(context);
    envelopes = new Envelopes(context);
    trades = new Trades(context, capacity);
    liquidator = new Liquidator(context, trades);
    MoneyCommands money = new MoneyCommands(context, capacity);
    ModeCommands modes = new ModeCommands(context, trades, capacity);
    commands = new CommandPhase(context, trades, liquidator, capacity, money, modes);
    deleverager = new Deleverager(context, trades, liquidator);
    losses = new LossPhase(context);
    invariants = new InvariantCheck(state);
    hypotheses = new Hypotheses(context, trades, capacity, liquidator, money, modes);
  }

  /**
   * Applies a block.
   *
   * @return what it did, with a root of zeros, which is the caller's to fill in
   * @throws io.plimsoll.chain.block.InvariantBroken where an invariant does not hold afterwards
   */
  public BlockResult process(Block block) {
    open(block);
    applyCommands();
    remargin();
    return close();
  }

  /** The phases before commands: parameters to risk arrays. */
  public void open(Block block) {
    begin(block);
    activateParameters();
    end(Phase.PARAMETERS);
    takePrices();
    end(Phase.PRICES);
    funding.run();
    losses.run();
    end(Phase.FUNDING);
    expiries.run();
    end(Phase.EXPIRIES);
    buildMarket(context.height(), context.nowMs());
    end(Phase.RISK_ARRAYS);
  }

  /** The phase of commands, of the block that was opened. */
  public void applyCommands() {
    commands.begin();
    trades.tieredFees().forgetExpired();
    takeCommands();
    trades.tieredFees().end();
    end(Phase.COMMANDS);
  }

  /** The phase after commands, that of re-margining. */
  public void remargin() {
    context.margining.remarginAll();
    end(Phase.REMARGIN);
  }

  /** The last phases, and what the block did; see {@link #process}. */
  public BlockResult close() {
    liquidator.run();
    end(Phase.LIQUIDATE);
    deleverager.run();
    end(Phase.DELEVERAGE);
    invariants.run();
    context.events().end();
    return new BlockResult(
        block.height(),
        block.timeMs(),
        Hash.ZERO,
        marginDigest(),
        digests,
        results,
        context.events(),
        context.margining.totals());
  }

  /**
   * Takes up a state that came from elsewhere: builds the market of its last block and re-margins
   * all, so that requirements can be asked for.
   *
   * @throws io.plimsoll.chain.block.InvariantBroken where an invariant does not hold
   */
  public void resume(long height, long timeMs) {
    invariants.run();
    invariants.checkVolumesOfOwners();
    look(height, timeMs);
    context.margining.remarginAll();
  }

  /**
   * Builds the market of a block that this processor has not processed, so that requirements can be
   * asked for one by one; nobody is re-margined. The state may lack subaccounts.
   */
  public void look(long height, long timeMs) {
    context.begin(height, timeMs);
    context.margining.begin(height);
    capacity.begin();
    trades.begin(timeMs);
    context.gates.forget();
    buildMarket(height, timeMs);
  }

  private void buildMarket(long height, long timeMs) {
    context.market.build(height, timeMs, context.engine, context.margining.readsBooks());
  }

  /**
   * Makes sure that there is every model by which a block of some height would be margined.
   *
   * @throws io.plimsoll.chain.block.BlockRefused where one is missing, with the parameter, the
   *     model's number and what to do; nothing has changed
   */
  public void requireModels(long height) {
    context.margining.requireModels(height);
  }

  private void begin(Block opened) {
    block = opened;
    context.begin(block.height(), block.timeMs());
    context.margining.begin(block.height());
    liquidator.begin();
    capacity.begin();
    trades.begin(state.chain().timeMs());
    digests.clear();
    digested = 0;
    Rows.Chain chain = state.chain();
    long fundedUntilMs =
        chain.height() == 0
            ? Raw.floorDiv(block.timeMs(), HOUR_MS) * HOUR_MS
            : chain.fundedUntilMs();
    state.setChain(new Rows.Chain(chain.chainId(), block.height(), block.timeMs(), fundedUntilMs));
    context.gates.begin(block.timeMs() - chain.timeMs(), chain.height() == 0);
    decode();
  }

  private void decode() {
    decoded.clear();
    results.clear();
    envelopes.forgetExpired();
    long most = context.parameter(Parameter.COMMANDS, 0);
    long bytesLeft = context.parameter(Parameter.BLOCK_BYTES, 0);
    for (byte[] bytes : block.commands()) {
      // Bytes of what comes after the first that does not fit count too, so nothing after it fits.
      bytesLeft -= bytes.length;
      if (bytesLeft < 0) {
        decoded.add(null);
        results.add(ResultCode.TOO_MANY_BYTES);
        continue;
      }
      if (decoded.size() >= most) {
        decoded.add(null);
        results.add(ResultCode.TOO_MANY_COMMANDS);
        continue;
      }
      if (FillReader.isFill(bytes)) {
        decoded.add(null);
        results.add(ResultCode.OK);
        continue;
      }
      try {
        Authenticated command = CommandCodec.decode(bytes);
        decoded.add(command);
        results.add(envelopes.open(command));
      } catch (MalformedBytes e) {
        decoded.add(null);
        results.add(ResultCode.MALFORMED);
      }
    }
  }

  private void activateParameters() {
    long height = context.height();
    for (Map.Entry<Rows.ParameterKey, Rows.ParameterPath> entry :
        state.parameters().paths().entrySet()) {
      Rows.ParameterStep step = started(entry.getValue(), height);
      if (step == null || height > step.startHeight() + step.rampBlocks()) {
        continue;
      }
      Parameter parameter = Parameter.of(entry.getKey().code());
      int subject = entry.getKey().subject();
      long value = state.parameters().at(height, parameter, subject);
      long before = state.parameters().at(height - 1, parameter, subject);
      if (height == step.startHeight() || value != before) {
        context.emit(new Event.ParameterMoved(parameter, subject, value));
      }
      if (parameter == Parameter.BREAKER_BLOCKS) {
        prices.moveBreaker(subject, before, value);
      }
    }
  }

  /** The step that a path takes at a height, or null where none has started. */
  private static Rows.@Nullable ParameterStep started(Rows.ParameterPath path, long height) {
    Rows.ParameterStep last = null;
    for (Rows.ParameterStep step : path.steps()) {
      if (step.startHeight() <= height) {
        last = step;
      }
    }
    return last;
  }

  private void takePrices() {
    prices.begin();
    for (int i = 0; i < decoded.size(); i++) {
      Authenticated command = decoded.get(i);
      if (command != null
          && results.get(i) == ResultCode.OK
          && PricePhase.isPrice(command.command())) {
        boolean authorised = commands.isAuthorised(command.sender(), command.command());
        results.set(i, authorised ? prices.hear(command, i) : ResultCode.NOT_AUTHORISED);
      }
    }
    prices.decide(results);
    prices.average();
    averages.run();
  }

  private void takeCommands() {
    for (int i = 0; i < decoded.size(); i++) {
      if (i % ReadAhead.FILLS == 0) {
        readAhead(i, Math.min(i + ReadAhead.FILLS, decoded.size()));
      }
      if (results.get(i) != ResultCode.OK) {
        continue;
      }
      Authenticated command = decoded.get(i);
      if (command == null) {
        results.set(i, commands.apply(fill.at(block.commands().get(i))));
      } else if (command.command() instanceof Command.Fill inside) {
        byte[] bare = CommandCodec.encode(new Authenticated(command.sender(), inside));
        results.set(i, commands.apply(fill.at(bare)));
      } else if (!PricePhase.isPrice(command.command())) {
        results.set(i, commands.apply(command));
      }
    }
  }

  /** Reads ahead for the fills of some commands. */
  private void readAhead(int from, int to) {
    for (int i = from; i < to; i++) {
      if (decoded.get(i) == null && results.get(i) == ResultCode.OK) {
        readAhead.add(block.commands().get(i));
      }
    }
    readAhead.run();
  }

  /** Closes a phase: the digest of the events since the last one, after commands of results too. */
  private void end(Phase phase) {
    sha.reset();
    if (phase == Phase.COMMANDS) {
      writer.clear();
      for (int i = 0; i < results.size(); i++) {
        writer.u16(results.get(i).number());
      }
      sha.update(writer.memory(), 0, writer.size());
    }
    EventLog events = context.events();
    sha.update(events.memory(), digested, events.byteCount() - digested);
    digested = events.byteCount();
    digests.add(Hash.of(sha.digest()));
  }

  private Hash marginDigest() {
    int[] order = accounts.inKeyOrder();
    int size = accounts.slots();
    int count = 0;
    for (int handle = 0; handle < size; handle++) {
      count += accounts.positions(handle) > 0 ? 1 : 0;
    }
    sha.reset();
    writer.clear();
    writer.i32(count);
    for (int i = 0; i < size; i++) {
      int handle = order[i];
      if (accounts.positions(handle) > 0) {
        writer.i64(context.margining.equity(handle));
        writer.i64(context.margining.initial(handle));
        writer.i64(context.margining.maintenance(handle));
        if (writer.size() >= DIGEST_BYTES) {
          sha.update(writer.memory(), 0, writer.size());
          writer.clear();
        }
      }
    }
    sha.update(writer.memory(), 0, writer.size());
    return Hash.of(sha.digest());
  }

  /**
   * The requirement of a subaccount against the last block's market; null where it has no
   * positions.
   *
   * @param handle from the state's accounts
   */
  public @Nullable Requirement requirement(int handle) {
    if (accounts.positions(handle) == 0) {
      return null;
    }
    Requirement requirement = new Requirement();
    context.margining.evaluate(handle, requirement);
    return requirement;
  }

  /**
   * What a subaccount's margin would be after commands that nobody sends, and whether the chain
   * would do them in this block's market; nothing changes.
   *
   * @param handle from the state's accounts
   * @param collateral quanta of USD that are brought in first; taken out where negative
   * @param of trades that are made last, in their order
   * @param mode to which it changes before them; null where it does not
   */
  public WhatIf whatIf(
      int handle, long collateral, List<HypotheticalTrade> of, @Nullable Mode mode) {
    return whatIf(handle, collateral, of, mode, 0);
  }

  /**
   * The same of a state that follows some of another's subaccounts.
   *
   * @param elsewhere positions of those that it lacks
   */
  public WhatIf whatIf(
      int handle, long collateral, List<HypotheticalTrade> of, @Nullable Mode mode, int elsewhere) {
    capacity.setElsewhere(elsewhere);
    try {
      return hypotheses.run(handle, collateral, of, mode);
    } finally {
      capacity.setElsewhere(0);
    }
  }

  /** Equity and requirements of a subaccount, of one without positions too, and what follows. */
  public AccountMargin margin(int handle) {
    return hypotheses.margin(handle);
  }

  /**
   * Whether nonce and expiry would let a command through in a block of the last one's time.
   *
   * @param last the largest nonce that its sender has used; 0 for none
   */
  public ResultCode check(Authenticated.Once once, long last) {
    return envelopes.check(once, last);
  }

  /** What an owner's fills would cost in the next block under fees by tiers. */
  public FeeTerms feeTerms(Address owner) {
    return trades.tieredFees().nextTerms(owner);
  }

  /** The mark of an instrument that is priced, a mantissa; 0 of one that is not. */
  public long mark(int instrument) {
    int slot = context.market.slotOf(instrument);
    return slot >= 0 && context.market.isListed(slot) && context.market.isPriced(slot)
        ? context.market.mark(slot)
        : 0;
  }

  /** The value of lots of an instrument at its mark, in quanta of USD; 0 where it has none. */
  public long value(int instrument, long lots) {
    return mark(instrument) == 0
        ? 0
        : context.market.data().value(context.market.slotOf(instrument), lots);
  }

  /** Whether positions in an instrument may become larger in the block's market. */
  public boolean isOpen(int instrument) {
    int slot = context.market.slotOf(instrument);
    return slot >= 0 && context.market.isListed(slot) && context.market.isOpen(slot);
  }

  /**
   * What the requirement of a subaccount's positions would be in another mode, against the last
   * block's market; zeros where it has none.
   */
  public Requirement requirement(int handle, Mode mode) {
    Requirement requirement = new Requirement();
    context.margining.evaluate(handle, context.margining.model(mode), requirement);
    return requirement;
  }

  /**
   * Lets the next block evaluate every subaccount, though it may be as it was: for who wants to
   * hold its results, or its time, against those of a block that evaluates what has changed.
   */
  public void forgetRequirements() {
    context.margining.forget();
  }

  /** The last block's market, to read. */
  public MarketData market() {
    return context.market.data();
  }

  /** How many subaccounts the last block evaluated when it re-margined all. */
  public int evaluated() {
    return context.margining.evaluated();
  }

  /**
   * The requirement of a subaccount with positions as the last block left it; unlike {@link
   * #requirement(int)} it is looked up, not computed.
   */
  public void lastRequirement(int handle, Requirement out) {
    context.margining.kept(handle, out);
  }

  /**
   * What a subaccount holds of an asset beside USD, in the asset's quanta; negative where it owes.
   *
   * @param asset that is listed
   */
  public long coins(int handle, int asset) {
    return context.ledger.coins().balance(handle, asset);
  }

  /**
   * What it would hold of an asset if all that settles in it were closed now, against the last
   * block's market: its balance, unrealised profit and loss, and funding that is due.
   */
  public long netCoins(int handle, int asset) {
    return context.ledger.coins().net(handle, asset);
  }

  /**
   * Where a subaccount stands for deleveraging in each of its instruments, as of the last block.
   */
  public List<DeleveragingPlace> deleveragingPlaces(int handle) {
    return deleverager.places(handle);
  }

  /** Explains the requirement of a subaccount against the last block's market. */
  public Explanation explain(int handle) {
    return context.margining.explain(handle);
  }
}
