package io.plimsoll.bench.measure;

import io.plimsoll.node.cli.Columns;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A run's figures as ratios: to the scalar engine, to the machine's limits, to peers. */
public final class Ratios {

  /** Multiply-accumulates of an account: ten positions in 33 scenarios. */
  private static final double PRODUCTS_OF_A_ROW = 10 * 33;

  /** What a row reads and writes at least: ten positions of 12 bytes, 16 of its own, 24 out. */
  private static final double BYTES_OF_A_ROW = 10 * 12 + 16 + 24;

  private static final String NOTHING = "-";

  private final Run run;

  /** The ratios of a run. */
  public Ratios(Run run) {
    this.run = run;
  }

  private static String format(String pattern, Object value) {
    return String.format(Locale.ROOT, pattern, value);
  }

  private List<Measurement> of(Suite suite) {
    return run.results().stream().filter(result -> result.suite() == suite).toList();
  }

  /** Prints a table for each suite that was measured. */
  public void print(PrintWriter out) {
    limits(out);
    revaluation(out);
    linearity(out);
    accounts(out);
    check(out);
    device(out);
    prices(out);
    blocks(out);
    remargining(out);
    memory(out);
    snapshots(out);
    numbers(out);
    models(out);
  }

  private void models(PrintWriter out) {
    if (of(Suite.MODELS).isEmpty()) {
      return;
    }
    Columns table = new Columns(2).row("a market maker's book", "model", "ms", "error", "bytes");
    for (Measurement m : of(Suite.MODELS)) {
      table.row(
          m.name(),
          m.engine(),
          format("%.1f", m.medianNs() / 1e6),
          error(m),
          format("%,.0f", m.bytes()));
    }
    table.print(out);
    out.println();
  }

  private void blocks(PrintWriter out) {
    List<Suite> those = List.of(Suite.FILLS, Suite.EXCHANGE, Suite.ROOT);
    if (run.results().stream().noneMatch(m -> those.contains(m.suite()))) {
      return;
    }
    Columns table =
        new Columns(2)
            .row(
                "fills and leaves, one thread", "rules:positions", "of", "ns", "error", "a second");
    for (Measurement m : run.results()) {
      if (those.contains(m.suite())) {
        table.row(
            m.suite() == Suite.ROOT
                ? "leaves"
                : m.suite() == Suite.EXCHANGE ? "exchange-core " + m.name() : m.name(),
            m.engine().isEmpty() ? NOTHING : m.engine(),
            format("%,d", m.rows()),
            format("%,.0f", m.medianNs()),
            error(m),
            format("%,.0f", 1e9 / m.medianNs()));
      }
    }
    table.print(out);
    out.println();
  }

  private void remargining(PrintWriter out) {
    if (of(Suite.REMARGIN).isEmpty()) {
      return;
    }
    Columns table =
        new Columns(2)
            .row("re-margining x 10 x 35", "changed", "accounts", "ms", "error", "of all prices");
    for (Measurement m : of(Suite.REMARGIN)) {
      Optional<Measurement> whole =
          run.find("remargin remargin simd:1 prices " + m.rows() + " rows");
      table.row(
          m.name(),
          m.engine(),
          format("%,d", m.rows()),
          format("%.3f", m.medianNs() / 1e6),
          error(m),
          percent(whole.map(w -> m.medianNs() / w.medianNs())));
    }
    table.print(out);
    out.println();
  }

  private void memory(PrintWriter out) {
    if (of(Suite.MEMORY).isEmpty()) {
      return;
    }
    Columns table =
        new Columns(2)
            .row("memory", "positions", "accounts", "MB", "bytes each", "a position more");
    Optional<Measurement> fewer = Optional.empty();
    for (Measurement m : of(Suite.MEMORY)) {
      Optional<Double> slope = fewer.map(f -> (m.bytes() - f.bytes()) / m.rows() / more(m, f));
      table.row(
          m.name(),
          m.engine(),
          format("%,d", m.rows()),
          format("%.1f", m.bytes() / 1e6),
          format("%.1f", m.bytes() / m.rows()),
          m.name().equals("leaves") ? NOTHING : slope.map(s -> format("%.1f", s)).orElse(NOTHING));
      fewer = Optional.of(m);
    }
    table.print(out);
    out.println();
  }

  /** How many positions more an account has; they stand behind the colon, as threads do. */
  private static int more(Measurement m, Measurement fewer) {
    return Math.max(1, threadsOf(m) - threadsOf(fewer));
  }

