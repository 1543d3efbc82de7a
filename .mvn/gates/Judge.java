import com.sun.source.util.JavacTask;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Error Prone and NullAway on the sources of all modules that were built, in one process: both cost
 * little once they are warm, and most of a build where each module starts them anew. A module was
 * built where it left its class path in {@code target/gates/classpath}. Any finding fails, and so
 * does a module that was compiled and left none.
 */
final class Judge {

  private static final List<String> OPTIONS =
      List.of(
          "--release=" + Runtime.version().feature(),
          "-proc:none",
          "-implicit:none",
          // Not none: some compilers then silence the warnings of their plugins, too.
          "-Xlint:all,-processing,-incubating,-path",
          "-Xmaxerrs",
          "1000",
          "-Xmaxwarns",
          "1000",
          "-XDcompilePolicy=simple",
          "--should-stop=ifError=FLOW",
          "-XDaddTypeAnnotationsToSymbol=true",
          String.join(
              " ",
              "-Xplugin:ErrorProne",
              "-Xep:NullAway:ERROR",
              "-XepOpt:NullAway:AnnotatedPackages=io.plimsoll",
              "-XepOpt:NullAway:ExcludedFieldAnnotations=picocli.CommandLine.Spec,"
                  + "picocli.CommandLine.Option,picocli.CommandLine.Parameters",
              "-Xep:IntLongMath:ERROR",
              "-Xep:NarrowCalculation:ERROR",
              "-Xep:LongDoubleConversion:ERROR"));

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  private Judge() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 1) {
      System.err.println("usage: Judge FOLDER");
      System.exit(2);
    }
    Path root = Path.of(args[0]).toRealPath();
    List<Sources> all = new ArrayList<>();
    try (Stream<Path> files = Files.find(root, 6, (file, kind) -> isClassPath(file))) {
      for (Path file : files.sorted().toList()) {
        Path module = file.getParent().getParent().getParent();
        String path = Files.readString(file).strip();
        all.add(Sources.of(module, "main", path));
        all.add(Sources.of(module, "test", path));
      }
    }
    // The largest first, so that no processor waits long for the last.
    all.sort(Comparator.comparing(Sources::bytes).reversed());
    List<Future<List<String>>> results = new ArrayList<>();
    int count = 0;
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (Sources sources : all) {
        count += sources.files.size();
        if (!sources.files.isEmpty()) {
          results.add(threads.submit(() -> judge(root, sources)));
        }
      }
    }
    boolean clean = true;
    PrintStream errors = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    for (Future<List<String>> result : results) {
      try {
        result.get().forEach(errors::println);
        clean &= result.get().isEmpty();
      } catch (ExecutionException e) {
        e.getCause().printStackTrace(errors);
        clean = false;
      }
    }
    for (Path module : withoutClassPath(root)) {
      errors.println(
          root.relativize(module)
              + ": was compiled and left no target/gates/classpath, so it was not judged; build it"
              + " with ./mvnw, or remove its target");
      clean = false;
    }
    if (count == 0) {
      errors.println("no module was built, so nothing was judged");
      clean = false;
    }
    if (!clean) {
      errors.println("Remedy: mend what Error Prone and NullAway say above.");
      System.exit(1);
    }
  }

  private static boolean isClassPath(Path file) {
    return file.endsWith("target/gates/classpath");
  }

  /** Modules with sources and classes of which nothing says what they were compiled with. */
  private static List<Path> withoutClassPath(Path root) throws IOException {
    try (Stream<Path> folders =
        Files.find(root, 6, (file, kind) -> kind.isDirectory() && file.endsWith("src/main/java"))) {
      return folders
          .map(sources -> sources.getParent().getParent().getParent())
          .filter(module -> Files.isDirectory(module.resolve("target/classes")))
          .filter(module -> !Files.exists(module.resolve("target/gates/classpath")))
          .sorted()
          .toList();
    }
  }

  /** What is found in one module's sources, a line each with the file and the finding. */
  private static List<String> judge(Path root, Sources sources) throws IOException {
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        COMPILER.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<String> options = new ArrayList<>(OPTIONS);
      options.add("--class-path=" + sources.classPath);
      options.add("--add-modules=jdk.incubator.vector");
      JavacTask task =
          (JavacTask)
              COMPILER.getTask(
                  null,
                  new WarmTools(files),
                  found,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(sources.files));
      task.analyze();
    }
    List<String> lines = new ArrayList<>();
    for (Diagnostic<? extends JavaFileObject> finding : found.getDiagnostics()) {
      boolean counts =
          finding.getKind() != Diagnostic.Kind.NOTE && finding.getKind() != Diagnostic.Kind.OTHER;
      if (counts && !String.valueOf(finding.getCode()).contains("incubating")) {
        JavaFileObject file = finding.getSource();
        String place =
            file == null
                ? sources.module.toString()
                : root.relativize(Path.of(file.toUri())) + ":" + finding.getLineNumber();
        lines.add(place + ": " + finding.getMessage(Locale.ROOT));
      }
    }
    return lines;
  }

  /** One module's sources of one kind. */
  private record Sources(Path module, List<Path> files, long bytes, String classPath) {

    static Sources of(Path module, String kind, String classPath) throws IOException {
      Path folder = module.resolve("src/" + kind + "/java");
      List<Path> files = new ArrayList<>();
      if (Files.isDirectory(folder)) {
        try (Stream<Path> found =
            Files.find(folder, 40, (file, attributes) -> file.toString().endsWith(".java"))) {
          found.sorted().forEach(files::add);
        }
      }
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.size(file);
      }
      String own = module.resolve("target/classes") + File.pathSeparator;
      if (kind.equals("test")) {
        own += module.resolve("target/test-classes") + File.pathSeparator;
      }
      return new Sources(module, files, bytes, own + classPath);
    }
  }

  /** Gives javac the plugins of this program's own class path, loaded once for all. */
  private static final class WarmTools extends ForwardingJavaFileManager<JavaFileManager> {

    WarmTools(JavaFileManager files) {
      super(files);
    }

    @Override
    public boolean hasLocation(Location location) {
      return location == StandardLocation.ANNOTATION_PROCESSOR_PATH || super.hasLocation(location);
    }

    @Override
    public ClassLoader getClassLoader(Location location) {
      return location == StandardLocation.ANNOTATION_PROCESSOR_PATH
          ? ClassLoader.getSystemClassLoader()
          : super.getClassLoader(location);
    }
  }
}
