import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Compares every Java file with what google-java-format makes of it, imports included ({@code
 * check}), or writes that ({@code fix}). The build runs it from source; {@code .ci/format} runs it
 * to fix.
 */
final class FormatCheck {

  private FormatCheck() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 2 || !List.of("check", "fix", "skip").contains(args[0])) {
      System.err.println("usage: FormatCheck check|fix|skip FOLDER");
      System.exit(2);
    }
    if (args[0].equals("skip")) {
      return;
    }
    Path root = Path.of(args[1]);
    boolean fix = args[0].equals("fix");
    // All processors: most of the time goes into parsing.
    List<Path> wrong = List.of();
    try {
      wrong = javaFiles(root).parallelStream().filter(file -> isWrong(file, fix)).toList();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    for (Path file : wrong) {
      System.err.println((fix ? "formatted " : "not formatted: ") + root.relativize(file));
    }
    if (!fix && !wrong.isEmpty()) {
      System.err.println("Remedy: run .ci/format, which formats these files in place.");
      System.exit(1);
    }
  }

  /** Whether a file is not as it should be, which it is afterwards where that is to be mended. */
  private static boolean isWrong(Path file, boolean fix) {
    try {
      String source = Files.readString(file);
      String formatted = new Formatter().formatSource(imports(source));
      if (fix && !formatted.equals(source)) {
        Files.writeString(file, formatted);
      }
      return !formatted.equals(source);
    } catch (FormatterException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The source without imports that nothing uses, the others in order: static ones first. */
  private static String imports(String source) throws FormatterException {
    return ImportOrderer.reorderImports(
        RemoveUnusedImports.removeUnusedImports(source), JavaFormatterOptions.Style.GOOGLE);
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            boolean skipped = name.equals("target") || name.equals(".git") || name.equals("out");
            return skipped && !folder.equals(root)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(files);
    return files;
  }
}
