package io.plimsoll.margin.model;

import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.UnitLosses;
import io.plimsoll.margin.market.MarketData;

/**
 * A margin model: what an account is worth, what it must be worth, and what follows from that. The
 * chain never compares equity with a requirement on its own.
 *
 * <p>A model keeps scratch memory, so an instance serves one caller at a time.
 */
public interface MarginModel {

  /** The model's standard name, for people. */
  String name();

  /** Whether {@link #evaluate} reads its {@code losses}. */
  boolean needsLosses();

  /**
   * Evaluates an account.
   *
   * @param losses the account's risk units, where {@link #needsLosses}
   * @param out is filled; amounts that do not fit saturate at the largest {@code long}
   */
  void evaluate(MarketData market, Book book, UnitLosses losses, Requirement out);

  /**
   * Whether open orders are charged by risk unit; else by instrument, for which requirements must
   * be sums over instruments. See {@link OrderCharge}.
   */
  boolean groupsByUnit();

  /**
   * Whether a requirement is made of more than its own instruments' numbers, as of the block's
   * time, so that it may be another in each block.
   */
  default boolean readsTheWholeMarket() {
    return false;
  }

  /** Whether an account with this requirement may open positions and withdraw. */
  boolean canOpen(Requirement of);

  /** Whether an account with this requirement is to be liquidated. */
  boolean isLiquidatable(Requirement of);

  /** Whether an update that leads from one requirement to the other is allowed. */
  boolean permits(Requirement before, Requirement after);

  /**
   * Maintenance margin of one position on its own, in quanta. Its part of the sum over an account's
   * positions is the part of the account's equity that the position has when it is liquidated.
   *
   * @param worstPnl the position's own smallest scenario profit or loss, where {@link #needsLosses}
   */
  long standAloneMaintenance(MarketData market, int instrument, long lots, long worstPnl);

  /**
   * Says how a requirement came about: each component with its inputs, the driving scenario, the
   * runner-up and the gap, and what each position adds.
   */
  Explanation explain(MarketData market, Book book, UnitLosses losses);
}
