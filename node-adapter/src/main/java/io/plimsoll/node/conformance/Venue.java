package io.plimsoll.node.conformance;

import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A system whose published cases can be run here. */
public interface Venue {

  /** How the ids of its cases begin, before the first dash. */
  String name();

  /** What it can compute, by the topic of a case. */
  SortedMap<String, Topic> topics();

  /**
   * What it can compute through blocks of a chain, by the topic of a case: a state is brought to
   * stand as the inputs say, and what a block then does is the result, as far as it shows. A topic
   * is {@link Unsupported} where no state holds its inputs or no block asks for its result.
   */
  default SortedMap<String, Topic> blocks() {
    return new TreeMap<>();
  }

  /**
   * How near a result must be to what a case expects, where it is not to be equal.
   *
   * @param topic one of {@link #topics}
   */
  default Tolerance tolerance(String topic) {
    return Tolerance.NONE;
  }

  /** Computes one kind of case. */
  @FunctionalInterface
  interface Topic {

    /**
     * What this product gives for the inputs, under the names of the fields that cases expect.
     * Whole numbers are written as text.
     *
     * @throws BadInputs where the inputs are not those of the topic
     * @throws Unsupported where they ask for what is not built
     */
    ObjectNode compute(JsonNode inputs);
  }

  /** Inputs that lack a field or hold a value that the rule has no meaning for. */
  final class BadInputs extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With the field and what it must be. */
    public BadInputs(String message) {
      super(message);
    }
  }

  /** What a case asks for and this product does not do. */
  final class Unsupported extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With the reason, a sentence without its end. */
    public Unsupported(String message) {
      super(message);
    }
  }
}
