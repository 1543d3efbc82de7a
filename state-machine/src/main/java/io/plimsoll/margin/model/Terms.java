package io.plimsoll.margin.model;

import org.jspecify.annotations.Nullable;

/**
 * What a model covers and how, for people who compare models.
 *
 * @param settlement how all that it covers is settled
 * @param cash the asset in which linear instruments are settled; null where it is any
 * @param nets what offsets what, as a sentence's end
 * @param ignores what it does not see, as a sentence's end
 */
public record Terms(Settlement settlement, @Nullable String cash, String nets, String ignores) {

  /** How instruments are settled. */
  public enum Settlement {
    /** In any asset. */
    ANY,
    /** In the coin. */
    INVERSE,
    /** In cash. */
    LINEAR
  }

  /** Of a model that takes instruments as they are. */
  public static Terms any(String nets, String ignores) {
    return new Terms(Settlement.ANY, null, nets, ignores);
  }

  /** Of a model whose instruments settle in the coin. */
  public static Terms inverse(String nets, String ignores) {
    return new Terms(Settlement.INVERSE, null, nets, ignores);
  }

  /** Of a model whose instruments settle in cash. */
  public static Terms linear(String cash, String nets, String ignores) {
    return new Terms(Settlement.LINEAR, cash, nets, ignores);
  }
}
