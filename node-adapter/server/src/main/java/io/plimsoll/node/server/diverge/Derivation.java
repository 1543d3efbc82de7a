package io.plimsoll.node.server.diverge;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a block came to what it came to, in words that can be compared.
 *
 * @param claim its digests
 * @param commands each as it was decoded; null where they are not known
 * @param results the code of each command; null where they are not known
 * @param events of each phase, in order; null where they are not known
 * @param leaves those that the block changed, by their keys' digits; null where not known
 * @param margins equity, initial and maintenance margin by subaccount; null where not known
 * @param explanations how the margin of subaccounts that the block changed comes about
 */
record Derivation(
    Claim claim,
    @Nullable List<String> commands,
    @Nullable List<String> results,
    @Nullable List<List<String>> events,
    @Nullable SortedMap<String, Leaf> leaves,
    @Nullable SortedMap<String, String> margins,
    SortedMap<String, Map<String, String>> explanations) {

  /**
   * A leaf that changed.
   *
   * @param table in words
   * @param key in words
   * @param value digits of the bytes after the block; none where the leaf is gone
   * @param before its fields before the block; none where it was not there
   * @param after its fields after it
   */
  record Leaf(
      String table,
      String key,
      String value,
      Map<String, String> before,
      Map<String, String> after) {}
}
