package io.plimsoll.kernels.batch;

import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.ArrayList;
import java.util.List;

/** The scenario sets that a batch refers to by index; all have the same number of scenarios. */
final class ScenarioSets {

  private final List<ScenarioSet> sets = new ArrayList<>();

  int add(ScenarioSet set) {
    if (!sets.isEmpty() && sets.get(0).size() != set.size()) {
      throw new IllegalArgumentException(
          "a scenario set of "
              + set.size()
              + " scenarios in a batch whose sets have "
              + sets.get(0).size()
              + "; all sets of a batch must have equal size");
    }
    sets.add(set);
    return sets.size() - 1;
  }

  ScenarioSet get(int index) {
    return sets.get(index);
  }

  int count() {
    return sets.size();
  }

  int scenarios() {
    return sets.isEmpty() ? 0 : sets.get(0).size();
  }

  void clear() {
    sets.clear();
  }
}
