package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The block that a {@link Work} adds to, with what it may look at and choose by. */
final class Draft {

  static final Address GOVERNOR = Address.ofNumber(900);
  static final Address REPORTER = Address.ofNumber(901);
  static final Address MATCHER = Address.ofNumber(902);
  static final Address CUSTODIAN = Address.ofNumber(903);
  static final long HOUR_MS = 3_600_000;
  static final long USD = 1_000_000;
  private static final int OWNERS = 12;

  /** Isolated markets have this number and those above it; all others are cross. */
  static final int FIRST_ISOLATED = 10;

  /** What the chain must look like after the last block. */
  final World world;

  /** True prices. */
  final Market market;

  /** The dice of the topic that adds. */
  Random random = new Random(0);

  /** Time of the block. */
  long nowMs = Workload.START_MS;

  /** Whether hours have passed since the last block. */
  boolean hasJumped;

  private int nextInstrument = 100;
  private int nextIsolated = FIRST_ISOLATED;
  private List<byte[]> block = new ArrayList<>();

  Draft(World world, Market market) {
    this.world = world;
    this.market = market;
  }

  void begin(long stepMs) {
    nowMs += stepMs;
    hasJumped = stepMs >= HOUR_MS;
    block = new ArrayList<>();
    if (world.height > 0) {
      market.move();
    }
  }

  List<byte[]> block() {
    return block;
  }

  boolean chance(int inThousand) {
    return random.nextInt(1_000) < inThousand;
  }

  long between(long least, long most) {
    return least + (long) (random.nextDouble() * (most - least + 1));
  }

  <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /**
   * Adds a command; now and then somebody else sends it, a bit of it is turned, or it is one that
   * counts once, perhaps too late, too early or again.
   */
  void add(Address sender, Command command) {
    Address by = chance(8) ? Address.ofNumber(random.nextInt(OWNERS) + 1) : sender;
    byte[] bytes =
        CommandCodec.encode(new Authenticated(by, command, chance(150) ? once(by) : null));
    if (chance(4)) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    block.add(bytes);
  }

  private Authenticated.Once once(Address by) {
    Senders.Spent spent = world.rows(Senders.SPENT).getOrDefault(by, new Senders.Spent(0, 0));
    long next = spent.nonce() + between(chance(100) ? -2 : 1, 3);
    // Most were signed nearly a day ago and are soon forgotten, so that their senders are new
    // again.
    long aheadMs = between(1, chance(800) ? HOUR_MS / 6 : 10 * HOUR_MS);
    if (chance(30)) {
      aheadMs = between(-HOUR_MS, 30 * HOUR_MS);
    }
    long signedMs = nowMs - 24 * HOUR_MS + 2 * aheadMs;
    return new Authenticated.Once(Math.max(next, Math.max(1, signedMs)), nowMs + aheadMs);
  }

  /** Adds bytes as they are. */
  void add(byte[] bytes) {
    block.add(bytes);
  }

  /** Adds a governor's command that arrives whole. */
  void govern(Command command) {
    block.add(CommandCodec.encode(new Authenticated(GOVERNOR, command)));
  }

  /** A change of a parameter that arrives whole, now or a few blocks later. */
  void set(Parameter parameter, int subject, long value, int ramp) {
    long at = chance(200) ? world.height + random.nextInt(10) : 0;
    govern(new Command.ChangeParameter(parameter, subject, value, at, ramp));
  }

  Address owner() {
    return Address.ofNumber(random.nextInt(OWNERS) + 1);
  }

  SubaccountId account() {
    Address owner = owner();
    return new SubaccountId(owner, random.nextInt(2));
  }

  /** A number that no instrument has. */
  int newInstrument() {
    return nextInstrument++;
  }

  /** A number that no isolated market has; the next one that {@link #newIsolated} gives. */
  int nextIsolated() {
    return nextIsolated;
  }

  int newIsolated() {
    return nextIsolated++;
  }

  int underlying() {
    return random.nextInt(Market.UNDERLYINGS) + 1;
  }

  int anyMarket() {
    return any(new ArrayList<>(world.markets.keySet()));
  }

  /** A pool, of a market that has ended too. */
  int pool() {
    return chance(500) ? World.CROSS_POOL : between(0, 1) == 0 ? FIRST_ISOLATED : nextIsolated - 1;
  }

  /** An instrument that lives, rarely one that does not any more. */
  int instrument() {
    List<Integer> alive = new ArrayList<>();
    world.instruments.forEach((id, row) -> {
      if (!row.ended() || chance(20)) {
        alive.add(id);
      }
    });
    return any(alive);
  }

  /** About what a lot costs. */
  long about(int instrument) {
    World.Instrument row = world.instrument(instrument);
    long index = market.price(world.marketOf(instrument).underlying());
    long price = index;
    if (row.kind().isCall()) {
      price = Math.max(0, index - row.strike()) + index / 50;
    } else if (row.kind().isPut()) {
      price = Math.max(0, row.strike() - index) + index / 50;
    }
    boolean inCoins = row.kind().isInverse() && !row.kind().isLinear();
    return inCoins ? (long) (1e9 * price / index) : price;
  }

  /** How many dollars a lot of an instrument's underlying is worth. */
  double lotUsd(int instrument) {
    World.Market of = world.marketOf(instrument);
    World.Instrument row = world.instrument(instrument);
    if (row.kind().isFixed()) {
      return (double) row.strike() / USD;
    }
    return (double) market.price(of.underlying()) * of.num() / of.den() / USD;
  }
}
