package io.plimsoll.node.keys;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a password becomes the key of the cipher: costly, so that guesses are. What a file may ask
 * for is limited, since a file may come from anybody: 512 MiB and about ten seconds.
 */
public sealed interface Derivation {

  /** Bytes that are derived at least: half for the cipher, half for the checksum. */
  int LEAST_BYTES = 32;

  /** Bytes that are derived at most; only the first {@link #LEAST_BYTES} count. */
  int MOST_BYTES = 64;

  /** The most bytes of a salt. */
  int MOST_SALT = 256;

  /** The most rounds of PBKDF2, 38 times those of the definition's example. */
  int MOST_ROUNDS = 10_000_000;

  /** The most n times r of scrypt, twice what geth takes. A 128th of what it takes in memory. */
  int MOST_MEMORY = 1 << 22;

  /** The most n times r times p of scrypt, 8 times what geth takes. */
  int MOST_WORK = 1 << 24;

  /** The name in a file. */
  String name();

  /** The derived key; who calls overwrites it. */
  byte[] derive(byte[] password);

  /** The parameters in a file. */
  Map<String, Object> parameters();

  /** The costs, as a person reads them. */
  String costs();

  /**
   * scrypt as geth makes it.
   *
   * @param salt hexadecimal
   */
  static Derivation strong(String salt) {
    return new Scrypt(1 << 18, 8, 1, LEAST_BYTES, salt);
  }

  /**
   * scrypt for keys that guard nothing, as of tests: a 50th of the work.
   *
   * @param salt hexadecimal
   */
  static Derivation light(String salt) {
    return new Scrypt(1 << 12, 8, 1, LEAST_BYTES, salt);
  }

  /**
   * PBKDF2, for readers that know no scrypt.
   *
   * @param salt hexadecimal
   */
  static Derivation pbkdf2(String salt) {
    return new Pbkdf2(1_000_000, LEAST_BYTES, salt);
  }

  /**
   * scrypt.
   *
   * @param n cost, a power of two
   * @param r size of a block, in 128 bytes
   * @param p how often
   * @param bytes bytes to derive
   * @param salt hexadecimal
   */
  record Scrypt(int n, int r, int p, int bytes, String salt) implements Derivation {

    @Override
    public String name() {
      return "scrypt";
    }

    /**
     * The derived key.
     *
     * @throws KeyRefused where this JVM has no memory for it
     */
    @Override
    public byte[] derive(byte[] password) {
      long memory = ScryptFunction.memory(n, r);
      if (memory > Runtime.getRuntime().maxMemory() >> 1) {
        throw new KeyRefused(
            "the file's scrypt takes "
                + (memory >> 20)
                + " MiB, more than this JVM can give; raise -Xmx");
      }
      return ScryptFunction.derive(password, HexFormat.of().parseHex(salt), n, r, p, bytes);
    }

    @Override
    public Map<String, Object> parameters() {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("dklen", bytes);
      out.put("n", n);
      out.put("p", p);
      out.put("r", r);
      out.put("salt", salt);
      return out;
    }

    @Override
    public String costs() {
      return "n " + n + ", r " + r + ", p " + p;
    }
  }

  /**
   * PBKDF2 with HMAC-SHA-256.
   *
   * @param rounds how often
   * @param bytes bytes to derive
   * @param salt hexadecimal
   */
  record Pbkdf2(int rounds, int bytes, String salt) implements Derivation {

    @Override
    public String name() {
      return "pbkdf2";
    }

    @Override
    public byte[] derive(byte[] password) {
      return Pbkdf2Function.derive(password, HexFormat.of().parseHex(salt), rounds, bytes);
    }

    @Override
    public Map<String, Object> parameters() {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("c", rounds);
      out.put("dklen", bytes);
      out.put("prf", "hmac-sha256");
      out.put("salt", salt);
      return out;
    }

    @Override
    public String costs() {
      return "c " + rounds;
    }
  }
}
