package io.plimsoll.bench.simulate;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.margin.model.Explanation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What each mode requires of each book at the opening. A chain says it, on which all books have
 * opened with more than enough collateral: open interest, on which margins depend, is then that of
 * the real chains.
 */
final class Requirements {

  /** Initial margins of a book's legs on their own, in the book's order. */
  private final List<long[]> byLeg = new ArrayList<>();

  /** Portfolio initial margins of a book's parts in cross and portfolio mode. */
  private final List<long[]> portfolio = new ArrayList<>();

  private final Listing listing;

  private Requirements(Listing listing) {
    this.listing = listing;
  }

  /**
   * Measures all books.
   *
   * @param blocks makes the blocks of the opening for a chain
   * @throws io.plimsoll.node.cli.Failure where the chain refuses any of it
   */
  static Requirements measure(
      Settings settings,
      Listing listing,
      List<TraderBook> books,
      Quotation prices,
      Function<OpeningBlocks.Chain, OpeningBlocks> blocks,
      Engine engine)
      throws IOException {
    MarginChain chain = new MarginChain(engine, settings.models());
    List<byte[]> genesis = Commands.genesis(settings, listing, 0);
    execute(chain, prices.timeMs() - SimulatedChain.GENESIS_BEFORE_MS, genesis);
    Opening opening = new Opening(listing, Mode.CROSS);
    OpeningBlocks into = blocks.apply((timeMs, commands) -> execute(chain, timeMs, commands));
    for (TraderBook book : books) {
      List<Opening.Part> parts = opening.parts(book);
      opening.open(book, parts, new long[parts.size()], true, prices, into.forNextBook());
    }
    into.finish();
    Requirements found = new Requirements(listing);
    for (TraderBook book : books) {
      found.read(chain, book, opening.parts(book));
    }
    return found;
  }

  private static void execute(MarginChain chain, long timeMs, List<byte[]> commands) {
    Block block = new Block(chain.height() + 1, timeMs, chain.lastHash(), commands);
    BlockResult result = chain.execute(block);
    chain.commit();
    Refusals.requireNone("that measures requirements", commands, result);
  }

  private void read(MarginChain chain, TraderBook book, List<Opening.Part> parts) {
    long[] legs = new long[book.legs().size()];
    long[] units = new long[parts.size()];
    for (int i = 0; i < units.length; i++) {
      if (parts.get(i).legs().isEmpty()) {
        continue;
      }
      SubaccountId id = new SubaccountId(Commands.trader(book.number()), parts.get(i).number());
      int handle = chain.state().accounts().find(id);
      units[i] = chain.processor().requirement(handle, Mode.PORTFOLIO).initial();
      for (Explanation.Contribution part : chain.processor().explain(handle).contributions()) {
        int instrument = listing.indexOf(chain.state().instruments().keyOf(part.instrument()));
        legs[place(book, instrument)] = part.amount();
      }
    }
    byLeg.add(legs);
    portfolio.add(units);
  }

  private static int place(TraderBook book, int instrument) {
    for (int i = 0; i < book.legs().size(); i++) {
      if (book.legs().get(i).instrument() == instrument) {
        return i;
      }
    }
    throw new IllegalStateException("book " + book.number() + " has no leg " + instrument);
  }

  /** Initial margin in a mode of each part of a book. */
  long[] ofParts(TraderBook book, List<Opening.Part> parts, Mode mode) {
    if (mode == Mode.PORTFOLIO) {
      return portfolio.get(book.number()).clone();
    }
    long[] legs = byLeg.get(book.number());
    long[] found = new long[parts.size()];
    for (int i = 0; i < found.length; i++) {
      for (TraderBook.Leg leg : parts.get(i).legs()) {
        found[i] += legs[place(book, leg.instrument())];
      }
    }
    return found;
  }

  /** Initial margin of a whole book in a mode. */
  long of(TraderBook book, Mode mode) {
    long total = 0;
    long[] parts = (mode == Mode.PORTFOLIO ? portfolio : byLeg).get(book.number());
    for (long part : parts) {
      total += part;
    }
    return total;
  }
}
