package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Liquidation of what is below its maintenance margin, as the chain's policy says. */
final class Liquidation {

  static final int HOUSE = 1;
  static final int DYDX = 2;
  static final int DRIFT = 3;
  static final int DERIVE = 4;
  static final int HYPERLIQUID = 5;

  /** An offer to liquidations, and what is left of it. */
  static final class Offer {
    final Command.LiquidityQuote quote;
    BigInteger left;

    Offer(Command.LiquidityQuote quote) {
      this.quote = quote;
      this.left = Numbers.of(quote.lots());
    }
  }

  private final Books books;

  Liquidation(Books books) {
    this.books = books;
  }

  static int policy(Books books) {
    return (int) books.parameter(Parameter.LIQUIDATION_POLICY, 0);
  }

  /** Lets the policy work; what another one remembered is forgotten. */
  void liquidate() {
    List<SubaccountId> below = new ArrayList<>();
    books.kept.forEach((id, margin) -> {
      if (margin.isLiquidatable()) {
        below.add(id);
      }
    });
    int policy = policy(books);
    Selling selling = new Selling(books);
    selling.liquidations().values().removeIf(row -> row.policy() != policy);
    if (policy != DERIVE) {
      selling.auctions().clear();
    }
    List<SubaccountId> candidates = books.byRisk(below);
    switch (policy) {
      case HOUSE -> new HouseSelling(selling).run(candidates);
      case DYDX -> new DydxSelling(selling).run(candidates);
      case DRIFT -> new DriftSelling(selling).run(candidates);
      case DERIVE -> new DeriveSelling(selling).run(candidates);
      case HYPERLIQUID -> new HyperliquidSelling(selling).run(candidates);
      default -> throw new AssertionError("policy " + policy);
    }
  }

  /** Whether a subaccount is still on offer to bidders, and closed by nobody else. */
  static boolean isInAuction(Books books, SubaccountId id) {
    Selling.Auction auction = books.world.rows(Selling.AUCTIONS).get(id);
    long most = books.parameter(Parameter.AUCTION_INSOLVENT_BLOCKS, 0);
    return auction != null && books.world.height - auction.startHeight() < most;
  }
}
