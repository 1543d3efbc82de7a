package io.plimsoll.chain.command;

/** What an address may do beside handling its own subaccounts; a bit of a mask. */
public enum Role {
  /** Lists, delists, changes parameters, grants roles. */
  GOVERNOR(1),
  /** Reports prices and funding rates. */
  REPORTER(2),
  /** Reports fills. */
  MATCHER(4),
  /** Keeps liquidations going where a model needs somebody to. */
  KEEPER(8),
  /** Says what came in and what may go out: deposits and payments into insurance funds. */
  CUSTODIAN(16);

  /** All roles. */
  public static final int ALL = 31;

  private final int bit;

  Role(int bit) {
    this.bit = bit;
  }

  /** Its bit in a mask. */
  public int bit() {
    return bit;
  }
}