  private void snapshots(PrintWriter out) {
    if (of(Suite.SNAPSHOT).isEmpty()) {
      return;
    }
    Columns table = new Columns(1).row("snapshots, one thread", "accounts", "ms", "error");
    for (Measurement m : of(Suite.SNAPSHOT)) {
      table.row(
          m.name().equals("undo") ? "undo of 64 blocks x 1,000 fills" : m.name(),
          format("%,d", m.rows()),
          format("%.0f", m.medianNs() / 1e6),
          error(m));
    }
    table.print(out);
    out.println();
  }

  private void limits(PrintWriter out) {
    if (of(Suite.LIMITS).isEmpty()) {
      return;
    }
    Columns table = new Columns(1).row("the machine's own limits", "threads", "G/s", "error");
    for (Measurement m : of(Suite.LIMITS)) {
      String unit = m.name().equals("readStream") ? "bytes read" : m.name() + " of vectors";
      table.row(unit, "" + m.threads(), format("%.2f", m.threads() / m.medianNs()), error(m));
    }
    table.print(out);
    out.println();
  }

  private static String error(Measurement m) {
    return format("%.0f%%", 100 * m.errorNs() / m.medianNs());
  }

  private static int threadsOf(Measurement m) {
    return m.engine().isEmpty()
        ? m.threads()
        : Integer.parseInt(m.engine().substring(m.engine().indexOf(':') + 1));
  }

  /** Operations of all threads a nanosecond at a limit of the machine. */
  private Optional<Double> limit(String name, int threads) {
    return of(Suite.LIMITS).stream()
        .filter(m -> m.name().equals(name) && m.threads() == threads)
        .map(m -> threads / m.medianNs())
        .findFirst();
  }

  private Optional<Measurement> revalued(String engine, int rows) {
    return of(Suite.REVALUE).stream()
        .filter(m -> m.engine().equals(engine) && m.rows() == rows)
        .findFirst();
  }

  /** The part of a limit that a figure reaches. */
  private Optional<Double> reached(Measurement m, String limit, double ofARow) {
    return limit(limit, threadsOf(m)).map(most -> m.rows() * ofARow / m.medianNs() / most);
  }

  private static String percent(Optional<Double> part) {
    return part.map(p -> format("%.0f%%", 100 * p)).orElse(NOTHING);
  }

  private static String times(double ratio) {
    return format(ratio < 10 ? "%.2fx" : "%.1fx", ratio);
  }

  private void revaluation(PrintWriter out) {
    if (of(Suite.REVALUE).isEmpty()) {
      return;
    }
    Columns table =
        new Columns(1)
            .row(
                "revaluation x 10 x 33",
                "accounts",
                "ms",
                "error",
                "vs scalar",
                "of 32-bit limit",
                "of 64-bit limit",
                "of memory",
                "bytes");
    for (Measurement m : of(Suite.REVALUE)) {
      Optional<Double> gain =
          revalued("scalar:1", m.rows()).map(scalar -> scalar.medianNs() / m.medianNs());
      table.row(
          m.engine(),
          format("%,d", m.rows()),
          format("%.3f", m.medianNs() / 1e6),
          error(m),
          gain.map(Ratios::times).orElse(NOTHING),
          percent(reached(m, "multiplyAdd32", PRODUCTS_OF_A_ROW)),
          percent(reached(m, "multiplyAdd64", PRODUCTS_OF_A_ROW)),
          percent(reached(m, "readStream", BYTES_OF_A_ROW)),
          format("%.0f", m.bytes()));
    }
    table.print(out);
    out.println();
  }

  private void linearity(PrintWriter out) {
    int least = of(Suite.REVALUE).stream().mapToInt(Measurement::rows).min().orElse(0);
    int most = of(Suite.REVALUE).stream().mapToInt(Measurement::rows).max().orElse(0);
    if (least == most) {
      return;
    }
    Columns table =
        new Columns(1)
            .row(
                "cost of an account",
                format("ns at %,d", least),
                format("ns at %,d", most),
                "ratio (1 is linear)");
    for (Measurement small : of(Suite.REVALUE)) {
      if (small.rows() != least) {
        continue;
      }
      revalued(small.engine(), most)
          .ifPresent(large -> {
            double few = small.medianNs() / least;
            double many = large.medianNs() / most;
            table.row(small.engine(), format("%.1f", few), format("%.1f", many), times(many / few));
          });
    }
    table.print(out);
    out.println();
  }

  private void accounts(PrintWriter out) {
    List<Measurement> all = of(Suite.ACCOUNTS);
    if (all.isEmpty()) {
      return;
    }
    Columns table = new Columns(2).row("accounts", "engine", "ns an account", "error", "vs scalar");
    for (Measurement m : all) {
      Optional<Measurement> scalar =
          all.stream()
              .filter(o -> o.name().equals(m.name()) && o.engine().equals("scalar:1"))
              .findFirst();
      table.row(
          m.name().equals("joint") ? "joint, 2 x 10 x 33" : "tails, 10 x 1,000",
          m.engine(),
          format("%.1f", m.medianNs() / m.rows()),
          error(m),
          scalar.map(s -> times(s.medianNs() / m.medianNs())).orElse(NOTHING));
    }
    table.print(out);
    out.println();
  }

