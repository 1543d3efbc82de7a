package io.plimsoll.margin.rule.drift;

import io.plimsoll.margin.rule.drift.Figure.Width;

/** What a margin is asked for: to open, to be filled, or to stay. */
public enum MarginType {
  /** To open or withdraw. */
  INITIAL,
  /** To be filled as a maker: in the middle of both. */
  FILL,
  /** To stay unliquidated. */
  MAINTENANCE;

  /** The ratio or weight of this type: Floor of the mean for {@link #FILL}. */
  Figure choose(Figure initial, Figure maintenance) {
    return switch (this) {
      case INITIAL -> initial;
      case FILL -> initial.plus(maintenance).divideTowardZero(2);
      case MAINTENANCE -> maintenance;
    };
  }

  Figure choose(long initial, long maintenance) {
    return choose(Figure.of(Width.U32, initial), Figure.of(Width.U32, maintenance));
  }
}
