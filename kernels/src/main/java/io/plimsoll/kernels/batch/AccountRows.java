package io.plimsoll.kernels.batch;

import java.util.Arrays;

/**
 * Which rows of a revaluation are one account's, for joint scenario sets, in which scenario {@code
 * s} is one event across all risk units: the account's rows, each brought to quanta and
 * transformed, are added scenario by scenario before the worst or a quantile is taken.
 *
 * <p>Account {@code a} has the rows from {@code from[a]} to {@code to[a] - 1}; it may have none.
 * Either the columns are the caller's own ({@link #share}) or accounts are added one by one.
 */
public final class AccountRows {

  private boolean own = true;
  private int accounts;
  private int[] from = new int[4];
  private int[] to = new int[4];

  /** No accounts. */
  public AccountRows() {}

  /** Forgets all accounts; columns of the caller's are let go. */
  public void clear() {
    accounts = 0;
    if (!own) {
      from = new int[4];
      to = new int[4];
      own = true;
    }
  }

  /**
   * Takes the caller's columns, without copying.
   *
   * @param accounts the number of accounts; the columns may be longer
   * @param from index of the first row of each account
   * @param to index after the last row of each account
   */
  public void share(int accounts, int[] from, int[] to) {
    own = false;
    this.accounts = accounts;
    this.from = from;
    this.to = to;
  }

  /**
   * Adds an account with the rows from {@code first} to {@code end - 1}.
   *
   * @return its index, from 0
   */
  public int add(int first, int end) {
    if (!own) {
      throw new IllegalStateException(
          "accounts are added to columns that the caller owns; call clear first");
    }
    if (accounts == from.length) {
      from = Arrays.copyOf(from, 2 * accounts);
      to = Arrays.copyOf(to, 2 * accounts);
    }
    from[accounts] = first;
    to[accounts] = end;
    accounts++;
    return accounts - 1;
  }

  /** Adds an account for each row of a revaluation, for tails of rows that stand alone. */
  public void addEachRow(Revaluation in) {
    for (int row = 0; row < in.rows(); row++) {
      add(row, row + 1);
    }
  }

  /** The number of accounts. */
  public int accounts() {
    return accounts;
  }

  /** Index of the first row of each account; may be longer. */
  public int[] from() {
    return from;
  }

  /** Index after the last row of each account; may be longer. */
  public int[] to() {
    return to;
  }
}
