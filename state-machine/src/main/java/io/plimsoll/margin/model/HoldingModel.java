package io.plimsoll.margin.model;

import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Valued;
import java.math.BigInteger;
import java.util.Set;

/**
 * A margin model over a book as a person holds it, at 18 decimals. A chain has it, too: {@code
 * margin.model.venue} makes a {@link MarginModel} of it, which asks it about each account's book.
 * The generic models beside it have an entry for blocks of their own, in ppm and quanta.
 *
 * <p>A model is made of its parameters and has no other state, so that one serves any number of
 * callers, and two of one name with the same values say the same.
 */
public interface HoldingModel {

  /** How coins that an account holds count, or those that it owes. */
  enum Coins {
    /** For nothing. */
    NOTHING,
    /** As a balance, at what the model makes of it. */
    COLLATERAL,
    /** As a position that moves with its price, in one risk unit with all else of the coin. */
    RISK
  }

  /** The model's standard name, for people. */
  String name();

  /** What it covers and how. */
  Terms terms();

  /** What it is made of. */
  ParameterSet parameters();

  /**
   * The version of its rules: raised with each change of them after which some book has another
   * result, so that chains which have chosen it by its number keep the old one, or none.
   */
  default int version() {
    return 1;
  }

  /**
   * Whether a book may hold an instrument. Of what is not covered {@link #assess} says so, too;
   * what is may still be refused beside something else, or at a price or size beyond all ranges.
   */
  boolean covers(Instrument instrument);

  /** How a coin counts, by its name. */
  Coins coins(String coin);

  /** Whether dollars that are held or owed count, as {@link #cash} of a book. */
  default boolean countsCash() {
    return true;
  }

  /** What a chain's dollars are called, in which its linear instruments settle. */
  default String cash() {
    String named = terms().cash();
    return named == null ? "USD" : named;
  }

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

  /** What equity is compared with before an account may take on risk. */
  default BigInteger toOpen(Holdings book, Assessment of) {
    return of.initial();
  }

  /** What equity is compared with before an account is liquidated. */
  default BigInteger toStay(Holdings book, Assessment of) {
    return of.maintenance();
  }

  /**
   * How much there is to lose along a coin's price, as {@link #isLiquidatable} sees it.
   *
   * @param coin of the book
   * @throws io.plimsoll.margin.rule.Undecided where nothing can be said, with the reason
   * @throws IllegalArgumentException where the model does not cover the book
   */
  Headroom headroom(Holdings book, String coin);
}
