package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks that several venues' models are built of, against figures that the venues publish. */
class VenueRulesTest {

  private static BigInteger e18(String text) {
    return E18.parse(text);
  }

  private static MarginalTiers tiers(String... boundsAndRates) {
    List<MarginalTiers.Tier> tiers = new ArrayList<>();
    for (int i = 0; i < boundsAndRates.length; i += 2) {
      String bound = boundsAndRates[i];
      tiers.add(
          new MarginalTiers.Tier(
              bound.equals("-") ? null : e18(bound), e18(boundsAndRates[i + 1])));
    }
    return new MarginalTiers(tiers);
  }

  /** Bybit's help: 3,500 in tiers of 2% to 3.5%, and 25 coins in tiers of 1% to 3%. */
  @Test
  void marginalTiersOfBybit() {
    MarginalTiers linear =
        tiers("1000", "0.02", "2000", "0.025", "3000", "0.03", "4000", "0.035", "-", "0.04");
    assertEquals("92.5", E18.text(linear.ceil(e18("3500"))));
    MarginalTiers inverse = tiers("10", "0.01", "20", "0.02", "30", "0.03", "-", "0.04");
    assertEquals("0.45", E18.text(inverse.ceil(e18("25"))));
    assertEquals("0", E18.text(inverse.ceil(BigInteger.ZERO)));
    assertEquals("0.1", E18.text(inverse.ceil(e18("10"))));
    assertEquals("0.01", E18.text(inverse.rateAt(e18("10"))));
    assertEquals("0.02", E18.text(inverse.rateAt(e18("10.000000000000000001"))));
    assertEquals("0.04", E18.text(inverse.rateAt(e18("99"))));
    BigInteger third = BigInteger.ONE;
    assertEquals(BigInteger.ONE, tiers("-", "0.5").ceil(third));
    assertEquals(BigInteger.ZERO, tiers("-", "0.5").floor(third));
  }

  @Test
  void tiersMustRise() {
    assertThrows(IllegalArgumentException.class, () -> tiers());
    assertThrows(IllegalArgumentException.class, () -> tiers("1", "0.1"));
    assertThrows(IllegalArgumentException.class, () -> tiers("2", "0.1", "2", "0.2", "-", "0.3"));
    assertThrows(IllegalArgumentException.class, () -> tiers("-", "0.1", "2", "0.2"));
    assertThrows(IllegalArgumentException.class, () -> tiers("0", "0.1", "-", "0.2"));
  }

  /** Binance's tiers of BTCUSDT, October 2024: the amounts follow from floors and rates. */
  @Test
  void notionalTiersOfBinance() {
    String[][] rows = {
      {"0", "0.004", "0"},
      {"50000", "0.005", "50"},
      {"600000", "0.0065", "950"},
      {"3000000", "0.01", "11450"},
      {"12000000", "0.02", "131450"},
      {"70000000", "0.025", "481450"},
      {"100000000", "0.05", "2981450"},
      {"230000000", "0.1", "14481450"},
      {"480000000", "0.125", "26481450"},
      {"600000000", "0.15", "41481450"},
      {"800000000", "0.25", "121481450"},
      {"1200000000", "0.5", "421481450"},
    };
    List<NotionalTiers.Tier> listed = new ArrayList<>();
    for (String[] row : rows) {
      listed.add(new NotionalTiers.Tier(e18(row[0]), e18(row[1]), e18(row[2])));
    }
    NotionalTiers tiers = new NotionalTiers(listed);
    assertEquals(tiers, tiers.continuous());
    String[][] probes = {
      {"50000", "200"}, {"1000000", "5550"}, {"50000000", "868550"}, {"1500000000", "328518550"},
    };
    for (String[] probe : probes) {
      assertEquals(e18(probe[1]).multiply(E18.ONE), tiers.exact(e18(probe[0])));
    }
    assertEquals(e18("0.004"), tiers.at(e18("50000")).rate());
    assertEquals(e18("0.005"), tiers.at(e18("50000.1")).rate());
    assertThrows(IllegalArgumentException.class, () -> new NotionalTiers(listed.subList(1, 3)));
    assertThrows(IllegalArgumentException.class, () -> new NotionalTiers(List.of()));
  }

  /** Multipliers of the venue that Deribit's formula is known from, at three times to expiry. */
  @ParameterizedTest
  @CsvSource({
    "794852, 1.712811375927374",
    "3214052, 1.4862120042860796",
    "18938852, 1.3860882452894718",
  })
  void volatilitiesRiseMoreTheNearerTheExpiry(long seconds, double multiplier) {
    TermShock shock = new TermShock(e18("0.5"), e18("0.25"), e18("0.3"), e18("0.13"), e18("0.45"));
    assertEquals(multiplier, shock.risenBy(seconds).doubleValue() / 1e18, 1e-12);
    double fallen = 1 - (multiplier - 1) / 2;
    assertEquals(fallen, shock.fallenBy(seconds).doubleValue() / 1e18, 1e-12);
    BigInteger volatility = e18("0.6");
    assertEquals(0.6 * multiplier, shock.of(volatility, 1, seconds).doubleValue() / 1e18, 1e-12);
    assertEquals(0.6 * fallen, shock.of(volatility, -1, seconds).doubleValue() / 1e18, 1e-12);
    assertEquals(volatility, shock.of(volatility, 0, seconds));
    assertEquals(e18("0.45"), shock.of(e18("0.1"), 1, seconds));
    assertEquals(BigInteger.ZERO, shock.of(volatility, -1, 0));
  }

