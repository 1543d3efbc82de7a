package io.plimsoll.node.server.pool;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.storage.Inclusion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who waits, who goes first, who leaves, and what is known of them afterwards. */
class CommandPoolTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 5);
  private static final long FAR = 1_000_000;
  private static final long ROOM = 1L << 20;
  private static final byte[] NONE = {};

  private final List<Fate> told = new ArrayList<>();

  private CommandPool pool(int commands, long bytes, int perSender) {
    return new CommandPool(
        new CommandPool.Limits(commands, bytes, perSender), (height, fates) -> told.addAll(fates));
  }

  private static Authenticated withdraw(long sender, long nonce, long expiresMs) {
    Address address = Address.ofNumber(sender);
    return new Authenticated(
        address,
        new Command.Withdraw(new SubaccountId(address, 0), nonce),
        new Authenticated.Once(nonce, expiresMs));
  }

  private static byte[] bytes(long sender, long nonce) {
    return CommandCodec.encode(withdraw(sender, nonce, FAR));
  }

  private static final int LENGTH = bytes(1, 1).length;

  private static PoolCode add(CommandPool to, long sender, long nonce, boolean isKnown) {
    return to.add(withdraw(sender, nonce, FAR), isKnown, ROOM, NONE).code();
  }

  /** Senders and nonces of what would be in the next block. */
  private static List<String> next(CommandPool of, long commands, long bytes) {
    return of.next(1, commands, bytes).stream()
        .map(CommandCodec::decode)
        .map(each -> each.sender().low() + "/" + requireNonNull(each.once()).nonce())
        .toList();
  }

  private static void commit(
      CommandPool to, long height, long timeMs, List<byte[]> commands, ResultCode code) {
    List<ResultCode> results = commands.stream().map(each -> code).toList();
    BlockResult.Totals none = new BlockResult.Totals(0, 0, 0, 0, 0);
    to.committed(
        new Block(height, timeMs, Hash.ZERO, commands),
        new BlockResult(height, timeMs, Hash.ZERO, Hash.ZERO, List.of(), results, List.of(), none));
  }

  @Test
  void whoWasFirstComesFirstAndASendersOwnByNonce() {
    CommandPool pool = pool(100, ROOM, 100);
    add(pool, 1, 30, true);
    add(pool, 2, 5, false);
    add(pool, 1, 10, true);
    add(pool, 3, 7, true);
    add(pool, 1, 20, true);
    // 1/10 came third, and 1/20 and 1/30 cannot come before it.
    assertEquals(List.of("2/5", "1/10", "3/7", "1/20", "1/30"), order(pool));
    assertEquals(List.of("2/5", "1/10"), next(pool, 2, ROOM));
    assertEquals(List.of("2/5", "1/10", "3/7"), next(pool, 100, 3L * LENGTH + LENGTH - 1));
    assertEquals(List.of(), next(pool, 0, ROOM));
    assertEquals(List.of(), next(pool, -5, -5));
    assertEquals(5, pool.size(), "they wait until a block has them");
  }

  private static List<String> order(CommandPool of) {
    return next(of, 100, ROOM);
  }

  /** By what the order says of itself: the earliest of those who are their sender's next. */
  @Test
  void theOrderIsThatOfTheRule() {
    System.out.println("CommandPoolTest: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    CommandPool pool = pool(1_000, ROOM, 1_000);
    List<long[]> left = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      long[] one = {1 + random.nextInt(9), 1 + random.nextInt(1_000)};
      if (add(pool, one[0], one[1], random.nextBoolean()) == PoolCode.OK
          && left.stream().noneMatch(each -> each[0] == one[0] && each[1] == one[1])) {
        left.add(one);
      }
    }
    List<String> expected = new ArrayList<>();
    while (!left.isEmpty()) {
      for (long[] one : left) {
        if (left.stream().noneMatch(each -> each[0] == one[0] && each[1] < one[1])) {
          expected.add(one[0] + "/" + one[1]);
          left.remove(one);
          break;
        }
      }
    }
    assertTrue(expected.size() > 200);
    assertEquals(expected, next(pool, 1_000, ROOM));
  }

  @Test
  void eachLimitHasItsCode() {
    CommandPool pool = pool(4, 10L * LENGTH, 2);
    assertEquals(PoolCode.OK, add(pool, 1, 1, true));
    assertEquals(PoolCode.OK, add(pool, 1, 1, true), "the same one again is that one");
    assertEquals(1, pool.size());
    assertEquals(PoolCode.NONCE_WAITS, pool.add(withdraw(1, 1, FAR - 1), true, ROOM, NONE).code());
    assertEquals(PoolCode.OK, add(pool, 1, 2, true));
    assertEquals(PoolCode.SENDER_FULL, add(pool, 1, 3, true));
    assertEquals(PoolCode.TOO_LARGE, pool.add(withdraw(2, 1, FAR), true, LENGTH - 1, NONE).code());
    assertEquals(PoolCode.OK, add(pool, 2, 1, true));
    assertEquals(PoolCode.OK, add(pool, 3, 1, true));
    assertEquals(PoolCode.FULL, add(pool, 4, 1, true));
    assertEquals(PoolCode.FULL, add(pool, 5, 1, false));
    assertEquals(4L * LENGTH, pool.bytes());
    assertEquals(List.of(), told);
    CommandPool small = pool(100, 2L * LENGTH, 100);
    add(small, 1, 1, true);
    add(small, 2, 1, true);
    assertEquals(PoolCode.FULL, add(small, 3, 1, true), "by bytes");
    assertEquals(PoolCode.TOO_LARGE, add(pool(9, LENGTH - 1, 9), 1, 1, true));
  }

  @Test
  void strangersMakeRoomForWhoHasSomethingOnTheChain() {
    CommandPool pool = pool(3, ROOM, 3);
    add(pool, 1, 1, false);
    add(pool, 2, 1, true);
    add(pool, 3, 1, false);
    assertEquals(PoolCode.FULL, add(pool, 4, 1, false));
    assertEquals(PoolCode.OK, add(pool, 5, 1, true));
    assertEquals(List.of("1/1", "2/1", "5/1"), order(pool), "the last stranger left");
    Fate.Dropped dropped = assertInstanceOf(Fate.Dropped.class, told.get(0));
    assertEquals(Fate.Why.EVICTED, dropped.why());
    assertEquals(Address.ofNumber(3), dropped.sender());
    assertEquals(dropped, pool.fate(dropped.hash()));
    assertEquals(PoolCode.OK, add(pool, 6, 1, true));
    assertEquals(PoolCode.FULL, add(pool, 7, 1, true), "nobody is left who would have to leave");
    // By bytes, nobody leaves for what would not fit even so.
    CommandPool small = pool(100, 3L * LENGTH, 100);
    add(small, 1, 1, true);
    add(small, 2, 1, true);
    add(small, 3, 1, false);
    Authenticated large =
        new Authenticated(
            Address.ofNumber(9),
            new Command.Prices(
                1, 1, java.util.Collections.nCopies(LENGTH, new Command.Mark(1, 1)), List.of()),
            new Authenticated.Once(1, FAR));
    int before = told.size();
    assertTrue(CommandCodec.encode(large).length > LENGTH);
    CommandPool.Answer answer = small.add(large, true, ROOM, NONE);
    assertTrue(answer.code() == PoolCode.FULL || answer.code() == PoolCode.TOO_LARGE);
    assertEquals(before, told.size());
    assertEquals(3, small.size());
  }

  private static @Nullable Fate fate(CommandPool of, byte[] canonical) {
    return of.fate(CommandPool.hash(canonical));
  }

  @Test
  void blocksSayWhatHasBecomeOfThem() {
    CommandPool pool = pool(100, ROOM, 100);
    add(pool, 1, 1, true);
    add(pool, 1, 2, true);
    add(pool, 1, 3, true);
    Hash expires = pool.add(withdraw(2, 1, 50), true, ROOM, NONE).hash();
    assertInstanceOf(Fate.Waiting.class, pool.fate(expires));
    assertEquals(3, pool.lastNonce(Address.ofNumber(1)));
    assertEquals(List.of(), order(pool).stream().filter(each -> each.startsWith("9")).toList());
    assertEquals(3, pool.next(50, 100, ROOM).size(), "what expires by then is left out");
    // Nonce 2 comes in a block, so nonce 1 can never come.
    commit(pool, 7, 50, List.of(bytes(1, 2)), ResultCode.INSUFFICIENT_COLLATERAL);
    Fate.Included in = assertInstanceOf(Fate.Included.class, fate(pool, bytes(1, 2)));
    assertEquals(7, in.height());
    assertEquals(0, in.index());
    assertEquals(ResultCode.INSUFFICIENT_COLLATERAL, in.code());
    Fate.Dropped used = assertInstanceOf(Fate.Dropped.class, fate(pool, bytes(1, 1)));
    assertEquals(Fate.Why.NONCE_USED, used.why());
    Fate.Dropped expired = assertInstanceOf(Fate.Dropped.class, pool.fate(expires));
    assertEquals(Fate.Why.EXPIRED, expired.why());
    assertEquals(List.of("1/3"), order(pool));
    assertEquals(3, told.size());
    assertEquals(LENGTH, pool.bytes());
    // One that fails by its nonce has not used one up.
    commit(pool, 8, 51, List.of(bytes(1, 900)), ResultCode.NONCE_TOO_FAR);
    assertEquals(List.of("1/3"), order(pool));
    // Commands that nobody brought here are known, too; what is none is not.
    commit(
        pool,
        9,
        52,
        List.of(
            bytes(7, 7),
            new byte[] {1, 70, 3},
            CommandCodec.encode(
                new Authenticated(Address.ofNumber(1), new Command.FundInsurance(0, 1)))),
        ResultCode.OK);
    assertInstanceOf(Fate.Included.class, pool.fate(CommandPool.hash(bytes(7, 7))));
    assertNull(pool.fate(Hash.ZERO));
    pool.undone(8);
    Fate.Dropped undone = assertInstanceOf(Fate.Dropped.class, fate(pool, bytes(7, 7)));
    assertEquals(Fate.Why.UNDONE, undone.why());
    assertEquals(in, pool.fate(in.hash()), "its block stands");
  }

  /** The pool may have forgotten where else a command stands; the blocks that are kept have not. */
  @Test
  void anUndoneInclusionLeavesTheOneThatIsKept() {
    CommandPool pool = pool(10, ROOM, 8);
    byte[] command = bytes(1, 900);
    Map<Hash, Inclusion> kept = new TreeMap<>(Comparator.comparing(Hash::hex));
    pool.lookIn(kept::get);
    commit(pool, 9, 890, List.of(command), ResultCode.OK);
    Fate.Included in = assertInstanceOf(Fate.Included.class, fate(pool, command));
    assertEquals(9, in.height());
    kept.put(
        in.hash(), new Inclusion(8, 3, ResultCode.NONCE_TOO_FAR, in.sender(), in.once(), null));
    told.clear();
    pool.undone(8);
    Fate.Included before = assertInstanceOf(Fate.Included.class, fate(pool, command));
    assertEquals(8, before.height());
    assertEquals(ResultCode.NONCE_TOO_FAR, before.code());
    assertEquals(List.of(before), told);
    kept.clear();
    pool.undone(7);
    assertInstanceOf(Fate.Dropped.class, fate(pool, command));
  }

  /** Whatever comes, the sums are those of what waits. */
  @Test
  void boundsHoldWhateverComes() {
    Random random = new Random(SEED);
    CommandPool pool = pool(20, 15L * LENGTH, 4);
    long height = 0;
    for (int i = 0; i < 5_000; i++) {
      long sender = random.nextInt(12);
      pool.add(
          withdraw(sender, 1 + random.nextInt(50) + height, height + random.nextInt(60)),
          sender < 6,
          ROOM,
          NONE);
      List<byte[]> waiting = pool.next(-1, Integer.MAX_VALUE, Long.MAX_VALUE);
      assertEquals(pool.size(), waiting.size());
      assertEquals(pool.bytes(), waiting.stream().mapToLong(each -> each.length).sum());
      assertTrue(pool.size() <= 20 && pool.bytes() <= 15L * LENGTH);
      TreeMap<Integer, Integer> counts = new TreeMap<>();
      waiting.forEach(
          each -> counts.merge(CommandCodec.decode(each).sender().low(), 1, Integer::sum));
      assertTrue(counts.values().stream().allMatch(count -> count <= 4), counts::toString);
      if (random.nextInt(10) == 0) {
        height++;
        commit(
            pool,
            height,
            height,
            pool.next(height, random.nextInt(9), ROOM),
            random.nextBoolean() ? ResultCode.OK : ResultCode.NOT_OWNER);
      }
    }
    assertTrue(told.size() > 500, told.size() + " fates");
  }
}
