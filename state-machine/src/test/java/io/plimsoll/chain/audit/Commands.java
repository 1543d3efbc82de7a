package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Authenticated;
import java.math.BigInteger;

/**
 * All commands beside prices, each of which has its rule in one {@link CommandPart}; one that fails
 * leaves the world as it was.
 */
final class Commands {

  /** The largest amount, in quanta, and number of lots that a command may name. */
  static final long MOST = 1L << 53;

  /** The most quanta that all pools hold together. */
  static final BigInteger MOST_IN_ALL = Numbers.ONE.shiftLeft(60);

  private final Books books;
  private final World world;
  private final Handlers handlers = new Handlers();

  Commands(Books books) {
    this.books = books;
    this.world = books.world;
    for (CommandPart part : Parts.of(CommandPart.class, Books.class, books)) {
      part.register(handlers);
    }
  }

  /** Whether all collateral together stays within its limit. */
  static boolean hasRoom(World world, long amount) {
    BigInteger all =
        world.pools.values().stream()
            .map(World.Pool::balance)
            .reduce(Numbers.of(amount), BigInteger::add);
    return all.compareTo(MOST_IN_ALL) <= 0;
  }

  ResultCode apply(Authenticated of) {
    World then = world.copy();
    int events = books.events.size();
    int offers = books.offers.size();
    ResultCode code = handlers.apply(world, of);
    if (code != ResultCode.OK) {
      world.become(then);
      books.events.subList(events, books.events.size()).clear();
      books.offers.subList(offers, books.offers.size()).clear();
    }
    return code;
  }
}
