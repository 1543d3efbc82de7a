import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
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
    List<String> wrong = new ArrayList<>();
    Formatter formatter = new Formatter();
    for (Path file : javaFiles(root)) {
      String source = Files.readString(file);
      try {
        String formatted = formatter.formatSource(imports(source));
        if (!formatted.equals(source)) {
          wrong.add(root.relativize(file).toString());
          if (fix) {
            Files.writeString(file, formatted);
          }
        }
      } catch (FormatterException e) {
        System.err.println(root.relativize(file) + ": " + e.getMessage());
        System.exit(1);
      }
    }
    wrong.forEach(file -> System.err.println((fix ? "formatted " : "not formatted: ") + file));
    if (!fix && !wrong.isEmpty()) {
      System.err.println("Remedy: run .ci/format, which formats these files in place.");
      System.exit(1);
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