  /** At 30 days the longer power begins, which is the same there. */
  @Test
  void thirtyDaysAreOne() {
    TermShock shock = new TermShock(E18.ONE, E18.ONE, e18("0.3"), e18("0.13"), BigInteger.ZERO);
    assertEquals(E18.ONE, shock.scale(30 * 86_400));
    assertEquals(Math.pow(2, 0.3), shock.scale(15 * 86_400).doubleValue() / 1e18, 1e-15);
    // Deribit's rules of 2018: 38% of 30 days, at 15.
    assertEquals(0.467834877, 0.38 * shock.scale(15 * 86_400).doubleValue() / 1e18, 1e-9);
    assertEquals(Math.pow(0.5, 0.13), shock.scale(60 * 86_400).doubleValue() / 1e18, 1e-15);
  }

  private static Scan scan(long... gains) {
    List<BigInteger> list = new ArrayList<>();
    for (long gain : gains) {
      list.add(BigInteger.valueOf(gain));
    }
    return Scan.of(list);
  }

  @Test
  void theWorstIsTheFirstOfTheLeast() {
    assertEquals(1, scan(3, -2, -2, 5).worst());
    assertEquals(2, scan(3, -2, -2, 5).runnerUp());
    assertEquals(BigInteger.ZERO, scan(3, -2, -2, 5).gap());
    assertEquals(0, scan(-9, 1, -3).worst());
    assertEquals(2, scan(-9, 1, -3).runnerUp());
    assertEquals(BigInteger.valueOf(6), scan(-9, 1, -3).gap());
    assertEquals(0, scan(5, 1).runnerUp());
    assertEquals(BigInteger.valueOf(9), scan(-9).loss());
    assertEquals(BigInteger.ZERO, scan(4).loss());
    assertEquals(-1, scan(4).runnerUp());
    assertEquals(BigInteger.ZERO, scan(4).gap());
  }

  private static Optional<BigInteger> backed(
      String size, String entry, String rate, String amount, String wallet) {
    return new LiquidationPrice(e18(size), e18(entry), e18(rate), e18(amount))
        .backedBy(e18(wallet));
  }

  /** Binance's help: two positions of one account, each isolated and both crossed. */
  @Test
  void liquidationPricesOfBinance() {
    String wallet = "1535443.01";
    check("1114.78496375", backed("3683.979", "1456.84", "0.1", "135365", wallet), 1e-8);
    check("18778.72593217", backed("109.488", "32481.98", "0.025", "16300", wallet), 1e-8);
    // Less the other's maintenance margin, and its loss.
    String besideBtc = "1407887.630076"; // 1,535,443.01 - 71,200.811444 - 56,354.56848
    check("1153.25646424", backed("3683.979", "1456.84", "0.1", "135365", besideBtc), 1e-6);
    String besideEth = "730737.616738"; // 1,535,443.01 - 356,512.508122 - 448,192.88514
    check("26316.89326452", backed("109.488", "32481.98", "0.025", "16300", besideEth), 1e-6);
  }

  /** An isolated wallet of size * entry / leverage; with OKX's fee in the rate. */
  @ParameterizedTest
  @CsvSource({
    "-1, 10, 0.01, 0.01, 2, 11.89108910891089",
    "-1, 8, 0.01, 0.01, 1.6, 9.514851485148514",
    "1, 10, 0.01, 0.01, 2, 8.070707070707071",
    "1, 8, 0.01, 0.01, 1.6, 6.454545454545454",
    "0.6, 10, 0.01, 0.01, 1.2, 8.063973063973064",
    "-1, 10, 0.0106, 0, 2, 11.87413417771621",
    "-1, 8, 0.0106, 0, 1.6, 9.499307342172967",
    "1, 10, 0.0106, 0, 2, 8.085708510208207",
  })
  void liquidationPricesByStyle(
      String size, String entry, String rate, String amount, String wallet, String price) {
    check(price, backed(size, entry, rate, amount, wallet), 1e-14);
  }

  /** Bybit keeps the maintenance margin of the entry. */
  @ParameterizedTest
  @CsvSource({
    "1, 3, 6.7666666",
    "1, 5, 8.1",
    "1, 10, 9.1",
    "-1, 1, 19.9",
    "-1, 3, 13.233333",
  })
  void liquidationPricesOfBybit(String size, String leverage, String price) {
    LiquidationPrice of = new LiquidationPrice(e18(size), e18("10"), e18("0.01"), BigInteger.ZERO);
    check(price, of.atLeverage(e18(leverage)), 1e-6);
  }

  private static void check(String expected, Optional<BigInteger> got, double tolerance) {
    assertTrue(got.isPresent());
    assertEquals(Double.parseDouble(expected), got.get().doubleValue() / 1e18, tolerance);
  }

  @Test
  void aPriceThatIsNotReachedIsNone() {
    assertEquals(Optional.empty(), backed("1", "10", "0.01", "0", "10"));
    assertEquals(Optional.empty(), backed("1", "10", "1", "0", "5"));
    // 30 / 0.99 = 30.303..., rounded toward today's price.
    assertEquals("30.303030303030303031", E18.text(backed("1", "40", "0.01", "0", "10").get()));
    // 20 / 1.01 = 19.801..., of a short one.
    assertEquals("19.80198019801980198", E18.text(backed("-1", "10", "0.01", "0", "10").get()));
    assertThrows(IllegalArgumentException.class, () -> backed("0", "10", "0.01", "0", "1"));
  }

  @Test
  void halvesGoToTheEven() {
    assertEquals(
        List.of(0L, 0L, 0L, 1L, 2L, 2L, 2L),
        LongStream.of(-2, 1, 2, 3, 6, 7, 10).mapToObj(VenueRulesTest::quarter).toList());
    assertEquals(-2, quarter(-6));
    assertEquals(-1, quarter(-5));
  }

  private static long quarter(long n) {
    return Exact.halfEven(BigInteger.valueOf(n), BigInteger.valueOf(4)).longValueExact();
  }
}
