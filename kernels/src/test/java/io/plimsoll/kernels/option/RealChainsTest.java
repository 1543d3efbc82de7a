package io.plimsoll.kernels.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * 7,244 listed options: price and delta against the formula in doubles on the same inputs, within
 * the stated errors; the venue's marks within what its own inconsistency leaves; its deltas, which
 * come from other inputs, are only reported.
 */
class RealChainsTest {

  private static final long COIN_QUANTA = 100_000_000;
  private static final double YEAR_MS = 31_536_000_000.0;

  private record Row(EuropeanOption option, long volPpm, long markE8, long deltaE5) {}

  private record Snapshot(String when, int rows, long allowedE8, List<Row> all) {}

  private static final List<Snapshot> SNAPSHOTS = read();

  private static List<Snapshot> read() {
    List<Snapshot> snapshots = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    RealChainsTest.class.getResourceAsStream("chains.txt"), "chains.txt"),
                StandardCharsets.UTF_8))) {
      long timeMs = 0;
      long forward = 0;
      for (String line : reader.lines().filter(l -> !l.startsWith("#")).toList()) {
        String[] word = line.split(" ", -1);
        switch (word[0]) {
          case "snapshot" ->
              snapshots.add(
                  new Snapshot(
                      word[1],
                      Integer.parseInt(word[2]),
                      Long.parseLong(word[3]),
                      new ArrayList<>()));
          case "expiry" -> timeMs = Long.parseLong(word[2]);
          case "forward" -> forward = micros(word[1]);
          default -> {
            OptionKind kind = word[0].charAt(0) == 'C' ? OptionKind.CALL : OptionKind.PUT;
            EuropeanOption option =
                new EuropeanOption(kind, forward, micros(word[0].substring(1)), timeMs);
            long volPpm = Long.parseLong(word[1]);
            snapshots
                .getLast()
                .all
                .add(new Row(option, volPpm, Long.parseLong(word[2]), Long.parseLong(word[3])));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return snapshots;
  }

  private static long micros(String usd) {
    return new BigDecimal(usd).movePointRight(6).longValueExact();
  }

  @Test
  void everyRowIsThere() {
    assertEquals(4, SNAPSHOTS.size());
    for (Snapshot snapshot : SNAPSHOTS) {
      assertEquals(snapshot.rows, snapshot.all.size(), snapshot.when);
    }
    assertEquals(7_244, SNAPSHOTS.stream().mapToInt(Snapshot::rows).sum());
  }

  @Test
  void priceAndDeltaAgreeWithTheFormulaInDoubles() {
    double largestPrice = 0;
    double largestDelta = 0;
    for (Snapshot snapshot : SNAPSHOTS) {
      for (Row row : snapshot.all) {
        EuropeanOption option = row.option;
        Greeks own = Black76.greeks(option, row.volPpm);
        double s = row.volPpm / 1e6 * Math.sqrt(option.timeMs() / YEAR_MS);
        double d1 = Math.log((double) option.forward() / option.strike()) / s + s / 2;
        double sign = option.kind() == OptionKind.CALL ? 1 : -1;
        double delta = sign * cdf(sign * d1);
        double price = option.forward() * delta - sign * option.strike() * cdf(sign * (d1 - s));
        double priceError = Math.abs(own.price() - price);
        double deltaError = Math.abs(own.deltaE9() - delta * 1e9);
        assertTrue(priceError <= 0.77, () -> row + ": " + own + ", in doubles " + price);
        assertTrue(deltaError <= 0.52, () -> row + ": " + own + ", in doubles " + delta);
        largestPrice = Math.max(largestPrice, priceError);
        largestDelta = Math.max(largestDelta, deltaError);
      }
    }
    System.out.println(
        "real chains against doubles: price "
            + largestPrice
            + " quanta, delta "
            + largestDelta
            + "e-9");
  }

  @Test
  void marksAgreeWithinWhatTheVenueLeaves() {
    for (Snapshot snapshot : SNAPSHOTS) {
      long largest = 0;
      long largestDelta = 0;
      for (Row row : snapshot.all) {
        long own = InverseBlack76.price(row.option, row.volPpm, COIN_QUANTA);
        long difference = Math.abs(own - row.markE8);
        assertTrue(difference <= snapshot.allowedE8, () -> row + ": " + own);
        largest = Math.max(largest, difference);
        long delta = Black76.greeks(row.option, row.volPpm).deltaE9();
        largestDelta = Math.max(largestDelta, Math.abs(delta - 10_000 * row.deltaE5));
      }
      System.out.println(
          "chain of "
              + snapshot.when
              + ": "
              + snapshot.rows
              + " rows, marks within "
              + largest
              + "e-8 coin, the venue's deltas within "
              + largestDelta
              + "e-9");
    }
  }

  /** The comparison with marks has teeth: 5% more time, or 2% more volatility, breaks it. */
  @Test
  void wrongInputsAreSeen() {
    Snapshot clean = SNAPSHOTS.getLast();
    long late = 0;
    long wild = 0;
    for (Row row : clean.all) {
      EuropeanOption option = row.option;
      EuropeanOption later =
          new EuropeanOption(
              option.kind(), option.forward(), option.strike(), option.timeMs() / 20 * 21);
      long ofLater = InverseBlack76.price(later, row.volPpm, COIN_QUANTA);
      long ofWilder = InverseBlack76.price(option, row.volPpm / 50 * 51, COIN_QUANTA);
      late += Math.abs(ofLater - row.markE8) > clean.allowedE8 ? 1 : 0;
      wild += Math.abs(ofWilder - row.markE8) > clean.allowedE8 ? 1 : 0;
    }
    assertTrue(late > 1_000 && wild > 1_000, late + " and " + wild);
  }

  /** Prices of listed options imply the volatility that made them, to the ppm where they can. */
  @Test
  void impliedVolatilityComesBack() {
    int exact = 0;
    for (Snapshot snapshot : SNAPSHOTS) {
      for (Row row : snapshot.all) {
        Greeks own = Black76.greeks(row.option, row.volPpm);
        long implied = Black76.impliedVolPpm(row.option, own.price());
        if (own.vega() >= 3_000_000) {
          assertEquals(row.volPpm, implied, row::toString);
          exact++;
        }
      }
    }
    System.out.println("implied volatility is exact in " + exact + " of 7244 rows");
    assertTrue(exact > 6_500, () -> "few rows tell one ppm from the next");
  }

  /** N in doubles: the series around 0, and Lentz's continued fraction of the tail. */
  private static double cdf(double x) {
    double size = Math.abs(x);
    double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    if (size > 37) {
      return x < 0 ? 0 : 1;
    }
    if (size < 3) {
      double term = size;
      double sum = size;
      for (int n = 3; term > 1e-18 * sum; n += 2) {
        term *= size * size / n;
        sum += term;
      }
      return x < 0 ? 0.5 - density * sum : 0.5 + density * sum;
    }
    double fraction = 0;
    for (int n = 200; n > 0; n--) {
      fraction = n / (size + fraction);
    }
    double tail = density / (size + fraction);
    return x < 0 ? tail : 1 - tail;
  }
}
