package io.plimsoll.node.server.watch;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counters, gauges and histograms in Prometheus' text format. Names begin with {@code plimsoll_};
 * labels are few and their values are the program's own, so that no client makes series.
 */
public final class Metrics {

  private static final String PREFIX = "plimsoll_";

  /** Upper bounds of a histogram's buckets, in microseconds: 100 us to 10 s. */
  private static final long[] BOUNDS_US = {
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    10_000_000
  };

  private final Map<String, Family> families = new ConcurrentSkipListMap<>();

  /** No metrics. */
  public Metrics() {}

  private static final class Family {
    private final String type;
    private final String help;
    private final Map<String, Sample> samples = new ConcurrentSkipListMap<>();

    Family(String type, String help) {
      this.type = type;
      this.help = help;
    }
  }

  /** What has a value to write. */
  interface Sample {
    void write(String name, String labels, StringBuilder out);
  }

  /** A number that grows. */
  public static final class Counter implements Sample {
    private final LongAdder count = new LongAdder();

    private Counter() {}

    /** Adds 1. */
    public void increment() {
      count.increment();
    }

    /** Adds a number that is not negative. */
    public void add(long more) {
      count.add(more);
    }

    /** The sum of all. */
    public long value() {
      return count.sum();
    }

    @Override
    public void write(String name, String labels, StringBuilder out) {
      line(out, name, labels, Long.toString(count.sum()));
    }
  }

  /** How long something took. */
  public static final class Durations implements Sample {
    private final LongAdder[] buckets = new LongAdder[BOUNDS_US.length + 1];
    private final LongAdder sumNs = new LongAdder();

    private Durations() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    /** Takes one, in nanoseconds. */
    public void take(long ns) {
      int bucket = 0;
      while (bucket < BOUNDS_US.length && ns > BOUNDS_US[bucket] * 1_000) {
        bucket++;
      }
      buckets[bucket].increment();
      sumNs.add(ns);
    }

    @Override
    public void write(String name, String labels, StringBuilder out) {
      long count = 0;
      for (int i = 0; i < buckets.length; i++) {
        count += buckets[i].sum();
        String bound = i == BOUNDS_US.length ? "+Inf" : seconds(BOUNDS_US[i] * 1_000);
        String with = (labels.isEmpty() ? "" : labels + ",") + "le=\"" + bound + "\"";
        line(out, name + "_bucket", with, Long.toString(count));
      }
      line(out, name + "_sum", labels, seconds(sumNs.sum()));
      line(out, name + "_count", labels, Long.toString(count));
    }
  }

  private record Gauge(LongSupplier value) implements Sample {
    @Override
    public void write(String name, String labels, StringBuilder out) {
      line(out, name, labels, Long.toString(value.getAsLong()));
    }
  }

  /** Nanoseconds as seconds, exactly. */
  private static String seconds(long ns) {
    return String.format(Locale.ROOT, "%d.%09d", ns / 1_000_000_000, ns % 1_000_000_000);
  }

  private static void line(StringBuilder out, String name, String labels, String value) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(value).append('\n');
  }

  private Family family(String name, String type, String help) {
    return families.computeIfAbsent(PREFIX + name, key -> new Family(type, help));
  }

  /** The counter of a name; it should end in {@code _total}. */
  public Counter counter(String name, String help) {
    return counter(name, help, "");
  }

  /**
   * The counter of a name with labels.
   *
   * @param labels as they are written: {@code method="getMargin"}
   */
  public Counter counter(String name, String help, String labels) {
    return (Counter)
        family(name, "counter", help).samples.computeIfAbsent(labels, key -> new Counter());
  }

  /** The histogram of a name; it should end in {@code _seconds}. */
  public Durations durations(String name, String help) {
    return (Durations)
        family(name, "histogram", help).samples.computeIfAbsent("", key -> new Durations());
  }

  /** Says where a gauge has its value from. */
  public void gauge(String name, String help, LongSupplier value) {
    family(name, "gauge", help).samples.put("", new Gauge(value));
  }

  /** All, as Prometheus reads it. */
  public String text() {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<String, Family> entry : new TreeMap<>(families).entrySet()) {
      Family family = entry.getValue();
      out.append("# HELP ").append(entry.getKey()).append(' ').append(family.help).append('\n');
      out.append("# TYPE ").append(entry.getKey()).append(' ').append(family.type).append('\n');
      for (Map.Entry<String, Sample> sample : new ArrayList<>(family.samples.entrySet())) {
        sample.getValue().write(entry.getKey(), sample.getKey(), out);
      }
    }
    return out.toString();
  }
}
