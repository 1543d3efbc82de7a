package io.plimsoll.node.server.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Calls that each address may make: a bucket that holds a second's calls and fills at that rate.
 * The addresses that were heard last are remembered; one that was forgotten begins with a full
 * bucket.
 */
final class RateLimits {

  private static final int MOST_ADDRESSES = 10_000;
  private static final long SECOND_NS = 1_000_000_000;

  private final long perSecond;
  private final LongSupplier nanoTime;
  private final LinkedHashMap<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  /** What is left, in billionths of a call, and when that was so. */
  private static final class Bucket {
    private double left;
    private long atNs;

    Bucket(double left, long atNs) {
      this.left = left;
      this.atNs = atNs;
    }
  }

  /** So many calls a second; 0 is without limit. */
  RateLimits(long perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
  }

  /** Takes calls of an address; false, and nothing taken, where they are too many now. */
  synchronized boolean take(String address, int calls) {
    if (perSecond == 0) {
      return true;
    }
    long now = nanoTime.getAsLong();
    Bucket bucket = buckets.computeIfAbsent(address, key -> new Bucket(perSecond, now));
    double more = (double) (now - bucket.atNs) / SECOND_NS * perSecond;
    bucket.left = Math.min((double) perSecond, bucket.left + more);
    bucket.atNs = now;
    if (bucket.left < calls) {
      return false;
    }
    bucket.left -= calls;
    return true;
  }
}
