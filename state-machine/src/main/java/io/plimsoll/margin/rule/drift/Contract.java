package io.plimsoll.margin.rule.drift;

/** What a perpetual pays. */
public enum Contract {
  /** The price, whatever it is. */
  PERPETUAL,
  /** A share of a highest price, so that a short one can lose no more than what is left of it. */
  PREDICTION
}
