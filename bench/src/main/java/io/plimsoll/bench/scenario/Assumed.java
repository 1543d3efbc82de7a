package io.plimsoll.bench.scenario;

import java.util.List;

/**
 * What a simulation assumes about one topic.
 *
 * @param about the topic in a word or two
 * @param sentences plain, each whole
 */
public record Assumed(String about, List<String> sentences) {

  /** Copies the list. */
  public Assumed {
    sentences = List.copyOf(sentences);
  }
}
