package io.plimsoll.node.auth;

import io.plimsoll.chain.command.Address;
import java.math.BigInteger;

/** A secret key of secp256k1. It is in no text of it. */
public final class SigningKey {

  /** The number of bytes. */
  public static final int BYTES = 32;

  private final BigInteger number;
  private final Address address;

  /**
   * The key of a number.
   *
   * @param secret 32 bytes, big-endian
   * @throws IllegalArgumentException where there are more or fewer, or no key has this number
   */
  public SigningKey(byte[] secret) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException("a key has " + BYTES + " bytes, not " + secret.length);
    }
    number = new BigInteger(1, secret);
    address = Secp256k1.address(number);
  }

  /** The address whose signatures it makes. */
  public Address address() {
    return address;
  }

  /**
   * Signs a digest, always in the same way (RFC 6979).
   *
   * @param digest 32 bytes
   */
  public Signature sign(byte[] digest) {
    return Secp256k1.sign(digest, number);
  }

  @Override
  public String toString() {
    return "key of " + address;
  }
}
