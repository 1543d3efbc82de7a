package io.plimsoll.node.cli;

import io.plimsoll.node.conformance.CaseFile;
import io.plimsoll.node.conformance.Conformance;
import io.plimsoll.node.conformance.Conformance.Outcome;
import io.plimsoll.node.conformance.Conformance.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code plimsoll conformance}. */
@CommandLine.Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    description = {
      "Runs published cases of other venues against the rules of this product.",
      "",
      "Each case gives inputs and the results that the venue's own code or documents have for them."
          + " A case passes where every expected field is equal to the last digit, or, of venues"
          + " whose cases were computed in floating point, near enough. The exit code is 1 where a"
          + " case fails, and with --strict also where one is unsupported."
    })
final class ConformanceCommand implements Callable<Integer> {

  private static final int LONGEST_LINE = 1_000;

  /** What is said of a case that no block can be asked for. */
  private static final String NOT_HELD = "not held by a state";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description = "Case files, and folders whose *.json files are all taken.")
  private List<Path> paths = List.of();

  @CommandLine.Option(names = "--strict", description = "An unsupported case is a failure, too.")
  private boolean strict;

  @CommandLine.Option(
      names = "--blocks",
      description = "Run what a state can hold through blocks of a chain, too.")
  private boolean blocks;

  @CommandLine.Mixin private FormatOption format = new FormatOption();

  /** For picocli. */
  ConformanceCommand() {}

  /**
   * What came of a file's cases.
   *
   * @param inBlocks the same through blocks; empty where nobody asked for it
   */
  private record Result(Path path, List<Verdict> verdicts, List<Verdict> inBlocks) {}

  @Override
  public Integer call() throws IOException {
    Conformance conformance = Conformance.standard();
    List<Result> results = new ArrayList<>();
    for (Path path : files()) {
      CaseFile file = CaseFile.read(path);
      List<Verdict> inBlocks = blocks ? conformance.runInBlocks(file) : List.of();
      results.add(new Result(path, conformance.run(file), inBlocks));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format.isJson()) {
      out.println(json(results));
    } else {
      print(results, blocks, out);
    }
    out.flush();
    boolean bad =
        count(results, Outcome.FAILED) > 0
            || countInBlocks(results, Outcome.FAILED) > 0
            || (strict && count(results, Outcome.UNSUPPORTED) > 0);
    return bad ? Main.FAILED : 0;
  }

  /** The files that were named, those of a folder in the order of their names. */
  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      try (Stream<Path> inside = Files.list(path)) {
        List<Path> found =
            inside.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        if (found.isEmpty()) {
          throw new Failure(path + ": holds no file *.json");
        }
        files.addAll(found);
      }
    }
    return files;
  }

  private static long count(List<Result> results, Outcome outcome) {
    return results.stream()
        .flatMap(result -> result.verdicts().stream())
        .filter(verdict -> verdict.outcome() == outcome)
        .count();
  }

  private static long countInBlocks(List<Result> results, Outcome outcome) {
    return results.stream()
        .flatMap(result -> result.inBlocks().stream())
        .filter(verdict -> verdict.outcome() == outcome)
        .count();
  }

  private static void print(List<Result> results, boolean blocks, PrintWriter out) {
    for (Result result : results) {
      out.println(result.path());
      Map<String, List<Verdict>> inBlocks = byTopic(result.inBlocks());
      byTopic(result.verdicts())
          .forEach((topic, of) -> {
            print("  " + topic, "unsupported", of, out);
            List<Verdict> through = inBlocks.getOrDefault(topic, List.of());
            if (!through.isEmpty()) {
              print("    through blocks", NOT_HELD, through, out);
            }
          });
    }
    if (blocks) {
      out.println(
          "through blocks: "
              + countInBlocks(results, Outcome.PASSED)
              + " passed, "
              + countInBlocks(results, Outcome.FAILED)
              + " failed, "
              + countInBlocks(results, Outcome.UNSUPPORTED)
              + " "
              + NOT_HELD);
    }
    out.println(
        count(results, Outcome.PASSED)
            + " passed, "
            + count(results, Outcome.FAILED)
            + " failed, "
            + count(results, Outcome.UNSUPPORTED)
            + " unsupported");
  }

  private static Map<String, List<Verdict>> byTopic(List<Verdict> verdicts) {
    Map<String, List<Verdict>> topics = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      topics.computeIfAbsent(verdict.of().topic(), topic -> new ArrayList<>()).add(verdict);
    }
    return topics;
  }

  private static void print(
      String title, String unsupported, List<Verdict> verdicts, PrintWriter out) {
    List<String> parts = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      long count = verdicts.stream().filter(v -> v.outcome() == outcome).count();
      if (count > 0) {
        parts.add(count + " " + (outcome == Outcome.UNSUPPORTED ? unsupported : word(outcome)));
      }
    }
    out.println(title + ": " + String.join(", ", parts));
    Map<String, List<String>> reasons = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      if (verdict.outcome() == Outcome.UNSUPPORTED) {
        reasons.computeIfAbsent(verdict.reason(), r -> new ArrayList<>()).add(verdict.of().id());
      }
      for (var difference : verdict.differences()) {
        out.println(printable("    failed " + verdict.of().id() + ": " + difference));
      }
    }
    reasons.forEach((reason, ids) ->
        out.println(printable("    " + unsupported + " " + range(ids) + ": " + reason)));
  }

  private static String range(List<String> ids) {
    return ids.size() == 1 ? ids.getFirst() : ids.getFirst() + " and " + (ids.size() - 1) + " more";
  }

  /** One line of a file's text can neither steer a terminal nor fill it. */
  private static String printable(String line) {
    StringBuilder out = new StringBuilder();
    line.codePoints()
        .limit(LONGEST_LINE)
        .forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return line.length() > LONGEST_LINE ? out + "..." : out.toString();
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static void write(Verdict verdict, ObjectNode one) {
    one.put("outcome", word(verdict.outcome()));
    if (!verdict.reason().isEmpty()) {
      one.put("reason", verdict.reason());
    }
    ArrayNode differences = one.putArray("differences");
    for (var difference : verdict.differences()) {
      differences
          .addObject()
          .put("field", difference.field())
          .put("expected", difference.expected())
          .put("got", difference.got());
    }
  }

  private static String json(List<Result> results) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = mapper.createObjectNode();
    ArrayNode files = root.putArray("files");
    for (Result result : results) {
      ObjectNode node = files.addObject().put("file", result.path().toString());
      ArrayNode cases = node.putArray("cases");
      for (int i = 0; i < result.verdicts().size(); i++) {
        Verdict verdict = result.verdicts().get(i);
        ObjectNode one = cases.addObject();
        one.put("id", verdict.of().id()).put("topic", verdict.of().topic());
        write(verdict, one);
        if (!result.inBlocks().isEmpty()) {
          write(result.inBlocks().get(i), one.putObject("blocks"));
        }
      }
    }
    for (Outcome outcome : Outcome.values()) {
      root.put(word(outcome), count(results, outcome));
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }
}
