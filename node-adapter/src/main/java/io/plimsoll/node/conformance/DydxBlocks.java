package io.plimsoll.node.conformance;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.margin.rule.dydx.Account;
import io.plimsoll.margin.rule.dydx.Gate;
import io.plimsoll.margin.rule.dydx.Market;
import io.plimsoll.margin.rule.dydx.Markets;
import io.plimsoll.margin.rule.dydx.Pool;
import io.plimsoll.margin.rule.dydx.Position;
import io.plimsoll.margin.rule.dydx.Price;
import io.plimsoll.margin.rule.dydx.Tier;
import io.plimsoll.margin.rule.dydx.Update;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * dYdX's cases of margins and of updates through blocks: a {@link CaseChain} stands as the case
 * says, a block does what the case asks, and what the state, its requirements and results then say
 * is held against the case.
 */
final class DydxBlocks {

  private static final String ACCOUNT = "account";
  private static final String POOLS = "collateral_pools_usdc";
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private DydxBlocks() {}

  static void addTo(SortedMap<String, Venue.Topic> topics) {
    topics.put(
        "single position IMR/MMR with optional open-interest scaled IMF", DydxBlocks::position);
    topics.put("single position IMR/MMR, positive atomic resolution", DydxBlocks::position);
    topics.put("signed net notional", DydxBlocks::notional);
    topics.put("position net collateral equals signed notional", DydxBlocks::notional);
    topics.put("base to quote conversion, truncation toward zero", DydxBlocks::notional);
    topics.put("IMR of a notional under OI-scaled IMF, ceil", DydxBlocks::initialOfNotional);
    topics.put("OI-scaled IMF in ppm, floor", DydxBlocks::scaledPpm);
    topics.put(
        "account-level net collateral / IMR / MMR after funding settlement and speculative update",
        DydxBlocks::accountRisk);
    topics.put("account-level risk, settled account, no update", DydxBlocks::accountRisk);
    topics.put("liquidatable predicate", DydxBlocks::liquidatable);
    topics.put("collateralization check of a set of updates (speculative)", DydxBlocks::judge);
    topics.put(
        "isolated market constraints / collateral pool movement / open interest after match",
        DydxBlocks::make);
    topics.put(
        "withdrawal/transfer gate for 50 blocks after a negative-TNC account was seen in the"
            + " collateral pool",
        DydxBlocks::judge);
    topics.put("settle funding then apply update; payment = -(settlement)", DydxBlocks::settle);
    topics.put(
        "funding tick: average of samples (zero padded to tick/sample ratio) + default funding,"
            + " clamp, index delta",
        DydxBlocks::tick);
  }

  private static Venue.Unsupported not(String why) {
    return new Venue.Unsupported(why);
  }

  /** An account with one position, and with more than enough cash. */
  private static Account rich(Market market, BigInteger size, BigInteger ownPpm) {
    if (size.signum() == 0) {
      throw not("a position has a size");
    }
    BigInteger cash = market.price().notional(size).abs().shiftLeft(1).add(MILLION);
    Position position = new Position(market.id(), size, BigInteger.ZERO, market.fundingIndex());
    SortedMap<Long, BigInteger> own = new TreeMap<>();
    if (ownPpm.signum() > 0) {
      own.put(market.id(), ownPpm);
    }
    return new Account(cash, List.of(position), own);
  }

  private static CaseChain standing(Market market, Account account) {
    CaseChain chain = new CaseChain(new Markets(List.of(market)));
    chain.open(ACCOUNT, account);
    chain.stand();
    chain.commit();
    return chain;
  }

  private static ObjectNode position(JsonNode inputs) {
    Market market = DydxInputs.market(Fields.object(inputs, "market"));
    BigInteger own = Fields.natural(inputs, "custom_imf_ppm", 0);
    return risk(standing(market, rich(market, Fields.integer(inputs, "size_base"), own)), true);
  }

  private static ObjectNode risk(CaseChain chain, boolean marginsAlone) {
    var requirement = chain.requirement(ACCOUNT);
    ObjectNode out = DydxOutputs.object();
    if (!marginsAlone) {
      out.put("net_collateral", Long.toString(requirement.equity()));
    }
    return out.put("imr", Long.toString(requirement.initial()))
        .put("mmr", Long.toString(requirement.maintenance()));
  }

