package io.plimsoll.node.evm.validate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.contract.Commitment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a validator has signed outlives it, and is not believed where it is not whole. */
class SignedFileTest {

  private static final Address VALIDATOR = Address.ofNumber(1);
  private static final Address CONTRACT = Address.ofNumber(2);
  private static final long CHAIN = 31_337;

  @TempDir Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void place() {
    file = folder.resolve("SIGNED");
  }

  private SignedFile open(boolean begins) throws IOException {
    return SignedFile.open(file, VALIDATOR, CHAIN, CONTRACT, begins);
  }

  private static Commitment commitment(long height, long root) {
    return new Commitment(
        height,
        height + 100,
        new Hash(height, 1, 1, 1),
        new Hash(root, height, 2, 2),
        new Hash(3, 3, 3, root));
  }

  private static void assertSays(String part, @Nullable String why) {
    assertTrue(why != null && why.contains(part), String.valueOf(why));
  }

  @Test
  void whatIsAdmittedIsOnDiskThen() throws IOException {
    SignedFile signed = open(true);
    for (long height = 4; height <= 40; height += 4) {
      assertNull(signed.admit(1, commitment(height, 7)));
      SignedFile.Entry onDisk = open(false).at(height);
      assertEquals(new SignedFile.Entry(1, commitment(height, 7)), onDisk);
    }
    assertEquals(open(false).at(0), signed.at(0));
    assertNull(signed.at(5));
  }

  @Test
  void aSecondRootAndALowerHeightAreRefusedAfterARestartToo() throws IOException {
    assertNull(open(true).admit(1, commitment(8, 7)));
    byte[] before = Files.readAllBytes(file);
    SignedFile again = open(false);
    assertSays("height 8 was signed with root", again.admit(1, commitment(8, 9)));
    assertSays("height 8 was signed with root", again.admit(2, commitment(8, 9)));
    assertSays("height 8 was signed already", again.admit(1, commitment(4, 7)));
    assertArrayEquals(before, Files.readAllBytes(file));
    assertNull(again.admit(1, commitment(8, 7)), "the same to the byte");
    assertArrayEquals(before, Files.readAllBytes(file));
    assertNull(again.admit(2, commitment(8, 7)), "one root, under the next set");
    assertSays("height 8 was signed with root", open(false).admit(2, commitment(8, 9)));
  }

  /** However many heights were signed, the file stays small, and no old one is signed anew. */
  @Test
  void onlySoManyHeightsAreKeptAndNoneComesBack() throws IOException {
    SignedFile signed = open(true);
    for (long height = 1; height <= 300; height++) {
      assertNull(signed.admit(1, commitment(height, 7)));
    }
    assertEquals(85 + 256 * 120, Files.size(file), "256 heights");
    SignedFile again = open(false);
    assertNull(again.at(44));
    assertNotNull(again.at(45));
    assertSays("height 300 was signed already", again.admit(1, commitment(44, 7)));
    assertSays("height 300 was signed already", again.admit(1, commitment(1, 9)));
  }

  @Test
  void nothingIsAdmittedThatDiskDoesNotTake() throws IOException {
    SignedFile signed = open(true);
    assertNull(signed.admit(1, commitment(4, 7)));
    Path inTheWay = Files.createDirectory(folder.resolve("SIGNED.next"));
    assertThrows(IOException.class, () -> signed.admit(1, commitment(8, 7)));
    assertNull(signed.at(8));
    assertEquals(new SignedFile.Entry(1, commitment(4, 7)), signed.at(0));
    assertThrows(IOException.class, () -> signed.admit(2, commitment(4, 7)));
    assertEquals(new SignedFile.Entry(1, commitment(4, 7)), signed.at(4));
    Files.delete(inTheWay);
    assertNull(signed.admit(1, commitment(8, 7)));
    // What a write left that did not come to its end is not looked at.
    Files.writeString(folder.resolve("SIGNED.next"), "half of it");
    assertEquals(new SignedFile.Entry(1, commitment(8, 7)), open(false).at(0));
  }

  @Test
  void aTornOrAlteredFileIsRefused() throws IOException {
    SignedFile signed = open(true);
    signed.admit(1, commitment(4, 7));
    signed.admit(1, commitment(8, 7));
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      Files.write(file, Arrays.copyOf(whole, i));
      assertRefused();
      byte[] altered = whole.clone();
      altered[i] ^= (byte) (1 << i % 8);
      Files.write(file, altered);
      assertRefused();
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertRefused();
    Files.write(file, whole);
    assertEquals(new SignedFile.Entry(1, commitment(8, 7)), open(false).at(0));
  }

  private void assertRefused() {
    Failure refused = assertThrows(Failure.class, () -> open(true));
    assertSays("restore the file", refused.getMessage());
  }

  @Test
  void aMissingFileIsRefusedWhereSomethingMayHaveBeenSigned() throws IOException {
    Failure refused = assertThrows(Failure.class, () -> open(false));
    assertSays("it is missing", refused.getMessage());
    assertSays("--validator-new", refused.getMessage());
    assertTrue(Files.notExists(file), "a refusal begins no file");
    open(true);
    open(false);
  }

  @Test
  void aFileOfAnotherKeyChainOrContractIsRefused() throws IOException {
    open(true).admit(1, commitment(4, 7));
    assertThrows(Failure.class, () -> SignedFile.open(file, CONTRACT, CHAIN, CONTRACT, true));
    assertThrows(Failure.class, () -> SignedFile.open(file, VALIDATOR, 1, CONTRACT, true));
    Failure refused =
        assertThrows(Failure.class, () -> SignedFile.open(file, VALIDATOR, CHAIN, VALIDATOR, true));
    assertSays("of another validator, chain or contract", refused.getMessage());
  }
}
