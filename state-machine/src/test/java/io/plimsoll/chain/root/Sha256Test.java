package io.plimsoll.chain.root;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {

  private final Sha256 sha = new Sha256();

  private String hex() {
    return HexFormat.of().formatHex(sha.digest());
  }

  /** FIPS 180-4, SHA-256 examples: one block and two blocks; the empty message is well known. */
  @Test
  void examplesOfTheStandard() {
    assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hex());
    sha.update(NaiveTrie.utf8("xabcx"), 1, 3);
    assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hex());
    byte[] blocks = NaiveTrie.utf8("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
    sha.update(blocks, 0, 20).update(blocks[20]).update(blocks, 21, blocks.length - 21);
    assertEquals("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", hex());
  }

  @Test
  void integersAreBigEndian() {
    byte[] ints = sha.updateInt(0x80010203).updateInt(-2).digest();
    assertArrayEquals(NaiveTrie.sha256(HexFormat.of().parseHex("80010203fffffffe")), ints);
    byte[] longs = sha.updateLong(0x8001020304050607L).updateLong(Long.MAX_VALUE).digest();
    assertArrayEquals(
        NaiveTrie.sha256(HexFormat.of().parseHex("80010203040506077fffffffffffffff")), longs);
  }

  @Test
  void digestAndResetForget() {
    byte[] one = sha.updateInt(1).digest();
    assertArrayEquals(one, sha.updateInt(1).digest());
    assertArrayEquals(one, sha.updateInt(7).reset().updateInt(1).digest());
  }

  @Test
  void digestWritesItsPlaceAlone() {
    byte[] to = new byte[40];
    Arrays.fill(to, (byte) 9);
    sha.updateInt(1).digest(to, 5);
    assertArrayEquals(sha.updateInt(1).digest(), Arrays.copyOfRange(to, 5, 37));
    assertArrayEquals(new byte[] {9, 9, 9, 9, 9}, Arrays.copyOf(to, 5));
    assertArrayEquals(new byte[] {9, 9, 9}, Arrays.copyOfRange(to, 37, 40));
    assertThrows(IllegalArgumentException.class, () -> sha.digest(to, 9));
  }
}