  private static ObjectNode notional(JsonNode inputs) {
    Market market = DydxInputs.market(Fields.object(inputs, "market"));
    Tier any = new Tier(MILLION, MILLION, BigInteger.ZERO, BigInteger.ZERO);
    Market priced = market(market.price(), any, BigInteger.ZERO);
    BigInteger size = Fields.integer(inputs, "size_base");
    CaseChain chain = standing(priced, rich(priced, size, BigInteger.ZERO));
    BigInteger equity = BigInteger.valueOf(chain.requirement(ACCOUNT).equity());
    return DydxOutputs.number("net_notional", equity.subtract(chain.now(ACCOUNT).cash()));
  }

  private static Market market(Price price, Tier tier, BigInteger openInterest) {
    return new Market(0, false, price, tier, openInterest, BigInteger.ZERO);
  }

  /** A market of which a base quantum is worth a quote quantum. */
  private static Market unit(JsonNode inputs) {
    return market(
        new Price(BigInteger.ONE, BigInteger.ONE),
        DydxInputs.tier(inputs),
        Fields.integer(inputs, "open_interest_quote", 0));
  }

  private static ObjectNode initialOfNotional(JsonNode inputs) {
    Market market = unit(inputs);
    BigInteger size = Fields.natural(inputs, "abs_notional_quote");
    BigInteger own = Fields.natural(inputs, "custom_imf_ppm", 0);
    CaseChain chain = standing(market, rich(market, size, own));
    return DydxOutputs.object().put("imr", Long.toString(chain.requirement(ACCOUNT).initial()));
  }

  /** The initial margin of a million quanta is the fraction in ppm. */
  private static ObjectNode scaledPpm(JsonNode inputs) {
    Market market = unit(inputs);
    CaseChain chain = standing(market, rich(market, MILLION, BigInteger.ZERO));
    String ppm = Long.toString(chain.requirement(ACCOUNT).initial());
    return DydxOutputs.object().put("adjusted_imf_ppm", ppm);
  }

  private static ObjectNode accountRisk(JsonNode inputs) {
    Update update =
        Fields.has(inputs, "update")
            ? DydxInputs.update(Fields.object(inputs, "update"))
            : Update.NONE;
    CaseChain chain = account(inputs);
    chain.stand();
    for (Command command : commands(chain, ACCOUNT, update)) {
      chain.add(command);
    }
    chain.commit();
    return risk(chain, false);
  }

  /** A chain with the account of a case, which does not stand yet. */
  static CaseChain account(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    CaseChain chain = new CaseChain(markets);
    chain.open(ACCOUNT, DydxInputs.account(Fields.object(inputs, ACCOUNT), markets));
    return chain;
  }

  private static ObjectNode liquidatable(JsonNode inputs) {
    CaseChain chain = account(inputs);
    chain.with(Parameter.LIQUIDATION_POLICY, 0, 2);
    chain.stand();
    SubaccountId id = chain.id(ACCOUNT);
    boolean is =
        chain.commit().events().stream()
            .anyMatch(e -> e instanceof Event.LiquidationStarted s && s.subaccount().equals(id));
    return DydxOutputs.object().put("is_liquidatable", is);
  }

  /** An update of one account as commands: trades with the house, then collateral in or out. */
  private static List<Command> commands(CaseChain chain, String account, Update update) {
    List<Command> commands = new ArrayList<>();
    BigInteger cash = update.cashChange();
    List<Update.Change> changes = merged(update);
    if (changes.size() > 1) {
      throw not("an update of several positions is several trades");
    }
    for (Update.Change change : changes) {
      if (change.size().signum() != 0) {
        commands.add(trade(chain, account, change, cash));
        cash = BigInteger.ZERO;
      }
    }
    if (cash.signum() > 0) {
      long amount = CaseChain.number("an amount", cash);
      commands.add(new Command.Deposit(chain.id(account), amount));
    } else if (cash.signum() < 0) {
      long amount = CaseChain.number("an amount", cash.negate());
      commands.add(new Command.Withdraw(chain.id(account), amount));
    }
    return commands;
  }

  /** Changes of one market are one trade. */
  private static List<Update.Change> merged(Update update) {
    SortedMap<Long, Update.Change> merged = new TreeMap<>();
    for (Update.Change change : update.positions()) {
      merged.merge(
          change.market(),
          change,
          (one, other) ->
              new Update.Change(
                  one.market(), one.size().add(other.size()), one.quote().add(other.quote())));
    }
    return List.copyOf(merged.values());
  }

