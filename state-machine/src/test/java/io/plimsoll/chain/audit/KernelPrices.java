package io.plimsoll.chain.audit;

import ch.obermuhlner.math.big.BigDecimalMath;
import io.plimsoll.fixed.fn.Exp;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;

/**
 * The kernel's prices, one at a time, each {@link #EVERY}th of them held against Black-76 in
 * decimals: at most one mantissa unit off, and 10^-11 of the larger of forward and strike more,
 * which is what the kernel states; more than 60 years count as 60. A thousand blocks ask for a
 * hundred thousand prices, so hundreds of them are held; in decimals all of them would take longer
 * than everything else.
 */
final class KernelPrices implements OptionPrices {

  private static final int EVERY = 200;
  private static final int MOST_KNOWN = 20_000;
  private static final MathContext DIGITS = new MathContext(34);
  private static final BigDecimal YEAR_MS = BigDecimal.valueOf(31_536_000_000L);
  private static final BigDecimal MOST_YEARS = BigDecimal.valueOf(60);
  private static final BigDecimal LEAST_TERM = new BigDecimal("1e-32");
  private static final BigDecimal ROOT_TWO_PI =
      BigDecimalMath.pi(DIGITS).multiply(BigDecimal.TWO).sqrt(DIGITS);
  private static final BigDecimal ONE_Q62 = new BigDecimal(BigInteger.ONE.shiftLeft(62));

  private final Engine scalar = Engines.create("scalar", 1);
  private final PricingBatch batch = new PricingBatch();
  private final RiskArrays arrays = new RiskArrays();

  /** Answers that were given: a block asks again and again, its successors ask for other terms. */
  private final Map<Asked, BigInteger> known = new HashMap<>();

  private final Map<BigInteger, BigInteger> discounts = new HashMap<>();
  private int asked;
  private int checked;

  private record Asked(
      boolean call, long forward, long strike, long volPpm, long leftMs, BigInteger discountQ62) {}

  /** How many prices were held against the independent ones. */
  int checked() {
    return checked;
  }

  @Override
  public BigInteger price(
      boolean call, long forward, long strike, long volPpm, long leftMs, BigInteger discountQ62) {
    if (known.size() > MOST_KNOWN) {
      known.clear();
    }
    return known.computeIfAbsent(
        new Asked(call, forward, strike, volPpm, leftMs, discountQ62), this::ask);
  }

  private BigInteger ask(Asked of) {
    batch.clear();
    batch.addScenarioSet(new ScenarioSet.Builder().add("still", 0, 0, 1_000_000).build());
    batch.addOption(
        of.call ? PricingBatch.CALL : PricingBatch.PUT,
        of.forward,
        of.strike,
        of.volPpm,
        of.leftMs,
        of.discountQ62.longValueExact(),
        1,
        1,
        0,
        0);
    scalar.price(batch, arrays);
    BigInteger price = Numbers.of(arrays.mark()[0]);
    if (asked++ % EVERY == 0) {
      check(of, price);
    }
    return price;
  }

  private void check(Asked of, BigInteger price) {
    BigDecimal exact = exact(of).multiply(new BigDecimal(of.discountQ62)).divide(ONE_Q62, DIGITS);
    BigDecimal allowed =
        new BigDecimal("1.5")
            .add(BigDecimal.valueOf(Math.max(of.forward, of.strike)).scaleByPowerOfTen(-11));
    if (exact.subtract(new BigDecimal(price)).abs().compareTo(allowed) > 0) {
      throw new AssertionError("rule OPTION_PRICE: " + of + " is " + exact + ", not " + price);
    }
    checked++;
  }

  private static BigDecimal exact(Asked of) {
    BigDecimal f = BigDecimal.valueOf(of.forward);
    BigDecimal k = BigDecimal.valueOf(of.strike);
    BigDecimal call = f.subtract(k).max(BigDecimal.ZERO);
    if (of.leftMs > 0 && of.volPpm > 0) {
      BigDecimal years = BigDecimal.valueOf(of.leftMs).divide(YEAR_MS, DIGITS).min(MOST_YEARS);
      BigDecimal s = BigDecimal.valueOf(of.volPpm, 6).multiply(years.sqrt(DIGITS), DIGITS);
      BigDecimal log = BigDecimalMath.log(f.divide(k, DIGITS), DIGITS);
      BigDecimal d1 = log.divide(s, DIGITS).add(s.divide(BigDecimal.TWO, DIGITS));
      call = f.multiply(normal(d1)).subtract(k.multiply(normal(d1.subtract(s))));
    }
    return of.call ? call : call.subtract(f).add(k);
  }

  /** 1/2 + density * (h + h^3/3 + h^5/15 + ...), and its mirror below 0. */
  private static BigDecimal normal(BigDecimal h) {
    BigDecimal x = h.abs().min(BigDecimal.TEN);
    BigDecimal square = x.multiply(x, DIGITS);
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal term = x;
    for (int n = 3; term.compareTo(LEAST_TERM) > 0; n += 2) {
      sum = sum.add(term, DIGITS);
      term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
    }
    BigDecimal density =
        BigDecimalMath.exp(square.divide(BigDecimal.valueOf(-2), DIGITS), DIGITS)
            .divide(ROOT_TWO_PI, DIGITS);
    BigDecimal above = new BigDecimal("0.5").add(density.multiply(sum, DIGITS));
    return h.signum() < 0 ? BigDecimal.ONE.subtract(above) : above;
  }

  /** Of the chain's own function, held to 2^-56: 2^-57 of its argument's Floor and its error. */
  @Override
  public BigInteger discountQ62(BigInteger yearsRatePpm) {
    if (discounts.size() > MOST_KNOWN) {
      discounts.clear();
    }
    return discounts.computeIfAbsent(yearsRatePpm, KernelPrices::askDiscount);
  }

  private static BigInteger askDiscount(BigInteger yearsRatePpm) {
    if (yearsRatePpm.signum() == 0) {
      return BigInteger.ONE.shiftLeft(62);
    }
    BigInteger xQ57 =
        Numbers.floor(yearsRatePpm.negate().shiftLeft(57), Numbers.MILLION)
            .max(Numbers.of(Exp.LEAST));
    BigInteger value = Numbers.of(Exp.q62(xQ57.longValueExact()));
    BigDecimal exact =
        BigDecimalMath.exp(new BigDecimal(yearsRatePpm.negate()).movePointLeft(6), DIGITS)
            .multiply(ONE_Q62);
    if (exact.subtract(new BigDecimal(value)).abs().compareTo(BigDecimal.valueOf(64)) > 0) {
      throw new AssertionError("rule DISCOUNT: e^-" + yearsRatePpm + " ppm is " + exact);
    }
    return value;
  }
}
