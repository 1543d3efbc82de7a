package io.plimsoll.node.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A hidden file beside the place of another, in which that other is written. It is moved to its
 * place when it is whole; until then it is removed when it is closed, and where the JVM is told to
 * end before that, when it ends. So a file of the wanted name is always whole, and nothing else is
 * left behind.
 */
public final class PartialFile implements AutoCloseable {

  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(PartialFile::removeAll, "partial files"));
  }

  private final Path target;
  private final Path path;

  private PartialFile(Path target, Path path) {
    this.target = target;
    this.path = path;
  }

  /** One for a file, which need not be there. Nothing is written yet. */
  public static PartialFile of(Path target) {
    Path path = target.resolveSibling("." + target.getFileName() + ".partial").toAbsolutePath();
    OPEN.add(path);
    return new PartialFile(target, path);
  }

  /** Where to write. */
  public Path path() {
    return path;
  }

  /** Puts what was written into its place, where it replaces what was there. */
  public void finish() throws IOException {
    Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
    OPEN.remove(path);
  }

  /** Removes what was not finished. */
  @Override
  public void close() throws IOException {
    if (OPEN.contains(path)) {
      Files.deleteIfExists(path);
      OPEN.remove(path);
    }
  }

  private static void removeAll() {
    for (Path path : OPEN) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // Nobody is left to be told; the next run writes over it.
      }
    }
  }
}
