package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.util.function.Supplier;

/** What has left the chain and others are to pay. */
final class Outflow {

  /** What is to be paid, by its number. */
  static final World.Topic<Long, Owed> OWED = new World.Topic<>("owed", Long.class, Owed.class);

  /** How many numbers were given, under 0. */
  static final World.Topic<Integer, Long> NUMBERED =
      new World.Topic<>("numbered", Integer.class, Long.class);

  /** One payment that waits. */
  record Owed(SubaccountId whose, Address to, int asset, long amount, long height) {}

  private final Books books;
  private final World world;

  Outflow(Books books) {
    this.books = books;
    this.world = books.world;
  }

  private long mostOwed() {
    return books.parameter(Parameter.WITHDRAWALS, 0);
  }

  /** Whether an address elsewhere may be paid at all. */
  ResultCode payable(Address to) {
    if (mostOwed() == 0) {
      return ResultCode.WITHDRAWALS_NOT_KEPT;
    }
    return to.high() == 0 && to.middle() == 0 && to.low() == 0
        ? ResultCode.RECIPIENT_OUT_OF_RANGE
        : ResultCode.OK;
  }

  /** Takes something out by a rule, and writes it down where the chain does so. */
  ResultCode leave(
      SubaccountId whose, Address to, int asset, long amount, Supplier<ResultCode> rule) {
    if (mostOwed() > 0 && world.rows(OWED).size() >= mostOwed()) {
      return ResultCode.TOO_MANY_WITHDRAWALS;
    }
    ResultCode code = rule.get();
    if (code == ResultCode.OK && mostOwed() > 0) {
      write(whose, to, asset, amount);
    }
    return code;
  }

  /** Writes down what is owed, under the next number. */
  void write(SubaccountId whose, Address to, int asset, long amount) {
    long number = world.rows(NUMBERED).merge(0, 1L, Long::sum);
    world.rows(OWED).put(number, new Owed(whose, to, asset, amount, world.height));
    books.events.add(new Event.WithdrawalNoted(number, whose, to, asset, amount));
  }

  /** A payment was made. */
  ResultCode forget(Command.ForgetWithdrawal forget) {
    return world.rows(OWED).remove(forget.sequence()) == null
        ? ResultCode.UNKNOWN_WITHDRAWAL
        : ResultCode.OK;
  }
}