  private void check(PrintWriter out) {
    if (of(Suite.CHECK).isEmpty()) {
      return;
    }
    Columns table =
        new Columns(1)
            .row("check of a device x 10 x 33", "ms", "error", "of scalar's time", "of simd's");
    for (Measurement m : of(Suite.CHECK)) {
      table.row(
          format("%,d accounts", m.rows()),
          format("%.3f", m.medianNs() / 1e6),
          error(m),
          percent(revalued("scalar:1", m.rows()).map(cpu -> m.medianNs() / cpu.medianNs())),
          percent(revalued("simd:1", m.rows()).map(cpu -> m.medianNs() / cpu.medianNs())));
    }
    table.print(out);
    out.println();
  }

  private void device(PrintWriter out) {
    List<Measurement> all = of(Suite.DEVICE);
    if (all.isEmpty()) {
      return;
    }
    Columns table =
        new Columns(2)
            .row("a device, accounts x 10", "engine and scenarios", "ms", "error", "vs simd");
    for (Measurement m : all) {
      String scenarios = m.engine().substring(m.engine().indexOf(' ') + 1);
      Optional<Measurement> simd =
          all.stream()
              .filter(o -> o.engine().startsWith("simd:") && o.engine().endsWith(" " + scenarios))
              .filter(o -> o.rows() == m.rows())
              .findFirst();
      table.row(
          m.name(),
          m.engine(),
          format("%.3f", m.medianNs() / 1e6),
          error(m),
          simd.map(s -> times(s.medianNs() / m.medianNs())).orElse(NOTHING));
    }
    table.print(out);
    out.println();
  }

  private void prices(PrintWriter out) {
    List<Measurement> all = of(Suite.PRICE);
    if (all.isEmpty()) {
      return;
    }
    Optional<Measurement> strata = all.stream().filter(m -> m.name().equals("strata")).findFirst();
    Columns table =
        new Columns(1)
            .row("Black-76, 512 options x 33", "ns a cell", "error", "M cells/s", "vs Strata");
    for (Measurement m : all) {
      table.row(
          (m.name() + " " + m.engine()).strip(),
          format("%.2f", m.medianNs()),
          error(m),
          format("%.2f", 1e3 / m.medianNs()),
          strata.map(s -> times(s.medianNs() / m.medianNs())).orElse(NOTHING));
    }
    table.print(out);
    out.println();
  }

  private void numbers(PrintWriter out) {
    List<Measurement> all = of(Suite.FIXED);
    if (all.isEmpty()) {
      return;
    }
    Columns table = new Columns(2).row("operation", "by", "ns", "error", "speed vs ours", "bytes");
    for (Measurement m : all) {
      int split = m.name().replaceAll("(Plimsoll|Decimal4j|BigDecimal|Double)$", "").length();
      String operation = m.name().substring(0, split);
      Optional<Measurement> ours =
          all.stream().filter(other -> other.name().equals(operation + "Plimsoll")).findFirst();
      table.row(
          operation,
          m.name().substring(split),
          format("%.2f", m.medianNs()),
          error(m),
          ours.map(o -> times(o.medianNs() / m.medianNs())).orElse(NOTHING),
          format("%.0f", m.bytes()));
    }
    table.print(out);
    out.println();
  }

  /** The ratios that have a name in the design, for programs. */
  public ArrayNode json(ObjectNode parent) {
    ArrayNode all = parent.putArray("ratios");
    Optional<Measurement> strata = run.find("price strata");
    for (Measurement m : run.results()) {
      ObjectNode node = all.objectNode();
      if (m.suite() == Suite.REVALUE) {
        revalued("scalar:1", m.rows())
            .ifPresent(scalar -> node.put("vsScalar", scalar.medianNs() / m.medianNs()));
        reached(m, "multiplyAdd32", PRODUCTS_OF_A_ROW).ifPresent(r -> node.put("ofLimit32", r));
        reached(m, "multiplyAdd64", PRODUCTS_OF_A_ROW).ifPresent(r -> node.put("ofLimit64", r));
        reached(m, "readStream", BYTES_OF_A_ROW).ifPresent(r -> node.put("ofMemory", r));
      } else if (m.suite() == Suite.PRICE && strata.isPresent()) {
        node.put("vsStrata", strata.get().medianNs() / m.medianNs());
      }
      if (!node.isEmpty()) {
        node.put("key", m.key());
        all.add(node);
      }
    }
    return all;
  }
}
