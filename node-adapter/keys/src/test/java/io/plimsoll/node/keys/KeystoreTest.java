package io.plimsoll.node.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeystoreTest {

  private static final Instant NOW = Instant.parse("2026-11-26T07:28:10.000000001Z");
  private static final SecureRandom CHANCE = new SecureRandom();

  @TempDir Path temporary;

  private static KeyFile key(int number) {
    byte[] secret = new byte[SigningKey.BYTES];
    secret[31] = (byte) number;
    try (Password password = Password.of("correct horse".toCharArray())) {
      return KeyFile.encrypt(secret, password, new Derivation.Scrypt(2, 1, 1, 32, "00"), CHANCE);
    }
  }

  private static Address address(int number) {
    byte[] secret = new byte[SigningKey.BYTES];
    secret[31] = (byte) number;
    return new SigningKey(secret).address();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aKeyIsAFileForItsOwnerAlone() throws IOException {
    Path folder = temporary.resolve("a/b/keys");
    Keystore store = new Keystore(folder);
    Path file = store.add(key(1), NOW);
    // The address of the secret 1 is known wherever there is this curve.
    assertEquals(
        "UTC--2026-11-26T07-28-10.000000001Z--7e5f4552091a69125d5dfcb7b8c2659029395bdf",
        file.getFileName().toString());
    assertEquals(List.of(file.getFileName().toString()), names(folder));
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      assertEquals("rwx------", permissions(folder));
      assertEquals("rw-------", permissions(file));
      assertFalse(Keystore.isOpenToOthers(file));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
      assertTrue(Keystore.isOpenToOthers(file));
    }
    try (Password password = Password.of("correct horse".toCharArray())) {
      assertEquals(address(1), store.unlock(address(1), password).address());
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void anAddressIsThereOnceAndNothingIsReplaced() throws IOException {
    Keystore store = new Keystore(temporary.resolve("keys"));
    Path file = store.add(key(1), NOW);
    byte[] before = Files.readAllBytes(file);
    KeyRefused again = assertThrows(KeyRefused.class, () -> store.add(key(1), NOW.plusMillis(1)));
    assertEquals(file + ": is of " + address(1) + " already", again.getMessage());
    store.add(key(2), NOW);
    assertEquals(2, store.entries().size());
    assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(file));
    // A file that somebody copied: which of the two counts is not for us to say.
    Files.copy(file, file.resolveSibling("copy"));
    KeyRefused twice = assertThrows(KeyRefused.class, () -> store.find(address(1)));
    assertTrue(String.valueOf(twice.getMessage()).contains("more than one file"));
  }

  @Test
  void whatIsNoKeyIsSaidAndPassedOver() throws IOException {
    Path folder = temporary.resolve("keys");
    Keystore store = new Keystore(folder);
    store.add(key(1), NOW);
    Files.writeString(folder.resolve("note"), "not a key");
    Files.writeString(folder.resolve(".hidden"), "not looked at");
    Files.createDirectory(folder.resolve("below"));
    List<Keystore.Entry> entries = store.entries();
    assertEquals(2, entries.size());
    assertTrue(entries.get(1).reason().startsWith(folder.resolve("note") + ": is no JSON"));
    assertEquals(entries.getFirst().file(), store.find(address(1)).file());
    assertThrows(KeyRefused.class, () -> store.find(address(3)));
    try (Password password = Password.of("another".toCharArray())) {
      KeyRefused refused = assertThrows(KeyRefused.class, () -> store.unlock(address(1), password));
      assertTrue(String.valueOf(refused.getMessage()).startsWith(folder.toString()));
    }
  }

  @Test
  void aFolderThatMayNotBeWrittenIsLeftAsItIs() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("keys"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
    assumeTrue(!Files.isWritable(folder), "nothing is forbidden to this user");
    assertThrows(AccessDeniedException.class, () -> new Keystore(folder).add(key(1), NOW));
    assertEquals(List.of(), names(folder));
  }

  /** The password of a file is its one line, as editors and printf leave it. */
  @Test
  void passwordsOfFiles() throws IOException {
    Path file = temporary.resolve("password");
    for (String end : new String[] {"", "\n", "\r\n"}) {
      Files.writeString(file, "correct horse" + end);
      try (Password password = Password.read(file)) {
        assertEquals("correct horse", new String(password.bytes(), StandardCharsets.UTF_8));
      }
    }
    Files.writeString(file, "");
    assertEquals(0, Password.read(file).bytes().length);
    Files.writeString(file, " ");
    assertEquals(1, Password.read(file).bytes().length);
    for (String wrong : new String[] {"a\nb", "a\n\n", "a\rb\n", "x".repeat(1025)}) {
      Files.writeString(file, wrong);
      assertThrows(KeyRefused.class, () -> Password.read(file), () -> wrong);
    }
  }
}
