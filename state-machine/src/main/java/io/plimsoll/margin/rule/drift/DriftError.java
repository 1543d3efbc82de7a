package io.plimsoll.margin.rule.drift;

/** Why Drift gives no result; its transaction fails and changes nothing. */
public enum DriftError {
  /** A result does not fit its width, or something is divided by zero. */
  ARITHMETIC,
  /** A number does not fit the width that it is brought to, as a negative price does not. */
  CAST,
  /** A price must be above zero and is not. */
  ORACLE,
  /** A debt has less weight than its own value, or none. */
  MARGIN,
  /** A loss is to be shared and nobody holds a position. */
  BANKRUPTCY,
  /** A swap of a liquidation is worse than its boundary. */
  LIQUIDATION
}
