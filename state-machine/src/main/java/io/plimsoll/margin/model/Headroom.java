package io.plimsoll.margin.model;

import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Undecided;

/**
 * By how much an account may fall before it is liquidated, as its model compares, along the price
 * of one coin; in dollars. Where it is above 0 the account is not liquidated.
 *
 * <p>How far it can bend over a stretch comes from the book's amounts: lines are known exactly, and
 * an option's value lies between its tangent and its chord. Where a model's formula jumps, as at
 * the bound of a tier or where another scenario begins to drive, both sides count.
 */
@FunctionalInterface
public interface Headroom {

  /**
   * What is known of it over a stretch of the price. All roundings of the model are in it.
   *
   * @throws Undecided where nothing is; a shorter stretch may do
   */
  Band over(Stretch stretch);
}
