package io.plimsoll.node.server.diverge;

import org.jspecify.annotations.Nullable;

/** What another program wrote of one block by {@code diverge --trace}. */
final class DerivationSide implements Side {

  private final String name;
  private final Derivation derivation;

  DerivationSide(String name, Derivation derivation) {
    this.name = name;
    this.derivation = derivation;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long first() {
    return derivation.claim().height();
  }

  @Override
  public long last() {
    return derivation.claim().height();
  }

  @Override
  public @Nullable Claim claim(long height) {
    return height == first() ? derivation.claim() : null;
  }

  @Override
  public @Nullable Derivation derivation(long height) {
    return height == first() ? derivation : null;
  }

  @Override
  public void close() {
    // It is in memory alone.
  }
}
