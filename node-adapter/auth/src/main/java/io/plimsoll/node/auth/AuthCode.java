package io.plimsoll.node.auth;

/** What was found out about signed bytes. Numbers are never changed or used again. */
public enum AuthCode {
  /** All signatures are those of whom the command names. */
  OK(0, "authenticated"),
  /** The bytes are not a signed command. */
  MALFORMED(1, "the bytes are not the canonical form of a signed command"),
  /** The command has no nonce and expiry, so anybody could bring it again. */
  NOT_ONCE(2, "the command has no nonce and expiry"),
  /** The command was signed for another chain. */
  WRONG_CHAIN(3, "the command was signed for another chain"),
  /** A signature's last byte is neither 27 nor 28. */
  WRONG_PARITY(4, "a signature's last byte is neither 27 nor 28"),
  /** A signature's r or s is 0, or not below the order of the group. */
  OUT_OF_RANGE(5, "a signature's r or s is not in 1 to the group's order less 1"),
  /** A signature's s is in the upper half, where the other signature of the same key has none. */
  HIGH_S(6, "a signature's s is in the upper half of its range"),
  /** No key has made this signature. */
  NO_SUCH_KEY(7, "no key has made this signature"),
  /** Another key than the sender's has signed, or the sender has signed something else. */
  WRONG_SENDER(8, "the signature is not the sender's of this command"),
  /** Another key than the order's signer has signed, or it has signed another order. */
  WRONG_ORDER_SIGNER(9, "a signature is not the signer's of this order"),
  /** Genesis is not signed: it stands in the chain's configuration. */
  UNSIGNABLE(10, "genesis is not taken from anybody");

  private final int number;
  private final String sentence;

  AuthCode(int number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  /** The number by which other programs know it. */
  public int number() {
    return number;
  }

  /** What it means. */
  public String sentence() {
    return sentence;
  }
}
