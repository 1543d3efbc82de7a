package io.plimsoll.margin.rule.paradex;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documentation's examples, and figures computed by hand. */
class ParadexRulesTest {

  private static BigInteger e18(String number) {
    return E18.parse(number);
  }

  @ParameterizedTest
  @CsvSource({
    // The example of the documentation.
    "1;-1.5, 0.02, 0.01, 70000, -0.5, 2.5, 1, 1400",
    "1.5;-1, 0.02, 0.01, 70000, 0.5, 2.5, 1, 1400",
    "4;-1;0.5, 0.03, 0.01, 2000, 3.5, 5.5, 1, 230",
    // All on one side, and all hedged.
    "2;3, 0.02, 0.01, 10, 5, 5, 0, 1",
    "3;-3, 0.02, 0.01, 10, 0, 6, 3, 0.3",
    "'', 0.02, 0.01, 10, 0, 0, 0, 0"
  })
  void deltasRequireAMinimum(
      String deltas,
      String unhedged,
      String hedged,
      String index,
      String net,
      String gross,
      String both,
      String minimum) {
    List<BigInteger> all =
        Stream.of(deltas.split(";"))
            .filter(text -> !text.isEmpty())
            .map(ParadexRulesTest::e18)
            .toList();
    DeltaRisk of = DeltaRisk.of(all);
    assertEquals(e18(net), of.net());
    assertEquals(e18(gross), of.gross());
    assertEquals(e18(both), of.hedged());
    assertEquals(e18(minimum), of.minimum(e18(unhedged), e18(hedged), e18(index)));
  }

  @Test
  void aMinimumIsRoundedUp() {
    DeltaRisk of = DeltaRisk.of(List.of(BigInteger.ONE));
    assertEquals(BigInteger.ONE, of.minimum(BigInteger.ONE, BigInteger.ZERO, BigInteger.ONE));
  }

  @ParameterizedTest
  @CsvSource({
    // The example of the documentation.
    "-1, 3, 2, 0.02, 90000, 2, 3, 5400",
    "1, 3, 2, 0.02, 90000, 4, 1, 7200",
    // Orders that only make the position smaller.
    "5, 0, 3, 0.1, 10, 5, 0, 5",
    "-5, 3, 0, 0.1, 10, 0, 5, 5",
    "0, 0, 0, 0.1, 10, 0, 0, 0"
  })
  void ordersOfOneSideAreFilled(
      String position,
      String buys,
      String sells,
      String fraction,
      String mark,
      String buy,
      String sell,
      String initial) {
    OpenSizes sizes = OpenSizes.of(e18(position), e18(buys), e18(sells));
    assertEquals(new OpenSizes(e18(buy), e18(sell)), sizes);
    assertEquals(e18(initial), sizes.initial(e18(fraction), e18(mark)));
  }

  @Test
  void aRequirementIsRoundedUp() {
    OpenSizes sizes = OpenSizes.of(BigInteger.ONE, BigInteger.ZERO, BigInteger.ZERO);
    assertEquals(BigInteger.ONE, sizes.initial(BigInteger.ONE, BigInteger.ONE));
  }

  @ParameterizedTest
  @CsvSource({
    // The example of the documentation.
    "1000, -900, 1900, 100",
    "1000, 900, 100, 1900",
    "1000, 0, 1000, 1000",
    // Beyond the limit, which was once higher.
    "1000, 1200, 0, 2200",
    "1000, -1200, 2200, 0"
  })
  void aPositionLeavesRoom(String limit, String position, String buy, String sell) {
    assertEquals(
        new PositionLimit(e18(buy), e18(sell)), PositionLimit.of(e18(limit), e18(position)));
  }
}
