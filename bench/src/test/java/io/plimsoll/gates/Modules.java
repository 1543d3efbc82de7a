package io.plimsoll.gates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the modules of the checkout lie, read from the poms, nested modules included. */
final class Modules {

  private static final Pattern MODULE = Pattern.compile("<module>\\s*([^<\\s]+)\\s*</module>");

  private Modules() {}

  /** The top of the checkout: the first folder upwards that holds the wrapper. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("no folder above the working directory holds mvnw");
    }
    return folder;
  }

  /** Every module below a folder, in the order of the poms, as paths relative to the root. */
  static List<Path> all() {
    List<Path> found = new ArrayList<>();
    collect(root(), found);
    return found.stream().map(module -> root().relativize(module)).toList();
  }

  private static void collect(Path folder, List<Path> found) {
    Matcher matcher = MODULE.matcher(read(folder.resolve("pom.xml")));
    while (matcher.find()) {
      Path module = folder.resolve(matcher.group(1));
      // One whose folder is absent belongs to a profile that is off; one that judges has no
      // classes.
      Path pom = module.resolve("pom.xml");
      if (Files.exists(pom) && !read(pom).contains("<packaging>pom</packaging>")) {
        found.add(module);
        collect(module, found);
      }
    }
  }

  /**
   * The compiled main classes of a module; fails where it has sources that nobody compiled, unless
   * a profile that may be off names it.
   */
  static Path classes(Path module) {
    Path classes = root().resolve(module).resolve("target/classes");
    if (!Files.isDirectory(classes)
        && !files(sources(module), ".java").isEmpty()
        && !isOptional(module)) {
      throw new IllegalStateException(
          module + " has sources but no classes: run ./mvnw verify, which builds all modules");
    }
    return classes;
  }

  private static boolean isOptional(Path module) {
    String pom = read(root().resolve("pom.xml"));
    String name = module.toString().replace('\\', '/');
    return pom.substring(pom.indexOf("<profiles>")).contains("<module>" + name + "</module>");
  }

  /** The main sources of a module. */
  static Path sources(Path module) {
    return root().resolve(module).resolve("src/main/java");
  }

  /** The test sources of a module. */
  static Path testSources(Path module) {
    return root().resolve(module).resolve("src/test/java");
  }

  /** All files below a folder whose name ends so, sorted; none where the folder does not exist. */
  static List<Path> files(Path folder, String suffix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(path -> path.toString().endsWith(suffix) && Files.isRegularFile(path))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file's text. */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
