package io.plimsoll.margin.model;

import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Valued;
import java.util.Set;

/**
 * A margin model over a book as a person holds it, at 18 decimals: the wide entry of a model. What
 * a chain runs in blocks is a {@link MarginModel}, in ppm and quanta, with the same parameters; a
 * model's folder holds both where it has both.
 *
 * <p>A model is made of its parameters and has no other state.
 */
public interface HoldingModel {

  /** The model's standard name, for people. */
  String name();

  /** What it covers and how. */
  Terms terms();

  /**
   * Assesses a book.
   *
   * @throws IllegalArgumentException where the book lacks a price or holds what the model does not
   *     cover; the message names it
   */
  default Assessment assess(Holdings holdings) {
    return assess(Valued.of(holdings));
  }

  /** The same of a book that is revalued already, by this model alone. */
  Assessment assess(Valued book);

  /** What holds for its initial margin, and is tested. */
  Set<Property> properties();

  /** Whether an account that is assessed so may take on risk. */
  boolean canOpen(Assessment of);

  /** Whether an account that is assessed so is to be liquidated. */
  boolean isLiquidatable(Assessment of);

  /**
   * How much there is to lose along a coin's price, as {@link #isLiquidatable} sees it.
   *
   * @param coin of the book
   * @throws io.plimsoll.margin.rule.Undecided where nothing can be said, with the reason
   * @throws IllegalArgumentException where the model does not cover the book
   */
  Headroom headroom(Holdings book, String coin);
}
