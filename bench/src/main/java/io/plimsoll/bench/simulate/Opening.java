package io.plimsoll.bench.simulate;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.scenario.Scenario;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.cli.Failure;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * How a book lies in a chain: which positions share a subaccount, and how much collateral each has.
 *
 * <p>Isolated margin gives every position a subaccount of its own. Otherwise subaccount 0 holds all
 * that may be together and each position in an isolated market has its own.
 *
 * <p>A book opens in one block: each subaccount is lent enough for any order of its fills, trades
 * with the maker at the block's prices, takes its mode, and pays the loan back.
 */
final class Opening {

  /** One dollar in each subaccount, so that roundings of the opening trades cannot matter. */
  private static final long DOLLAR = 1_000_000;

  private final Listing listing;
  private final Mode mode;

  /**
   * A subaccount of a book.
   *
   * @param number of the subaccount
   * @param legs what it holds; none for the collateral that isolated margin leaves unallocated
   */
  record Part(int number, List<TraderBook.Leg> legs) {

    Part {
      legs = List.copyOf(legs);
    }
  }

  Opening(Listing listing, Mode mode) {
    this.listing = listing;
    this.mode = mode;
  }

  /** The subaccounts of a book; the first one is number 0. */
  List<Part> parts(TraderBook book) {
    List<TraderBook.Leg> together = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    for (TraderBook.Leg leg : book.legs()) {
      boolean alone =
          mode == Mode.ISOLATED || listing.marketOf(listing.item(leg.instrument())).isolated();
      if (alone) {
        parts.add(new Part(parts.size() + 1, List.of(leg)));
      } else {
        together.add(leg);
      }
    }
    parts.addFirst(new Part(0, together));
    return parts;
  }

  /** The least collateral of a book whose requirement is multiplied by a ratio in ppm, Ceil. */
  static long collateral(TraderBook book, long requirement, long ratioPpm) {
    return ceil(requirement, ratioPpm, ExactDecimal.ONE_PPM) + DOLLAR * (book.legs().size() + 1L);
  }

  /**
   * An amount of collateral a * b / d over the exact product, Ceil, for amounts that are not
   * negative.
   *
   * @throws Failure where it is more than a pool of a chain may hold
   */
  static long ceil(long a, long b, long d) {
    BigInteger product = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
    BigInteger amount = product.add(BigInteger.valueOf(d - 1)).divide(BigInteger.valueOf(d));
    if (amount.compareTo(BigInteger.valueOf(Scenario.LARGEST_QUANTA)) > 0) {
      throw new Failure(
          "A book would need more collateral than a chain can hold, "
              + Commands.usd(Scenario.LARGEST_QUANTA)
              + " USD; the scenario's sizes, fundedAtLeastPct, utilisationPct or leverages ask for"
              + " too much");
    }
    return amount.longValueExact();
  }

  private static long floor(long a, long b, long d) {
    return BigInteger.valueOf(a)
        .multiply(BigInteger.valueOf(b))
        .divide(BigInteger.valueOf(d))
        .longValueExact();
  }

  /**
   * What of a book's collateral each part gets: a dollar each, then in proportion to requirements.
   * Isolated margin leaves a share of the collateral in subaccount 0, as far as that leaves the
   * positions {@code fundedAtLeastPpm} of their requirement.
   *
   * @param requirements of the parts in this mode
   */
  long[] allocate(
      List<Part> parts,
      long[] requirements,
      long collateral,
      int isolatedPpm,
      long fundedAtLeastPpm) {
    long total = 0;
    for (long requirement : requirements) {
      total += requirement;
    }
    long spread = collateral - DOLLAR * (parts.size() - 1L);
    if (mode == Mode.ISOLATED) {
      long share = floor(spread, isolatedPpm, ExactDecimal.ONE_PPM);
      long least = ceil(total, fundedAtLeastPpm, ExactDecimal.ONE_PPM);
      spread = Math.min(spread, Math.max(share, least));
    }
    long[] amounts = new long[parts.size()];
    long left = collateral;
    for (int i = 1; i < amounts.length; i++) {
      amounts[i] = DOLLAR + (total == 0 ? 0 : floor(spread, requirements[i], total));
      left -= amounts[i];
    }
    amounts[0] = left;
    return amounts;
  }

  /**
   * Adds the commands with which a book opens.
   *
   * @param amounts collateral of each part
   * @param keepsLoan whether the loan stays, to look at requirements only
   */
  void open(
      TraderBook book,
      List<Part> parts,
      long[] amounts,
      boolean keepsLoan,
      Quotation prices,
      Commands to) {
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      SubaccountId id = new SubaccountId(Commands.trader(book.number()), part.number());
      long loan = part.legs().isEmpty() ? 0 : loan(part, prices);
      to.deposit(id, amounts[i] + loan);
      if (part.legs().isEmpty()) {
        continue;
      }
      if (mode != Mode.PORTFOLIO) {
        to.add(id.owner(), new Command.SetMode(id, mode));
      } else {
        to.add(id.owner(), new Command.SetMode(id, Mode.CROSS));
      }
      for (TraderBook.Leg leg : part.legs()) {
        to.add(fill(id, leg, prices));
      }
      if (mode == Mode.PORTFOLIO) {
        to.add(id.owner(), new Command.SetMode(id, mode));
      }
      if (!keepsLoan) {
        to.withdraw(id, loan);
      }
    }
  }

  /** Twice the index value of all legs: more than any model requires of them. */
  private long loan(Part part, Quotation prices) {
    long loan = DOLLAR;
    for (TraderBook.Leg leg : part.legs()) {
      Listing.Item item = listing.item(leg.instrument());
      var market = listing.marketOf(item);
      long value =
          BigInteger.valueOf(Math.abs(leg.lots()))
              .multiply(BigInteger.valueOf(prices.index(item.marketIndex())))
              .multiply(BigInteger.valueOf(market.multiplierNum()))
              .divide(BigInteger.valueOf(market.multiplierDen()))
              .longValueExact();
      loan += 2 * (value + 1);
    }
    return loan;
  }

  private Command fill(SubaccountId id, TraderBook.Leg leg, Quotation prices) {
    Listing.Item item = listing.item(leg.instrument());
    SubaccountId maker = Commands.desk(Commands.MAKER, listing.marketOf(item), item.marketIndex());
    boolean buys = leg.lots() > 0;
    return new Command.Fill(
        buys ? id : maker,
        buys ? maker : id,
        item.id(),
        Math.abs(leg.lots()),
        Math.max(1, prices.mark(leg.instrument())),
        0,
        0);
  }
}
