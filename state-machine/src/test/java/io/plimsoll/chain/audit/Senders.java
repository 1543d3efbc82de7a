package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** Commands that count once: nothing of a sender counts that is not newer than all before it. */
final class Senders {

  /** Senders whose commands could still be brought again. */
  static final World.Topic<Address, Spent> SPENT =
      new World.Topic<>("nonces", Address.class, Spent.class);

  /** The newest nonce of a sender, and until when it is known. */
  record Spent(long nonce, long untilMs) {}

  private final World world;
  private final NavigableMap<Address, Spent> spent;

  Senders(World world) {
    this.world = world;
    this.spent = world.rows(SPENT);
  }

  private long governed(Parameter parameter) {
    return Governed.value(world, world.height, parameter, 0);
  }

  /** Forgets who has nothing left that could be brought again, in the order of time. */
  void forget() {
    List<Address> over =
        spent.entrySet().stream()
            .filter(entry -> entry.getValue().untilMs <= world.timeMs)
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<Address, Spent> entry) -> entry.getValue().untilMs)
                    .thenComparing(Map.Entry::getKey))
            .limit(governed(Parameter.FORGOTTEN_SENDERS))
            .map(Map.Entry::getKey)
            .toList();
    over.forEach(spent::remove);
  }

  /** Whether a command counts; if so, its like never counts again. */
  ResultCode admit(Authenticated of) {
    Authenticated.Once once = of.once();
    if (once == null) {
      return ResultCode.OK;
    }
    if (world.timeMs >= once.expiresMs()) {
      return ResultCode.COMMAND_EXPIRED;
    }
    BigInteger most = Numbers.of(governed(Parameter.ONCE_AHEAD_MS));
    BigInteger last = Numbers.of(once.nonce()).add(most);
    if (Numbers.of(once.expiresMs()).compareTo(last) > 0) {
      return ResultCode.EXPIRY_TOO_FAR;
    }
    if (Numbers.of(once.nonce()).compareTo(Numbers.of(world.timeMs).add(most)) > 0) {
      return ResultCode.NONCE_TOO_FAR;
    }
    Spent before = spent.getOrDefault(of.sender(), new Spent(0, 0));
    if (before.nonce >= once.nonce()) {
      return ResultCode.NONCE_USED;
    }
    boolean isSomebody =
        world.roles.containsKey(of.sender())
            || world.accounts.containsKey(new SubaccountId(of.sender(), 0));
    if (before.nonce == 0 && !isSomebody && spent.size() >= governed(Parameter.SENDERS)) {
      return ResultCode.TOO_MANY_SENDERS;
    }
    long untilMs = Math.max(before.untilMs, last.longValueExact());
    spent.put(of.sender(), new Spent(once.nonce(), untilMs));
    return ResultCode.OK;
  }
}
