package io.plimsoll.fixed.fn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.Samples;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * All functions against fifty digits, on all processors. The profile {@code campaign} runs ten
 * million cases, a seventh of them for each function, or as many as {@code -Dplimsoll.cases} says;
 * a build runs a few thousand.
 */
class CampaignTest {

  private static final int CASES = Integer.getInteger("plimsoll.cases", 6_000);
  private static final int CASES_OF_A_PART = 500;

  /** One function: draws an argument, and shows the error there. */
  private record Function(String name, String unit, String bound, Case oneCase) {}

  private interface Case {
    void run(Samples samples, Largest largest);
  }

  private static final List<Function> FUNCTIONS =
      List.of(
          new Function("Ln.q44", "units of 2^-44", LnTest.BOUND, CampaignTest::ln),
          new Function("Ln.q57", "units of 2^-57", LnTest.BOUND_Q57, CampaignTest::lnQ57),
          new Function("Exp.q62", "units of 2^-62", ExpTest.BOUND_Q62, CampaignTest::exp),
          new Function("Exp.q32", "of 2^-52 of the value", ExpTest.BOUND_Q32, CampaignTest::expQ32),
          new Function("N", "units of 2^-62", NormalCdfTest.CDF_BOUND, CampaignTest::cdf),
          new Function("phi", "units of 2^-62", NormalCdfTest.DENSITY_BOUND, CampaignTest::density),
          new Function("Sqrt.ofRatioQ60", "units beyond a Floor", "1", CampaignTest::root));

  private static void ln(Samples samples, Largest largest) {
    long x = LnTest.argument(samples);
    largest.see(Ln.q44(x), Exact.units(Exact.ln(BigDecimal.valueOf(x)), 44), x);
  }

  private static void lnQ57(Samples samples, Largest largest) {
    long x = LnTest.argument(samples);
    largest.see(Ln.q57(x), Exact.units(Exact.ln(BigDecimal.valueOf(x)), 57), x);
  }

  private static void exp(Samples samples, Largest largest) {
    long x = ExpTest.argument(samples);
    largest.see(Exp.q62(x), Exact.units(Exact.exp(Exact.ofQ(x, 57)), 62), x);
  }

  private static void expQ32(Samples samples, Largest largest) {
    long x = -ExpTest.argument(samples) % (Exp.LARGEST + 1);
    largest.see(ExpTest.relativeError(x), x);
  }

  private static void cdf(Samples samples, Largest largest) {
    long h = NormalCdfTest.argument(samples);
    largest.see(NormalCdf.q62(h), Exact.units(Exact.cdf(Exact.ofQ(h, 54)), 62), h);
  }

  private static void density(Samples samples, Largest largest) {
    long h = NormalCdfTest.argument(samples);
    largest.see(NormalCdf.densityQ62(h), Exact.units(Exact.density(Exact.ofQ(h, 54)), 62), h);
  }

  /** A Floor is off by less than 1 and never too large. */
  private static void root(Samples samples, Largest largest) {
    long den = 1 + (samples.next() >>> 4);
    long num = Long.remainderUnsigned(samples.next(), 4 * den);
    BigInteger square = BigInteger.valueOf(num).shiftLeft(120).divide(BigInteger.valueOf(den));
    BigInteger root = BigInteger.valueOf(Sqrt.ofRatioQ60(num, den));
    boolean floor =
        root.multiply(root).compareTo(square) <= 0
            && root.add(BigInteger.ONE).pow(2).compareTo(square) > 0;
    largest.see(floor ? BigDecimal.ZERO : BigDecimal.TWO, num);
  }

  @Test
  void everyFunctionKeepsItsBound() {
    int parts = Math.ceilDiv(CASES, CASES_OF_A_PART * FUNCTIONS.size());
    for (Function function : FUNCTIONS) {
      Largest largest = new Largest(function.unit);
      IntFunction<Largest> run = part -> run(function, part);
      IntStream.range(0, parts).parallel().mapToObj(run).sequential().forEach(largest::see);
      System.out.println(
          "campaign, "
              + parts * CASES_OF_A_PART
              + " cases of "
              + function.name
              + ": largest error "
              + largest
              + ", bound "
              + function.bound
              + Samples.seed());
      assertTrue(largest.isBelow(function.bound), () -> function.name + " " + largest);
    }
  }

  private static Largest run(Function function, int part) {
    Samples samples = new Samples(1 + part);
    Largest largest = new Largest(function.unit);
    for (int i = 0; i < CASES_OF_A_PART; i++) {
      function.oneCase.run(samples, largest);
    }
    return largest;
  }
}
