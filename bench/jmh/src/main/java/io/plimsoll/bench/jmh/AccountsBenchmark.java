package io.plimsoll.bench.jmh;

import io.plimsoll.kernels.batch.AccountRows;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.TailRank;
import io.plimsoll.kernels.batch.TailRule;
import io.plimsoll.kernels.batch.TailTable;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Accounts whose risk units are added scenario by scenario: two units of ten positions under 33
 * scenarios, and the quantile and shortfall of one under a thousand. Run by {@code ./plimsoll bench
 * --suite accounts}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AccountsBenchmark {

  private static final TailRule RULE = new TailRule(990_000, TailRank.CEIL);

  /** For JMH. */
  public AccountsBenchmark() {}

  /** Accounts, and an engine. */
  @State(Scope.Benchmark)
  public static class Accounts {

    /** An engine, and its threads after a colon. */
    @Param({"scalar:1", "simd:1", "simd:2"})
    public String engine = "";

    /** The number of accounts. */
    @Param({"10000"})
    public int rows;

    private Engine made = Engines.create("scalar", 1);
    private Revaluation units = new Revaluation();
    private Revaluation singles = new Revaluation();
    private final AccountRows ofTwoUnits = new AccountRows();
    private final AccountRows ofOneUnit = new AccountRows();
    private final RiskArrays arrays = new RiskArrays();
    private final RiskArrays days = new RiskArrays();
    private final LossTable losses = new LossTable();
    private final TailTable tails = new TailTable();

    /** For JMH. */
    public Accounts() {}

    /** Makes accounts and arrays, and the engine. */
    @Setup(Level.Trial)
    public void prepare() {
      made = EngineName.create(engine);
      ScenarioSet history = Chain.history();
      units = Chain.accounts(2 * rows, Chain.scenarios());
      singles = Chain.accounts(rows, history);
      for (int account = 0; account < rows; account++) {
        ofTwoUnits.add(2 * account, 2 * account + 2);
      }
      ofOneUnit.addEachRow(singles);
      made.price(Chain.instruments(), arrays);
      made.price(Chain.instruments(history), days);
    }

    /** Ends the engine's threads. */
    @TearDown(Level.Trial)
    public void close() {
      made.close();
    }
  }

  /** The worst of 33 scenarios of both units together. */
  @Benchmark
  public LossTable joint(Accounts in) {
    in.made.revalueJoint(in.units, in.ofTwoUnits, in.arrays, in.losses);
    return in.losses;
  }

  /** The 99% quantile and shortfall of a thousand scenarios. */
  @Benchmark
  public TailTable tails(Accounts in) {
    in.made.tails(in.singles, in.ofOneUnit, in.days, RULE, in.tails);
    return in.tails;
  }
}
