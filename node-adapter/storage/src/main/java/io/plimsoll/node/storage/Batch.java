package io.plimsoll.node.storage;

import java.util.ArrayList;
import java.util.List;

/** Changes that are made together or not at all. */
final class Batch {

  /** Who makes the changes, in their order. */
  interface Target {

    /** Sets a value. */
    void put(Column column, byte[] key, byte[] value);

    /** Removes a key. */
    void delete(Column column, byte[] key);

    /** Removes the keys from one to before another. */
    void deleteRange(Column column, byte[] from, byte[] to);
  }

  @FunctionalInterface
  private interface Change {
    void make(Target target);
  }

  private final List<Change> changes = new ArrayList<>();

  Batch put(Column column, byte[] key, byte[] value) {
    changes.add(target -> target.put(column, key, value));
    return this;
  }

  Batch delete(Column column, byte[] key) {
    changes.add(target -> target.delete(column, key));
    return this;
  }

  Batch deleteRange(Column column, byte[] from, byte[] to) {
    changes.add(target -> target.deleteRange(column, from, to));
    return this;
  }

  void make(Target target) {
    for (Change change : changes) {
      change.make(target);
    }
  }
}
