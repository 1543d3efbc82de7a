package io.plimsoll.chain.state;

import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are forgotten after a time of their own, which it finds in the order of these
 * times.
 *
 * @param <K> key
 * @param <V> row
 */
public abstract class ExpiringTable<K extends Comparable<K>, V extends ExpiringTable.Expiring>
    extends RowTable<K, V> {

  /** A row that is kept for a while. */
  public interface Expiring {
    /** Block time from which on it may be forgotten. */
    long expiresMs();
  }

  /** When a row is to be forgotten. */
  private record Due<K extends Comparable<K>>(long expiresMs, K key) implements Comparable<Due<K>> {
    @Override
    public int compareTo(Due<K> other) {
      int byTime = Long.compare(expiresMs, other.expiresMs);
      return byTime != 0 ? byTime : key.compareTo(other.key);
    }
  }

  private final TreeMap<K, Due<K>> dueOf = new TreeMap<>();
  private final TreeSet<Due<K>> due = new TreeSet<>();

  ExpiringTable(Journal journal, int tag, Codec<K, V> codec) {
    super(journal, tag, codec);
  }

  /**
   * Forgets rows that have expired at a time, the first to expire first.
   *
   * @param most that are forgotten
   */
  public void forgetExpired(long nowMs, long most) {
    for (long left = most; left > 0; left--) {
      if (due.isEmpty() || due.first().expiresMs > nowMs) {
        return;
      }
      remove(due.first().key);
    }
  }

  @Override
  void changed(K key, @Nullable V row) {
    Due<K> old = dueOf.remove(key);
    if (old != null) {
      due.remove(old);
    }
    if (row != null) {
      Due<K> then = new Due<>(row.expiresMs(), key);
      dueOf.put(key, then);
      due.add(then);
    }
  }
}
