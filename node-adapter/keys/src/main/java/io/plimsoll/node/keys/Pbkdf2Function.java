package io.plimsoll.node.keys;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/** PBKDF2 (RFC 8018) with HMAC-SHA-256. */
final class Pbkdf2Function {

  private Pbkdf2Function() {}

  static byte[] derive(byte[] password, byte[] salt, int rounds, int length) {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(password, salt, rounds);
    return ((KeyParameter) generator.generateDerivedMacParameters(length * Byte.SIZE)).getKey();
  }
}
