package io.plimsoll.node.keys;

import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of key files, one key a file, named as geth names them, so that either finds the
 * other's.
 *
 * {@snippet :
 * try (Password password = Password.read(passwordFile)) {
 *   SigningKey key = new Keystore(folder).unlock(validator, password);
 * }
 * }
 */
public final class Keystore {

  private static final int MOST_FILES = 10_000;
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path folder;

  /** A folder, which need not be there before a key is added. */
  public Keystore(Path folder) {
    this.folder = folder;
  }

  /**
   * A file of the folder.
   *
   * @param key null where it is not one
   * @param reason why it is not
   */
  public record Entry(Path file, @Nullable KeyFile key, String reason) {}

  /**
   * All files of the folder but hidden ones, by name.
   *
   * @throws KeyRefused where there are too many
   */
  public List<Entry> entries() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files =
          found
              .filter(file -> Files.isRegularFile(file))
              .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .limit(MOST_FILES + 1)
              .sorted()
              .toList();
    }
    if (files.size() > MOST_FILES) {
      throw new KeyRefused(folder + ": has more than " + MOST_FILES + " files");
    }
    List<Entry> out = new ArrayList<>();
    for (Path file : files) {
      try {
        out.add(new Entry(file, KeyFile.read(file), ""));
      } catch (KeyRefused e) {
        out.add(new Entry(file, null, String.valueOf(e.getMessage())));
      }
    }
    return out;
  }

  /**
   * The file of an address.
   *
   * @throws KeyRefused where none says that it is, or more than one
   */
  public Entry find(Address address) throws IOException {
    List<Entry> found =
        entries().stream()
            .filter(entry -> entry.key() != null && address.equals(entry.key().address()))
            .toList();
    if (found.isEmpty()) {
      throw new KeyRefused(folder + ": has no key of " + address);
    }
    if (found.size() > 1) {
      throw new KeyRefused(
          folder
              + ": has more than one file of "
              + address
              + ": "
              + found.stream().map(entry -> "" + entry.file().getFileName()).toList());
    }
    return found.getFirst();
  }

  /**
   * The key of an address.
   *
   * @throws KeyRefused where there is none, or the password is another
   */
  public SigningKey unlock(Address address, Password password) throws IOException {
    Entry entry = find(address);
    if (entry.key() == null) {
      throw new IllegalStateException("found what is no key");
    }
    try {
      return entry.key().unlock(password);
    } catch (KeyRefused e) {
      throw new KeyRefused(entry.file() + ": " + e.getMessage());
    }
  }

  /**
   * Adds a key: a new file that its owner alone may read, whole and on disk when this returns. The
   * folder is made for its owner alone where it is not there.
   *
   * @return the file
   * @throws KeyRefused where the folder has that address already
   */
  public Path add(KeyFile key, Instant now) throws IOException {
    Address address = key.address();
    if (address == null) {
      throw new KeyRefused("a key without an address cannot be added");
    }
    makeFolder();
    for (Entry entry : entries()) {
      if (entry.key() != null && address.equals(entry.key().address())) {
        throw new KeyRefused(entry.file() + ": is of " + address + " already");
      }
    }
    String time = now.toString().replace(':', '-');
    Path file = folder.resolve("UTC--" + time + "--" + address.toString().substring(2));
    Path partial = folder.resolve("." + file.getFileName() + ".partial");
    try {
      write(partial, key.toBytes());
      // A name that is there would be replaced without a word.
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      sync(folder);
    } finally {
      Files.deleteIfExists(partial);
    }
    return file;
  }

  private void makeFolder() throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path above = folder.toAbsolutePath().getParent();
    if (above != null) {
      Files.createDirectories(above);
    }
    Files.createDirectory(folder, onlyFor("rwx------", above));
    if (above != null) {
      sync(above);
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileAttribute<?>[] owners = onlyFor("rw-------", file.toAbsolutePath().getParent());
    try (FileChannel out = FileChannel.open(file, options, owners)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
  }

  /** Permissions from the first moment, where the disk knows of them. */
  private static FileAttribute<?>[] onlyFor(String permissions, @Nullable Path on)
      throws IOException {
    if (on == null || !isPosix(on)) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  private static boolean isPosix(Path path) throws IOException {
    FileStore store = Files.getFileStore(path);
    return store.supportsFileAttributeView("posix");
  }

  /** Whether others than its owner may read or write a file, as far as the disk tells. */
  public static boolean isOpenToOthers(Path file) throws IOException {
    return isPosix(file) && !OWNERS.containsAll(Files.getPosixFilePermissions(file));
  }

  private static void sync(Path names) throws IOException {
    try (FileChannel channel = FileChannel.open(names, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
