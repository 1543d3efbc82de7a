package io.plimsoll.bench.jmh;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.fn.Exp;
import io.plimsoll.fixed.fn.Ln;
import io.plimsoll.fixed.fn.NormalCdf;
import io.plimsoll.fixed.fn.Sqrt;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import net.finmath.functions.NormalDistribution;
import org.decimal4j.api.DecimalArithmetic;
import org.decimal4j.scale.Scale6f;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Products and quotients of amounts with six decimals, rounded HalfEven and Floor, by us, by
 * decimal4j and by {@link BigDecimal}; and our functions beside the double ones of the JDK, which
 * may differ between machines. The sum of 1,024 results is returned, so that none is left out. Run
 * by {@code ./plimsoll bench --suite fixed}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FixedPointBenchmark {

  private static final int OPERANDS = 1_024;
  private static final int DECIMALS = 6;
  private static final long ONE = 1_000_000;
  private static final DecimalArithmetic HALF_EVEN =
      Scale6f.INSTANCE.getArithmetic(RoundingMode.HALF_EVEN);
  private static final DecimalArithmetic FLOOR = Scale6f.INSTANCE.getArithmetic(RoundingMode.FLOOR);

  private final long[] a = new long[OPERANDS];
  private final long[] b = new long[OPERANDS];
  private final BigDecimal[] bigA = new BigDecimal[OPERANDS];
  private final BigDecimal[] bigB = new BigDecimal[OPERANDS];
  private final long[] argumentQ54 = new long[OPERANDS];
  private final double[] argument = new double[OPERANDS];

  /** For JMH. */
  public FixedPointBenchmark() {}

  /** Amounts up to a million, ratios up to 200, arguments from -4 to 4. */
  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < OPERANDS; i++) {
      a[i] = random.nextLong(-1_000_000 * ONE, 1_000_000 * ONE);
      b[i] = random.nextLong(1, 200 * ONE);
      bigA[i] = BigDecimal.valueOf(a[i], DECIMALS);
      bigB[i] = BigDecimal.valueOf(b[i], DECIMALS);
      argumentQ54[i] = random.nextLong(-(4L << 54), 4L << 54);
      argument[i] = (double) argumentQ54[i] / (1L << 54);
    }
  }

  /** What the loop and the sum cost by themselves. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long baseline() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += a[i] ^ b[i];
    }
    return sum;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long multiplyHalfEvenPlimsoll() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += MulDiv.halfEven(a[i], b[i], ONE);
    }
    return sum;
  }

  /** decimal4j's. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long multiplyHalfEvenDecimal4j() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += HALF_EVEN.multiply(a[i], b[i]);
    }
    return sum;
  }

  /** The JDK's. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long multiplyHalfEvenBigDecimal() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      BigDecimal product = bigA[i].multiply(bigB[i]).setScale(DECIMALS, RoundingMode.HALF_EVEN);
      sum += product.unscaledValue().longValue();
    }
    return sum;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long multiplyFloorPlimsoll() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += MulDiv.floor(a[i], b[i], ONE);
    }
    return sum;
  }

  /** decimal4j's. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long multiplyFloorDecimal4j() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += FLOOR.multiply(a[i], b[i]);
    }
    return sum;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long divideHalfEvenPlimsoll() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += MulDiv.halfEven(a[i], ONE, b[i]);
    }
    return sum;
  }

  /** decimal4j's. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long divideHalfEvenDecimal4j() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += HALF_EVEN.divide(a[i], b[i]);
    }
    return sum;
  }

  /** The JDK's. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long divideHalfEvenBigDecimal() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      BigDecimal quotient = bigA[i].divide(bigB[i], DECIMALS, RoundingMode.HALF_EVEN);
      sum += quotient.unscaledValue().longValue();
    }
    return sum;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long expPlimsoll() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += Exp.q32(argumentQ54[i] << 3);
    }
    return sum;
  }

  /** The JDK's in doubles. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public double expDouble() {
    double sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += Math.exp(argument[i]);
    }
    return sum;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long lnPlimsoll() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += Ln.q44(b[i]);
    }
    return sum;
  }

  /** The JDK's in doubles. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public double lnDouble() {
    double sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += Math.log((double) b[i]);
    }
    return sum;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long sqrtPlimsoll() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += Sqrt.floor(b[i]);
    }
    return sum;
  }

  /** The JDK's in doubles, an instruction. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public double sqrtDouble() {
    double sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += Math.sqrt((double) b[i]);
    }
    return sum;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public long normalCdfPlimsoll() {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += NormalCdf.q62(argumentQ54[i]);
    }
    return sum;
  }

  /** finmath's in doubles; the JDK has none. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS)
  public double normalCdfDouble() {
    double sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += NormalDistribution.cumulativeDistribution(argument[i]);
    }
    return sum;
  }
}