  private static Command trade(
      CaseChain chain, String account, Update.Change change, BigInteger cash) {
    if (chain.isScaled(change.market())) {
      throw not("a trade changes the open interest, by which the margin grows");
    }
    SubaccountId id = chain.id(account);
    SubaccountId house = chain.house(change.market());
    boolean buys = change.size().signum() > 0;
    return chain.fill(
        buys ? id : house,
        buys ? house : id,
        change.market(),
        change.size().abs(),
        chain.priceOf(change, cash));
  }

  /** The updates of a case as commands: one of a match or a transfer, else one of each update. */
  private static List<Command> commands(CaseChain chain, JsonNode inputs) {
    List<String> names = new ArrayList<>();
    List<Update> updates = new ArrayList<>();
    for (JsonNode node : Fields.list(inputs, "updates")) {
      names.add(Fields.text(node, ACCOUNT));
      updates.add(DydxInputs.update(node));
    }
    List<Command> commands = new ArrayList<>();
    switch (DydxInputs.kind(inputs)) {
      case MATCH -> commands.add(match(chain, names, updates));
      case TRANSFER -> commands.add(transfer(chain, names, updates));
      default -> {
        for (int i = 0; i < names.size(); i++) {
          List<Command> of = commands(chain, names.get(i), updates.get(i));
          if (of.size() != 1) {
            throw not("an update that changes nothing is no command");
          }
          commands.add(of.getFirst());
        }
      }
    }
    return commands;
  }

  private static Command match(CaseChain chain, List<String> names, List<Update> updates) {
    if (names.size() != 2
        || updates.getFirst().positions().size() != 1
        || updates.getLast().positions().size() != 1) {
      throw not("a match has two sides of one position each");
    }
    Update.Change change = updates.getFirst().positions().getFirst();
    Update.Change other = updates.getLast().positions().getFirst();
    BigInteger cash = updates.getFirst().cashChange();
    if (change.market() != other.market()
        || !change.size().equals(other.size().negate())
        || !cash.equals(updates.getLast().cashChange().negate())) {
      throw not("what one side of a match takes the other gives");
    }
    boolean buys = change.size().signum() > 0;
    return chain.fill(
        chain.id(names.get(buys ? 0 : 1)),
        chain.id(names.get(buys ? 1 : 0)),
        change.market(),
        change.size().abs(),
        chain.priceOf(change, cash));
  }

  private static Command transfer(CaseChain chain, List<String> names, List<Update> updates) {
    if (names.size() != 2 || updates.getFirst().cashChange().signum() >= 0) {
      throw not("a transfer is from the first account to the second");
    }
    long amount = CaseChain.number("an amount", updates.getFirst().cashChange().negate());
    return new Command.Transfer(chain.id(names.getFirst()), chain.id(names.getLast()), amount);
  }

  /** The chain of a case of updates, as the case has it in the block before them. */
  private static CaseChain world(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    CaseChain chain = new CaseChain(markets);
    DydxInputs.accounts(inputs, markets).forEach(chain::open);
    Gate gate = DydxInputs.gate(inputs, markets);
    chain.with(Parameter.GATE_BLOCKS, 0, gate.blocks());
    long age = age(gate);
    Market victims = markets.all().isEmpty() ? null : victims(gate, markets);
    if (age >= gate.blocks() || victims == null) {
      chain.stand();
      return chain;
    }
    long id = victims.id();
    BigInteger value = victims.price().notional(MILLION);
    BigInteger owes = value.add(MILLION).negate();
    chain.open(
        "bankrupt",
        new Account(
            owes, List.of(new Position(id, MILLION, BigInteger.ZERO, victims.fundingIndex()))));
    chain.stand();
    // It is seen in the next block alone: in the one after it somebody pays for it.
    chain.commit();
    if (age > 1) {
      chain.add(new Command.Deposit(chain.id("bankrupt"), 1L << 53));
    }
    for (long block = 1; block < age; block++) {
      chain.commit();
    }
    return chain;
  }

  /** Blocks since the last loss that still counts; more than counts where there is none. */
  private static long age(Gate gate) {
    long age = Long.MAX_VALUE;
    for (long at : gate.seen().values()) {
      long since = gate.block() - at;
      if (at > 0 && since < gate.blocks()) {
        if (since < 1 || since > 1_000 || (age != Long.MAX_VALUE && age != since)) {
          throw not("one loss is seen, in a block before");
        }
        age = since;
      }
    }
    return age;
  }

