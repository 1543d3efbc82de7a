package io.plimsoll.node.auth;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Signatures over the curve secp256k1 (SEC 2, 2.4.1) as Ethereum makes and takes them: the signer's
 * key is recovered from the signature (SEC 1, 4.1.6), s is in the lower half (EIP-2), nonces are
 * those of RFC 6979, an address is the last 20 bytes of the key's Keccak-256.
 */
final class Secp256k1 {

  private static final X9ECParameters CURVE = SECNamedCurves.getByName("secp256k1");
  private static final ECDomainParameters DOMAIN =
      new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());
  static final BigInteger ORDER = CURVE.getN();
  static final BigInteger HALF = ORDER.shiftRight(1);

  /** The last byte of a signature whose point has an even y; with an odd one it is one more. */
  static final int EVEN = 27;

  private static final int ODD = EVEN + 1;
  private static final int COMPRESSED = 33;
  private static final int SIGN_BYTE = 2;

  private Secp256k1() {}

  /** Who signed, or why nobody did. */
  record Recovered(AuthCode code, Address signer) {

    private static final Address NOBODY = new Address(0, 0, 0);

    static Recovered not(AuthCode code) {
      return new Recovered(code, NOBODY);
    }
  }

  /** Whose signature of a digest of 32 bytes it is. */
  static Recovered recover(byte[] digest, Signature signature) {
    BigInteger r = signature.r();
    BigInteger s = signature.s();
    if (signature.parity() != EVEN && signature.parity() != ODD) {
      return Recovered.not(AuthCode.WRONG_PARITY);
    }
    if (!isScalar(r) || !isScalar(s)) {
      return Recovered.not(AuthCode.OUT_OF_RANGE);
    }
    if (s.compareTo(HALF) > 0) {
      return Recovered.not(AuthCode.HIGH_S);
    }
    ECPoint point;
    try {
      point = CURVE.getCurve().decodePoint(compressed(r, signature.parity() - EVEN));
    } catch (IllegalArgumentException e) {
      // No point of the curve has this x.
      return Recovered.not(AuthCode.NO_SUCH_KEY);
    }
    BigInteger inverse = r.modInverse(ORDER);
    BigInteger ofBase = new BigInteger(1, digest).negate().multiply(inverse).mod(ORDER);
    BigInteger ofPoint = s.multiply(inverse).mod(ORDER);
    ECPoint key = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), ofBase, point, ofPoint);
    return key.isInfinity()
        ? Recovered.not(AuthCode.NO_SUCH_KEY)
        : new Recovered(AuthCode.OK, address(key));
  }

  private static boolean isScalar(BigInteger value) {
    return value.signum() > 0 && value.compareTo(ORDER) < 0;
  }

  private static byte[] compressed(BigInteger x, int odd) {
    byte[] out = new byte[COMPRESSED];
    byte[] bytes = x.toByteArray();
    int from = Math.max(0, bytes.length - Keccak.BYTES);
    int length = bytes.length - from;
    System.arraycopy(bytes, from, out, COMPRESSED - length, length);
    out[0] = (byte) (SIGN_BYTE + odd);
    return out;
  }

  private static Address address(ECPoint key) {
    byte[] encoded = key.getEncoded(false);
    byte[] hash = Keccak.hash(Arrays.copyOfRange(encoded, 1, encoded.length));
    return Address.read(
        new ByteReader(Arrays.copyOfRange(hash, Keccak.BYTES - Address.BYTES, Keccak.BYTES)));
  }

  /**
   * The address of a key.
   *
   * @throws IllegalArgumentException where no key has this number
   */
  static Address address(BigInteger key) {
    if (!isScalar(key)) {
      throw new IllegalArgumentException("a key is in 1 to the group's order less 1");
    }
    return address(new FixedPointCombMultiplier().multiply(CURVE.getG(), key).normalize());
  }

  /** Signs a digest of 32 bytes. */
  static Signature sign(byte[] digest, BigInteger key) {
    Address own = address(key);
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(key, DOMAIN));
    BigInteger[] parts = signer.generateSignature(digest);
    BigInteger s = parts[1].compareTo(HALF) > 0 ? ORDER.subtract(parts[1]) : parts[1];
    for (int parity = EVEN; parity <= ODD; parity++) {
      Signature signature = new Signature(parts[0], s, parity);
      Recovered recovered = recover(digest, signature);
      if (recovered.code() == AuthCode.OK && recovered.signer().equals(own)) {
        return signature;
      }
    }
    // The point's x was not below the group's order: once in 2^127 signatures.
    throw new IllegalStateException("this signature cannot be recovered");
  }
}
