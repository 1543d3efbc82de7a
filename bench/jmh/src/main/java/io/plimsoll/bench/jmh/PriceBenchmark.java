package io.plimsoll.bench.jmh;

import com.opengamma.strata.pricer.impl.option.BlackFormulaRepository;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import net.finmath.functions.AnalyticFormulas;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Black-76 on 512 options x 33 scenarios; one operation is one cell. Ours fills risk arrays, so it
 * also scales, subtracts and rounds; the peers only price. Run by {@code ./plimsoll bench --suite
 * price}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PriceBenchmark {

  private static final int CELLS = Chain.OPTIONS * Chain.SCENARIOS;
  private static final double PPM = 1e-6;

  /** For JMH. */
  public PriceBenchmark() {}

  /** One of our engines. */
  @State(Scope.Benchmark)
  public static class Ours {

    /** An engine, and its threads after a colon. */
    @Param({"scalar:1", "simd:1", "simd:2"})
    public String engine = "";

    private Engine made = Engines.create("scalar", 1);
    private final PricingBatch batch = Chain.instruments();
    private final PricingBatch pairs = Chain.pairs();
    private final PricingBatch discounted = Chain.discounted();
    private final PricingBatch inverse = Chain.inverse();
    private final RiskArrays arrays = new RiskArrays();

    /** For JMH. */
    public Ours() {}

    /** Makes the engine. */
    @Setup(Level.Trial)
    public void prepare() {
      made = EngineName.create(engine);
    }

    /** Ends its threads. */
    @TearDown(Level.Trial)
    public void close() {
      made.close();
    }
  }

  /** The same cells as doubles. */
  @State(Scope.Benchmark)
  public static class Doubles {

    private final double[] forward = new double[Chain.SCENARIOS];
    private final double[] volFactor = new double[Chain.SCENARIOS];
    private final double[] strike = new double[Chain.OPTIONS];
    private final double[] vol = new double[Chain.OPTIONS];
    private final double[] years = new double[Chain.OPTIONS];
    private final boolean[] call = new boolean[Chain.OPTIONS];
    private final double[] prices = new double[CELLS];

    /** For JMH. */
    public Doubles() {}

    /** Brings the chain to dollars and years. */
    @Setup(Level.Trial)
    public void prepare() {
      for (int s = 0; s < Chain.SCENARIOS; s++) {
        forward[s] = Chain.FORWARD * PPM * (1 + Chain.priceMovePpm(s) * PPM);
        volFactor[s] = 1 + Chain.volMovePpm(s) * PPM;
      }
      for (int i = 0; i < Chain.OPTIONS; i++) {
        strike[i] = Chain.strike(i) * PPM;
        vol[i] = Chain.volPpm(i) * PPM;
        years[i] = (double) Chain.timeMs(i) / Chain.YEAR_MS;
        call[i] = Chain.isCall(i);
      }
    }
  }

  /** An engine of ours: risk arrays of the whole chain. */
  @Benchmark
  @OperationsPerInvocation(CELLS)
  public RiskArrays plimsoll(Ours ours) {
    ours.made.price(ours.batch, ours.arrays);
    return ours.arrays;
  }

  /** The same of a chain whose calls and puts share strikes and expiries. */
  @Benchmark
  @OperationsPerInvocation(CELLS)
  public RiskArrays plimsollPairs(Ours ours) {
    ours.made.price(ours.pairs, ours.arrays);
    return ours.arrays;
  }

  /** The same of a chain that is discounted. */
  @Benchmark
  @OperationsPerInvocation(CELLS)
  public RiskArrays plimsollDiscounted(Ours ours) {
    ours.made.price(ours.discounted, ours.arrays);
    return ours.arrays;
  }

  /** The same of a chain that settles in the coin. */
  @Benchmark
  @OperationsPerInvocation(CELLS)
  public RiskArrays plimsollInverse(Ours ours) {
    ours.made.price(ours.inverse, ours.arrays);
    return ours.arrays;
  }

  /** OpenGamma Strata's formula. */
  @Benchmark
  @OperationsPerInvocation(CELLS)
  public double[] strata(Doubles in) {
    int cell = 0;
    for (int i = 0; i < Chain.OPTIONS; i++) {
      for (int s = 0; s < Chain.SCENARIOS; s++) {
        in.prices[cell++] =
            BlackFormulaRepository.price(
                in.forward[s], in.strike[i], in.years[i], in.vol[i] * in.volFactor[s], in.call[i]);
      }
    }
    return in.prices;
  }

  /** finmath's formula at a rate of 0, where spot is forward. */
  @Benchmark
  @OperationsPerInvocation(CELLS)
  public double[] finmath(Doubles in) {
    int cell = 0;
    for (int i = 0; i < Chain.OPTIONS; i++) {
      for (int s = 0; s < Chain.SCENARIOS; s++) {
        in.prices[cell++] =
            AnalyticFormulas.blackScholesOptionValue(
                in.forward[s],
                0,
                in.vol[i] * in.volFactor[s],
                in.years[i],
                in.strike[i],
                in.call[i]);
      }
    }
    return in.prices;
  }

  /** The formula in decimals of 34 digits, for 33 cells about the money: each takes so long. */
  @Benchmark
  @OperationsPerInvocation(Chain.SCENARIOS)
  public BigDecimal bigDecimal(Doubles in) {
    BigDecimal sum = BigDecimal.ZERO;
    int option = Chain.OPTIONS / 2;
    for (int s = 0; s < Chain.SCENARIOS; s++) {
      sum =
          sum.add(
              BigBlack.call(
                  BigDecimal.valueOf(in.forward[s]),
                  BigDecimal.valueOf(in.strike[option]),
                  BigDecimal.valueOf(in.years[option]),
                  BigDecimal.valueOf(in.vol[option] * in.volFactor[s])));
    }
    return sum;
  }
}
