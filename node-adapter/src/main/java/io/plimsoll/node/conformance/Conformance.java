package io.plimsoll.node.conformance;

import io.plimsoll.node.conformance.Differences.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Runs cases through the venues that are known here. */
public final class Conformance {

  private static final String ERROR = "error";

  private final SortedMap<String, Venue> venues = new TreeMap<>();

  /** With the venues that are known. */
  public Conformance(List<Venue> known) {
    for (Venue venue : known) {
      if (venues.put(venue.name(), venue) != null) {
        throw new IllegalArgumentException("two venues are called " + venue.name());
      }
    }
  }

  /** All venues of this product. */
  public static Conformance standard() {
    return new Conformance(
        List.of(new DeriveVenue(), new DriftVenue(), new DydxVenue(), new ParadexVenue()));
  }

  /** How a case ended. */
  public enum Outcome {
    /** Every field is as expected. */
    PASSED,
    /** A field is not, or the rule failed. */
    FAILED,
    /** This product does not do what the case asks for. */
    UNSUPPORTED
  }

  /**
   * What came of a case.
   *
   * @param reason of a case that is unsupported, else empty
   */
  public record Verdict(
      CaseFile.Case of, Outcome outcome, String reason, List<Difference> differences) {

    /** Copies the list. */
    public Verdict {
      differences = List.copyOf(differences);
    }
  }

  /** Runs all cases of a file, in its order. */
  public List<Verdict> run(CaseFile file) {
    List<Verdict> verdicts = new ArrayList<>(file.cases().size());
    for (CaseFile.Case one : file.cases()) {
      verdicts.add(run(one));
    }
    return verdicts;
  }

  /**
   * Runs all cases of a file through blocks, as far as a state can hold them; see {@link
   * Venue#blocks}. Of an expectation the fields count that a block shows, at least one, and whether
   * there is an error.
   */
  public List<Verdict> runInBlocks(CaseFile file) {
    List<Verdict> verdicts = new ArrayList<>(file.cases().size());
    for (CaseFile.Case one : file.cases()) {
      verdicts.add(runInBlocks(one));
    }
    return verdicts;
  }

  private Verdict runInBlocks(CaseFile.Case one) {
    Venue venue = venues.get(one.venue());
    Venue.Topic topic = venue == null ? null : venue.blocks().get(one.topic());
    if (venue == null || topic == null) {
      return unsupported(one, "no block is asked for that alone");
    }
    Tolerance tolerance = venue.tolerance(one.topic());
    return run(one, topic, got -> compareShown(one, got, tolerance));
  }

  private static List<Difference> compareShown(
      CaseFile.Case one, ObjectNode got, Tolerance tolerance) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : one.expected().properties()) {
      if (got.has(field.getKey()) || field.getKey().equals(ERROR)) {
        shown.set(field.getKey(), field.getValue());
      }
    }
    return shown.isEmpty()
        ? List.of(new Difference("result", "a field of the case", "none of them"))
        : Differences.between(shown, got, tolerance);
  }

  private Verdict run(CaseFile.Case one) {
    Venue venue = venues.get(one.venue());
    if (venue == null) {
      return unsupported(one, "there are no rules of " + one.venue() + " here");
    }
    Venue.Topic topic = venue.topics().get(one.topic());
    if (topic == null) {
      return unsupported(one, "the topic is not one of those that are built");
    }
    Tolerance tolerance = venue.tolerance(one.topic());
    return run(one, topic, got -> Differences.between(one.expected(), got, tolerance));
  }

  private static Verdict run(
      CaseFile.Case one, Venue.Topic topic, Function<ObjectNode, List<Difference>> compare) {
    ObjectNode got;
    try {
      got = topic.compute(one.inputs());
    } catch (Venue.Unsupported e) {
      return unsupported(one, String.valueOf(e.getMessage()));
    } catch (Venue.BadInputs e) {
      return failed(one, List.of(new Difference("inputs", "inputs of the topic", said(e))));
    } catch (RuntimeException e) {
      // One rule's fault must not hide the other cases.
      return failed(one, List.of(new Difference("result", "one", "a fault: " + e)));
    }
    List<Difference> differences = compare.apply(got);
    return differences.isEmpty()
        ? new Verdict(one, Outcome.PASSED, "", differences)
        : failed(one, differences);
  }

  private static String said(RuntimeException e) {
    return String.valueOf(e.getMessage());
  }

  private static Verdict unsupported(CaseFile.Case one, String reason) {
    return new Verdict(one, Outcome.UNSUPPORTED, reason, List.of());
  }

  private static Verdict failed(CaseFile.Case one, List<Difference> differences) {
    return new Verdict(one, Outcome.FAILED, "", differences);
  }
}
