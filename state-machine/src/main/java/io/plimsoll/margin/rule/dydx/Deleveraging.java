package io.plimsoll.margin.rule.dydx;

import io.plimsoll.margin.rule.OppositeWalk;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Closing a position against holders of the opposite side, without a book.
 *
 * <p>Source: clob/keeper/deleveraging.go. There the walk starts at a holder that a generator seeded
 * with the last block's time picks; here the start is an argument.
 *
 * @param world accounts and markets
 * @param account name of the account that is closed
 * @param market id of the market
 * @param price at which
 */
public record Deleveraging(
    AccountUpdates.World world, String account, long market, PriceMode price) {

  /** At which price a position is closed. */
  public enum PriceMode {
    /** The account's bankruptcy price, anew for each fill. */
    BANKRUPTCY,
    /** The oracle's, where a market is in final settlement. */
    ORACLE
  }

  /**
   * When an account may be deleveraged in a market, and how.
   *
   * @param atBankruptcyPrice its net collateral is negative
   * @param atOraclePrice it is not, and the market is in final settlement
   */
  public record Eligibility(boolean atBankruptcyPrice, boolean atOraclePrice) {

    /** Of an account as it is stored. */
    public static Eligibility of(Account stored, Markets markets, boolean finalSettlement) {
      boolean bankrupt = Risk.ofUnsettled(stored, markets).net().signum() < 0;
      return new Eligibility(bankrupt, !bankrupt && finalSettlement);
    }
  }

  /**
   * One fill.
   *
   * @param holder name of the account on the other side
   * @param base size, without a sign
   */
  public record Fill(String holder, BigInteger base) {}

  /**
   * What a walk did.
   *
   * @param remaining change of the position that nobody took
   */
  public record Walk(AccountUpdates.World world, List<Fill> fills, BigInteger remaining) {

    /** Copies the list. */
    public Walk {
      fills = List.copyOf(fills);
    }
  }

  /**
   * Closes a part of the position against one holder: a match at the price, under the rules of all
   * updates.
   *
   * @param change of the closed account's position, in base quanta
   */
  public Answer<AccountUpdates.World> fill(String holder, BigInteger change) {
    Liquidation closed = Liquidation.of(world.account(account), world.markets(), market);
    Liquidation other = Liquidation.of(world.account(holder), world.markets(), market);
    if (!closed.isReduction(change) || !other.isReduction(change.negate())) {
      return Answer.refused(Code.INVALID_SIZE_DELTA);
    }
    Answer<BigInteger> quote =
        price == PriceMode.BANKRUPTCY
            ? closed.bankruptcyQuote(change)
            : Answer.of(closed.market().price().notional(change.negate()));
    return quote.then(taken -> match(holder, change, taken));
  }

  private Answer<AccountUpdates.World> match(String holder, BigInteger change, BigInteger taken) {
    AccountUpdates updates =
        new AccountUpdates(
            List.of(
                new AccountUpdates.Of(account, Update.trade(market, change, taken)),
                new AccountUpdates.Of(
                    holder, Update.trade(market, change.negate(), taken.negate()))),
            UpdateKind.MATCH,
            Gate.OPEN);
    return updates
        .make(world)
        .then(
            made -> made.success() ? Answer.of(made.world()) : Answer.refused(Code.UPDATE_FAILED));
  }

  /**
   * Walks over holders and closes what each can take, until nothing is left. Who has no position on
   * the other side is skipped, and so is who may not make the update.
   *
   * @param holders names, in the order of the walk
   * @param start where among them it starts, not negative; it goes around
   * @param most how many are visited
   * @param change of the closed account's position, in base quanta
   */
  public Walk walk(List<String> holders, int start, int most, BigInteger change) {
    Progress progress = new Progress(world, change);
    OppositeWalk.run(holders.size(), start, most, place -> progress.visit(holders.get(place)));
    return new Walk(progress.now, progress.fills, progress.left);
  }

  /** A walk on its way. */
  private final class Progress {
    private AccountUpdates.World now;
    private BigInteger left;
    private final List<Fill> fills = new ArrayList<>();

    Progress(AccountUpdates.World world, BigInteger change) {
      now = world;
      left = change;
    }

    OppositeWalk.Step visit(String holder) {
      if (left.signum() == 0) {
        return OppositeWalk.Step.DONE;
      }
      BigInteger part = OppositeWalk.part(left, now.account(holder).size(market));
      if (part.signum() != 0
          && new Deleveraging(now, account, market, price).fill(holder, part)
              instanceof Answer.Value<AccountUpdates.World> after) {
        now = after.value();
        left = left.subtract(part);
        fills.add(new Fill(holder, part.abs()));
      }
      return OppositeWalk.Step.VISITED;
    }
  }
}