  private static Market victims(Gate gate, Markets markets) {
    for (Market market : markets.all()) {
      long at = gate.seen().getOrDefault(Pool.of(market), 0L);
      if (at > 0 && gate.block() - at < gate.blocks()) {
        return market;
      }
    }
    return markets.all().getFirst();
  }

  private static ObjectNode judge(JsonNode inputs) {
    CaseChain chain = world(inputs);
    List<ResultCode> codes = new ArrayList<>();
    for (Command command : commands(chain, inputs)) {
      codes.add(chain.ask(command));
    }
    ObjectNode out = DydxOutputs.object();
    write(codes, codes.size() == Fields.list(inputs, "updates").size(), out);
    return out;
  }

  /**
   * Writes what became of updates. A block says of a trade or a transfer as a whole whether it
   * could be made, and of collateral that may not leave not whether the account was below its
   * margin before.
   */
  private static void write(List<ResultCode> codes, boolean each, ObjectNode out) {
    boolean all = codes.stream().allMatch(ResultCode.OK::equals);
    out.put("success", all);
    List<String> names = codes.stream().map(DydxBlocks::name).toList();
    if (each && !names.contains("")) {
      ArrayNode list = out.putArray("per_update");
      names.forEach(list::add);
    }
  }

  private static String name(ResultCode code) {
    return switch (code) {
      case OK -> "SUCCESS";
      case MARKET_NOT_ALLOWED -> "VIOLATES_ISOLATED_CONSTRAINTS";
      case WITHDRAWAL_AFTER_LOSS, WITHDRAWAL_AFTER_OUTAGE -> "WITHDRAWALS_AND_TRANSFERS_BLOCKED";
      case BELOW_INITIAL_MARGIN -> "NEWLY_UNDERCOLLATERALIZED";
      case STILL_BELOW_INITIAL_MARGIN -> "STILL_UNDERCOLLATERALIZED";
      case INSUFFICIENT_COLLATERAL -> "";
      default -> throw not("no block is asked that: " + code.sentence());
    };
  }

  private static ObjectNode make(JsonNode inputs) {
    CaseChain chain = world(inputs);
    List<Command> commands = commands(chain, inputs);
    SortedMap<String, Account> accounts = DydxInputs.accounts(inputs, DydxInputs.markets(inputs));
    Optional<SortedMap<Long, BigInteger>> given = DydxUpdates.pools(inputs);
    SortedMap<Long, BigInteger> pools = chain.pools();
    // A case may say less than its accounts hold.
    SortedMap<Long, BigInteger> open = chain.openInterests();
    SortedMap<Long, BigInteger> asGiven = new TreeMap<>();
    DydxInputs.markets(inputs).all().forEach(m -> asGiven.put(m.id(), m.openInterest()));
    List<ResultCode> codes = new ArrayList<>();
    for (Command command : commands) {
      codes.add(chain.ask(command));
    }
    ObjectNode out = DydxOutputs.object();
    write(codes, codes.size() == Fields.list(inputs, "updates").size(), out);
    if (codes.stream().allMatch(ResultCode.OK::equals)) {
      commands.forEach(chain::add);
      chain.commit();
    }
    for (String name : accounts.keySet()) {
      out.set(name + "_account_after", DydxOutputs.account(chain.now(name)));
    }
    if (open.equals(asGiven)) {
      out.set("open_interest_base_after", DydxOutputs.byId(chain.openInterests()));
    }
    given.ifPresent(of -> writePools(of, pools, chain.pools(), out));
    return out;
  }

  /** Pools of a case hold others' money beside its accounts', so their changes are what counts. */
  private static void writePools(
      SortedMap<Long, BigInteger> given,
      SortedMap<Long, BigInteger> before,
      SortedMap<Long, BigInteger> after,
      ObjectNode out) {
    SortedMap<Long, BigInteger> pools = new TreeMap<>();
    after.forEach((pool, balance) -> {
      BigInteger change = balance.subtract(before.getOrDefault(pool, BigInteger.ZERO));
      BigInteger then = given.getOrDefault(pool, BigInteger.ZERO).add(change);
      if (then.signum() == 0 && !given.containsKey(pool)) {
        return;
      }
      if (then.signum() < 0) {
        throw not("pools of a chain hold what its accounts have");
      }
      pools.put(pool, then);
    });
    out.set(POOLS + "_after", DydxOutputs.pools(pools));
  }

