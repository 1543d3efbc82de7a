package io.plimsoll.node.server.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits stands in a file, whatever happens to the file's end, and the file stays small. */
class PoolFileTest {

  private static final long FAR = 1_000_000;
  private static final long ROOM = 1L << 20;

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("POOL");
  }

  private static Hash hash(int number) {
    return new Hash(number, 1, 2, 3);
  }

  private static byte[] signed(int number) {
    return ("command " + number).repeat(1 + number).getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> waited(PoolFile of) {
    return of.waited().stream().map(each -> new String(each, StandardCharsets.UTF_8)).toList();
  }

  private static String text(int number) {
    return new String(signed(number), StandardCharsets.UTF_8);
  }

  private void write(int count) throws IOException {
    try (PoolFile file = PoolFile.open(path())) {
      for (int i = 0; i < count; i++) {
        file.taken(hash(i), signed(i), any -> true);
      }
    }
  }

  @Test
  void whatWasTakenIsThereInItsOrderAndWhatLeftIsNot() throws IOException {
    try (PoolFile file = PoolFile.open(path())) {
      assertEquals(List.of(), waited(file));
      file.taken(hash(2), signed(2), any -> true);
      file.taken(hash(1), signed(1), any -> true);
      file.evicted(hash(2));
      file.taken(hash(3), signed(3), any -> true);
      file.taken(hash(4), signed(4), any -> true);
      file.evicted(hash(4));
      file.taken(hash(4), signed(4), any -> true);
    }
    try (PoolFile file = PoolFile.open(path())) {
      assertEquals(List.of(text(1), text(3), text(4)), waited(file));
      assertEquals(1, file.evicted().size());
      assertEquals(0, file.damaged());
      file.begin(Map.of(hash(3), signed(3)));
      file.taken(hash(9), signed(9), any -> true);
    }
    try (PoolFile file = PoolFile.open(path())) {
      assertEquals(List.of(text(3), text(9)), waited(file));
    }
  }

  /** A process that dies while it writes leaves a part of the last record. */
  @Test
  void aFileThatWasCutAnywhereHasWhatIsWhole() throws IOException {
    write(3);
    byte[] whole = Files.readAllBytes(path());
    int last = -1;
    for (int length = 0; length <= whole.length; length++) {
      Files.write(path(), java.util.Arrays.copyOf(whole, length));
      try (PoolFile file = PoolFile.open(path())) {
        List<String> there = waited(file);
        assertEquals(List.of(text(0), text(1), text(2)).subList(0, there.size()), there);
        assertTrue(there.size() >= last, "more bytes, fewer commands");
        last = there.size();
        assertTrue(file.damaged() <= length);
      }
    }
    assertEquals(3, last);
  }

  @Test
  void noFlippedBitMakesAnotherCommand() throws IOException {
    write(3);
    byte[] whole = Files.readAllBytes(path());
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(path(), flipped);
      if (bit / 8 < 16) {
        IOException refused = assertThrows(IOException.class, () -> PoolFile.open(path()));
        assertTrue(String.valueOf(refused.getMessage()).contains("POOL: does not begin as"));
        continue;
      }
      try (PoolFile file = PoolFile.open(path())) {
        List<String> there = waited(file);
        assertEquals(List.of(text(0), text(1), text(2)).subList(0, there.size()), there);
        assertTrue(there.size() < 3 && file.damaged() > 0, "bit " + bit);
      }
    }
  }

  private static Authenticated command(long sender, long nonce) {
    Address address = Address.ofNumber(sender);
    return new Authenticated(
        address,
        new Command.Withdraw(new SubaccountId(address, 0), nonce),
        new Authenticated.Once(nonce, FAR));
  }

  @Test
  void aCommandThatCannotBeWrittenDownIsNotTaken() throws IOException {
    CommandPool pool = new CommandPool(new CommandPool.Limits(9, ROOM, 9), (height, fates) -> {});
    Path nowhere = folder.resolve("nowhere");
    try (PoolFile file = PoolFile.open(nowhere.resolve("POOL"))) {
      pool.keepIn(file);
      assertEquals(PoolCode.NOT_KEPT, pool.add(command(1, 1), true, ROOM, signed(1)).code());
      assertEquals(0, pool.size());
      assertEquals(0, pool.bytes());
      Files.createDirectory(nowhere);
      assertEquals(PoolCode.OK, pool.add(command(1, 1), true, ROOM, signed(1)).code());
    }
  }

  @Test
  void whoLeftForAnotherDoesNotComeBack() throws IOException {
    CommandPool pool = new CommandPool(new CommandPool.Limits(2, ROOM, 9), (height, fates) -> {});
    try (PoolFile file = PoolFile.open(path())) {
      pool.keepIn(file);
      for (int i = 1; i <= 3; i++) {
        assertEquals(PoolCode.OK, pool.add(command(i, 1), i != 2, ROOM, signed(i)).code());
      }
    }
    try (PoolFile file = PoolFile.open(path())) {
      assertEquals(List.of(text(1), text(3)), waited(file));
      assertEquals(1, file.evicted().size());
    }
  }

  /** Commands come and go; the file has room for what waits, and not for all that ever came. */
  @Test
  void theFileStaysSmall() throws IOException {
    byte[] large = new byte[20_000];
    List<Hash> waiting = new ArrayList<>();
    long longest = 0;
    try (PoolFile file = PoolFile.open(path())) {
      for (int i = 0; i < 1_000; i++) {
        waiting.add(hash(i));
        if (waiting.size() > 10) {
          waiting.removeFirst();
        }
        file.taken(hash(i), large, waiting::contains);
        longest = Math.max(longest, Files.size(path()));
      }
    }
    assertTrue(longest < 1_200_000, longest + " bytes");
    try (PoolFile file = PoolFile.open(path())) {
      assertTrue(file.waited().size() >= 10 && file.waited().size() < 60);
    }
  }

  /** What is in the file is taken, even where the file could not be made shorter just then. */
  @Test
  void aRewriteThatFailsIsTriedAgainAndNothingIsRefused() throws IOException {
    byte[] large = new byte[100_000];
    Path inTheWay = Files.createDirectory(folder.resolve("POOL.new"));
    try (PoolFile file = PoolFile.open(path())) {
      for (int i = 0; i < 15; i++) {
        file.taken(hash(i), large, any -> true);
      }
      assertEquals(15, PoolFile.open(path()).waited().size());
      Files.delete(inTheWay);
      for (int i = 15; i < 30; i++) {
        file.taken(hash(i), large, hash(14)::equals);
      }
      assertTrue(Files.size(path()) < 1_500_000, "it was never rewritten");
    }
  }

  @Test
  void aBeginThatFailsLosesNothing() throws IOException {
    Path away = folder.resolve("away");
    try (PoolFile file = PoolFile.open(path())) {
      file.taken(hash(1), signed(1), any -> true);
      Files.move(path(), away);
      Files.createDirectory(path());
      assertThrows(IOException.class, () -> file.begin(Map.of(hash(1), signed(1))));
      assertThrows(IOException.class, () -> file.taken(hash(2), signed(2), any -> true));
      Files.delete(path());
      Files.move(away, path());
      file.taken(hash(3), signed(3), any -> true);
    }
    try (PoolFile file = PoolFile.open(path())) {
      assertEquals(List.of(text(1), text(3)), waited(file));
      assertEquals(0, file.damaged());
    }
  }

  /** Records that come behind a torn one would not be found. */
  @Test
  void whatComesStandsInThePlaceOfWhatIsNotWhole() throws IOException {
    write(2);
    Files.write(path(), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    try (PoolFile file = PoolFile.open(path())) {
      assertEquals(3, file.damaged());
      file.taken(hash(2), signed(2), any -> true);
    }
    try (PoolFile file = PoolFile.open(path())) {
      assertEquals(List.of(text(0), text(1), text(2)), waited(file));
    }
  }

  @Test
  void aFileThatNoPoolCanHaveIsNotReadIntoMemory() throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(path().toFile(), "rw")) {
      sparse.setLength((1L << 31) + 1);
    }
    IOException refused = assertThrows(IOException.class, () -> PoolFile.open(path()));
    assertTrue(String.valueOf(refused.getMessage()).contains("POOL: has 2147483649 bytes;"));
  }
}
