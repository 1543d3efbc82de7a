package io.plimsoll.gates;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * What can be judged only in the source: its length, its words and its comments.
 *
 * <ul>
 *   <li>S1: a method has at most 70 lines, a kernel whose threads share memory 140: it was proven
 *       on devices as one, and each step would take all of that memory as arguments.
 *   <li>S2: nothing is left to do later in a comment.
 *   <li>S3: a line has at most 100 columns, imports apart.
 *   <li>S4: each package says in three lines what lives there, what it may import, where to start.
 *   <li>S5: a rounding is named Floor, Ceil, TowardZero, AwayFromZero or HalfEven.
 * </ul>
 */
final class SourceRules {

  private static final int LINES_OF_A_METHOD = 70;
  private static final int LINES_OF_A_KERNEL = 140;
  private static final int COLUMNS = 100;
  private static final Pattern LATER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");
  private static final Pattern UP_OR_DOWN =
      Pattern.compile(
          "(?:(?:round|rounded|rounding|mul|div|mulDiv|multiply|divide|quotient)(?:Up|Down)"
              + "|(?:ROUND|ROUNDING)_(?:UP|DOWN))(?![a-z])");

  private SourceRules() {}

  /** What the Java files below a folder of main sources do wrong. */
  static List<String> violations(Path sources) {
    List<Path> files = Modules.files(sources, ".java");
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      words(file, found);
      if (!Files.exists(file.resolveSibling("package-info.java"))) {
        found.add(
            file
                + " S4 lies in a package without package-info.java; write one: what lives here,"
                + " what it may import, where to start reading");
      } else if (file.endsWith("package-info.java") && proseLines(file) < 3) {
        found.add(
            file
                + ":1 S4 says less than three lines; say what lives here, what it may import,"
                + " where to start reading");
      }
    }
    if (!files.isEmpty()) {
      shapes(files, found);
    }
    return found.stream().distinct().toList();
  }

  /** The rules for the words of a file, which hold for tests as well. */
  static void words(Path file, List<String> found) {
    String[] lines = Modules.read(file).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      if (LATER.matcher(line).find()) {
        found.add(at(file, i + 1) + "S2 leaves something for later; do it or open an issue");
      }
      boolean unbreakable = line.startsWith("import ") || line.startsWith("package ");
      if (line.codePointCount(0, line.length()) > COLUMNS && !unbreakable) {
        found.add(at(file, i + 1) + "S3 is longer than 100 columns; break it");
      }
    }
  }

  private static String at(Path file, long line) {
    return file + ":" + line + " ";
  }

  private static long proseLines(Path packageInfo) {
    return Modules.read(packageInfo)
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("*") && line.matches(".*[a-z]{2}.*"))
        .count();
  }

  private static void shapes(List<Path> files, List<String> found) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  diagnostic -> {},
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new Shapes(unit, positions, found).scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Walks one file. */
  private static final class Shapes extends TreeScanner<@Nullable Void, @Nullable Void> {

    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> found;
    private final LineMap lines;
    private final Path file;

    Shapes(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
      this.unit = unit;
      this.positions = positions;
      this.found = found;
      lines = unit.getLineMap();
      file = Path.of(unit.getSourceFile().toUri());
    }

    private static boolean isKernel(MethodTree method) {
      return !method.getParameters().isEmpty()
          && method.getParameters().get(0).getType().toString().equals("KernelContext");
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      long start = positions.getStartPosition(unit, method);
      long end = positions.getEndPosition(unit, method);
      if (start >= 0 && end >= 0) {
        long first = lines.getLineNumber(start);
        long count = lines.getLineNumber(end) - first + 1;
        int most = isKernel(method) ? LINES_OF_A_KERNEL : LINES_OF_A_METHOD;
        if (count > most) {
          found.add(
              at(file, first)
                  + ("S1 method " + method.getName() + " has " + count)
                  + (" lines, more than " + most + "; give a step of it a name of its own"));
        }
        rounding(method.getName().toString(), first);
      }
      return super.visitMethod(method, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree variable, @Nullable Void nothing) {
      long start = positions.getStartPosition(unit, variable);
      if (start >= 0) {
        rounding(variable.getName().toString(), lines.getLineNumber(start));
      }
      return super.visitVariable(variable, null);
    }

    private void rounding(String name, long line) {
      if (UP_OR_DOWN.matcher(name).find()) {
        found.add(
            at(file, line)
                + ("S5 " + name + " rounds up or down, which says nothing of a negative number;")
                + " name it Floor, Ceil, TowardZero, AwayFromZero or HalfEven");
      }
    }
  }
}
