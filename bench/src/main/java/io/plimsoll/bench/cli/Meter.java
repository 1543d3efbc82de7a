package io.plimsoll.bench.cli;

import io.plimsoll.bench.simulate.Progress;
import io.plimsoll.bench.simulate.Settings;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a simulation is: a bar on a terminal, else ten plain lines. */
interface Meter extends Progress, AutoCloseable {

  @Override
  void close();

  /** A meter for standard error. */
  static Meter of(Settings settings, PrintWriter err) {
    // There is no console where output is redirected, unless a provider says that it is no
    // terminal.
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return terminal ? new Bar(settings.blocks()) : new Lines(settings.blocks(), err);
  }

  /** A bar that is drawn again and again. */
  final class Bar implements Meter {

    private final ProgressBar bar;

    Bar(int blocks) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("")
              .setInitialMax(blocks)
              .setUnit(" blocks", 1)
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed()
              .hideEta()
              .build();
    }

    @Override
    public void advanced(int block, long liquidations) {
      bar.stepTo(block);
      bar.setExtraMessage(", " + liquidations + " liquidations");
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** A line for each tenth. */
  final class Lines implements Meter {

    private static final int LINES = 10;
    private static final long NANOS = 1_000_000_000;

    private final int blocks;
    private final PrintWriter err;
    private final long startNanos = System.nanoTime();
    private int shown;

    Lines(int blocks, PrintWriter err) {
      this.blocks = blocks;
      this.err = err;
    }

    @Override
    public void advanced(int block, long liquidations) {
      int tenth = (int) Math.floorDiv((long) LINES * block, (long) blocks);
      if (tenth == shown) {
        return;
      }
      shown = tenth;
      long nanos = Math.max(1, System.nanoTime() - startNanos);
      err.println(
          "block "
              + block
              + " of "
              + blocks
              + ", "
              + Math.floorDiv(block * NANOS, nanos)
              + " blocks/s, "
              + liquidations
              + " liquidations");
      err.flush();
    }

    @Override
    public void close() {
      err.flush();
    }
  }
}