  private static ObjectNode settle(JsonNode inputs) {
    CaseChain chain = account(inputs);
    chain.stand();
    Update update = DydxInputs.update(Fields.object(inputs, "update"));
    List<Command> commands = commands(chain, ACCOUNT, update);
    if (commands.size() != 1) {
      throw not("an update that changes nothing is no command");
    }
    chain.add(commands.getFirst());
    SortedMap<Long, BigInteger> payments =
        payments(chain.commit(), chain, DydxInputs.markets(inputs));
    ObjectNode out = DydxOutputs.object();
    out.set("account_after", DydxOutputs.account(chain.now(ACCOUNT)));
    out.set("funding_payments_quote_by_perp_id", DydxOutputs.byId(payments));
    return out;
  }

  /** What events say that the account has paid. */
  private static SortedMap<Long, BigInteger> payments(
      BlockResult result, CaseChain chain, Markets markets) {
    SortedMap<Long, BigInteger> payments = new TreeMap<>();
    for (Event event : result.events()) {
      if (event instanceof Event.FundingSettled s && s.subaccount().equals(chain.id(ACCOUNT))) {
        for (Market market : markets.all()) {
          if (chain.id(market.id()) == s.instrument()) {
            payments.put(market.id(), BigInteger.valueOf(s.paid()));
          }
        }
      }
    }
    return payments;
  }

  /** Votes for each sample, in blocks of their intervals, and then the block of the tick. */
  private static ObjectNode tick(JsonNode inputs) {
    long tick = seconds(inputs, "tick_duration_s");
    long sample = seconds(inputs, "sample_duration_s");
    int[] samples = DydxFunding.samples(inputs);
    if (samples.length > tick / sample) {
      throw not("a tick has as many samples as intervals at most");
    }
    List<Market> listed = new ArrayList<>();
    for (JsonNode node : Fields.list(inputs, "markets")) {
      Market market = DydxInputs.market(node);
      if (listed.stream().anyMatch(other -> other.id() == market.id())) {
        throw not("a block's tick has each market once");
      }
      listed.add(market);
    }
    Markets markets = new Markets(listed);
    CaseChain chain = new CaseChain(markets);
    for (JsonNode node : Fields.list(inputs, "markets")) {
      int id = chain.id(DydxInputs.market(node).id());
      chain.with(Parameter.FUNDING_POLICY, id, 1);
      chain.with(Parameter.FUNDING_TICK_S, id, tick);
      chain.with(Parameter.PREMIUM_SAMPLE_S, id, sample);
      chain.with(Parameter.PREMIUM_CLAMP_PPM, id, 1_000_000_000);
      chain.with(Parameter.PREMIUM_TAIL_PPM, id, Fields.natural(inputs, "tail_removal_ppm", 0));
      chain.with(
          Parameter.FUNDING_CLAMP_PPM, id, Fields.natural(inputs, "funding_clamp_factor_ppm"));
      chain.with(Parameter.FUNDING_DEFAULT_PPM, id, Fields.integer(node, "default_funding_ppm", 0));
    }
    chain.stand();
    chain.commit();
    long startMs = (Math.floorDiv(chain.nowMs(), tick * 1_000) + 1) * tick * 1_000;
    chain.commitAt(startMs);
    for (int i = 0; i < samples.length; i++) {
      for (Market market : markets.all()) {
        chain.add(new Command.PremiumVote(chain.id(market.id()), samples[i]));
      }
      chain.commitAt(startMs + (i * sample + sample / 2) * 1_000);
    }
    return write(chain.commitAt(startMs + tick * 1_000), listed, chain);
  }

  private static long seconds(JsonNode inputs, String field) {
    long seconds = CaseChain.number(field, Fields.natural(inputs, field));
    if (seconds < 1 || seconds > 86_400) {
      throw not("no chain has intervals of " + seconds + " seconds");
    }
    return seconds;
  }

  /** Writes moves and rates in the order in which the case has its markets. */
  private static ObjectNode write(BlockResult ticked, List<Market> listed, CaseChain chain) {
    ObjectNode out = DydxOutputs.object();
    ArrayNode moves = out.putArray("funding_index_deltas");
    ArrayNode rates = out.putArray("funding_rates_8h_ppm");
    for (Market market : listed) {
      int id = chain.id(market.id());
      long move = 0;
      for (Event event : ticked.events()) {
        if (event instanceof Event.FundingTicked t && t.instrument() == id) {
          rates.add(t.ratePpm());
        } else if (event instanceof Event.FundingMoved m && m.instrument() == id) {
          move = m.delta();
        }
      }
      moves.add(Long.toString(move));
    }
    return out;
  }
}
