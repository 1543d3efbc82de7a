package io.plimsoll.margin.book;

import org.jspecify.annotations.Nullable;

/**
 * One account: cash and positions. A cursor over rows that many accounts share, so that a pass over
 * all accounts neither copies nor allocates. Positions are those from {@link #from} to {@link #to}
 * - 1, sorted by underlying, then by instrument.
 *
 * <p>Cash and quote balances are in quanta, sizes in lots, funding indices in 10^-6 quanta a lot.
 */
public final class Book {

  private Positions positions = new Positions(0);
  private int from;
  private int to;
  private long cash;
  private @Nullable OwnFractions own;

  /** An empty account. */
  public Book() {}

  /** Takes the positions of all accounts, without copying. */
  public void share(Positions all) {
    positions = all;
  }

  /**
   * Moves to the account with this cash whose positions are from {@code from} to before {@code to}.
   */
  public void moveTo(long cash, int from, int to) {
    this.cash = cash;
    this.from = from;
    this.to = to;
  }

  /** Takes the margin fractions that the account's holder has set; null where it has set none. */
  public void setOwn(@Nullable OwnFractions fractions) {
    own = fractions;
  }

  /** Takes the margin fractions of another book. */
  public void ownAs(Book other) {
    own = other.own;
  }

  /** The margin fractions that the account's holder has set, or null. */
  public @Nullable OwnFractions own() {
    return own;
  }

  /** Cash in quanta, signed. */
  public long cash() {
    return cash;
  }

  /** Index of the first position. */
  public int from() {
    return from;
  }

  /** Index after the last position. */
  public int to() {
    return to;
  }

  /** Number of the instrument of the position at an index. */
  public int instrument(int position) {
    return positions.instrument(position);
  }

  /** Signed lots of the position at an index. */
  public long lots(int position) {
    return positions.lots(position);
  }

  /** Quote balance of the position at an index, in quanta: negative where lots were bought. */
  public long quote(int position) {
    return positions.quote(position);
  }

  /** Funding index up to which the position at an index has paid. */
  public long fundingIndex(int position) {
    return positions.fundingIndex(position);
  }
}
