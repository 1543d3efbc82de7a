package io.plimsoll.margin.rule.dydx;

import java.util.function.Function;

/**
 * What a rule gives: a value, or the code of why there is none.
 *
 * @param <T> the kind of value
 */
public sealed interface Answer<T> {

  /** A value. */
  record Value<T>(T value) implements Answer<T> {}

  /** No value. */
  record Refused<T>(Code code) implements Answer<T> {}

  /** An answer with a value. */
  static <T> Answer<T> of(T value) {
    return new Value<>(value);
  }

  /** An answer without one. */
  static <T> Answer<T> refused(Code code) {
    return new Refused<>(code);
  }

  /** The answer that follows from a value; a code stays. */
  default <R> Answer<R> then(Function<? super T, Answer<R>> next) {
    return switch (this) {
      case Value<T> of -> next.apply(of.value);
      case Refused<T> no -> refused(no.code);
    };
  }

  /** The answer with a value made of the value; a code stays. */
  default <R> Answer<R> map(Function<? super T, R> next) {
    return then(value -> of(next.apply(value)));
  }
}
