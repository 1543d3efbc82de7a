package io.plimsoll.margin.model;

/** What a model says of itself and is tested for; where it does not, a test has the reason. */
public enum Property {
  /** The order of a book's positions does not matter. */
  ORDER_INDEPENDENT,
  /** So many times the book needs so many times the margin, but for rounding. */
  HOMOGENEOUS,
  /** Two books together need no more than both on their own. */
  SUBADDITIVE,
  /** Scenarios more never need less. */
  MONOTONE_IN_SCENARIOS
}
