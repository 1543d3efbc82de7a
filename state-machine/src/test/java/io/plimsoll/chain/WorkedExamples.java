package io.plimsoll.chain;

import static io.plimsoll.chain.ExampleChain.BTC;
import static io.plimsoll.chain.ExampleChain.BTC_PERP;
import static io.plimsoll.chain.ExampleChain.CALL;
import static io.plimsoll.chain.ExampleChain.COIN;
import static io.plimsoll.chain.ExampleChain.ETH;
import static io.plimsoll.chain.ExampleChain.ETH_PERP;
import static io.plimsoll.chain.ExampleChain.FAR_FUTURE;
import static io.plimsoll.chain.ExampleChain.NEAR_FUTURE;
import static io.plimsoll.chain.ExampleChain.OTHER_BTC_PERP;
import static io.plimsoll.chain.ExampleChain.USD;
import static io.plimsoll.chain.ExampleChain.last;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.margin.model.Requirement;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The worked examples of the portfolio margin requirements document, each on a chain of its own:
 * its positions are opened by fills, and its figures come out of the chain. Nothing here knows a
 * margin formula; the only arithmetic is ratios of two figures that came out, sums over
 * subaccounts, and searches for the price or the amount at which the chain's answer changes.
 *
 * <p>What they must be stands in {@code worked-examples.txt}.
 */
final class WorkedExamples {

  private static final ExampleTable TABLE = new ExampleTable();

  private WorkedExamples() {}

  /** Figures by name. */
  private static final class Figures {
    final Map<String, String> values = new TreeMap<>();

    /** An amount in quanta, shown in USD. */
    Figures amount(String name, long quanta) {
      return text(name, BigDecimal.valueOf(quanta, 6).toPlainString());
    }

    /** A ratio, to 12 digits. */
    Figures ratio(String name, long num, long den) {
      BigDecimal ratio =
          BigDecimal.valueOf(num).divide(BigDecimal.valueOf(den), 12, RoundingMode.HALF_EVEN);
      return text(name, ratio.toPlainString());
    }

    Figures text(String name, String value) {
      if (values.put(name, value) != null) {
        throw new IllegalStateException("two figures are called " + name);
      }
      return this;
    }
  }

  /** All examples by their names. */
  private static Map<String, Consumer<Figures>> examples() {
    Map<String, Consumer<Figures>> examples = new TreeMap<>();
    examples.put("seed-s2-isolated-liq", WorkedExamples::isolatedLiquidation);
    examples.put("seed-s2-isolated-liq-entrymm-A", WorkedExamples::maintenanceOnEntry);
    examples.put("seed-s2-bankruptcy-B", WorkedExamples::bankruptcy);
    examples.put("seed-s2-hedged-pair", WorkedExamples::hedgedPair);
    examples.put("seed-s3-cross-equity", WorkedExamples::crossEquity);
    examples.put("seed-s4-traditional", WorkedExamples::traditional);
    examples.put("seed-s4-portfolio", WorkedExamples::portfolio);
    examples.put("seed-s8-isolated", WorkedExamples::fourIsolated);
    examples.put("seed-s8-cross", WorkedExamples::fourCross);
    examples.put("seed-s8-eth-stress", WorkedExamples::ethStress);
    examples.put("seed-s8-portfolio-sum", WorkedExamples::portfolioSum);
    examples.put("seed-s8-portfolio-full", WorkedExamples::portfolioFull);
    return examples;
  }

  /** The examples that can be run. */
  static List<String> names() {
    return List.copyOf(examples().keySet());
  }

  /** The examples that have figures in the table. */
  static List<String> namesInTable() {
    return List.copyOf(TABLE.examples());
  }

  /** Runs all; a sentence for each figure that is not as it must be. */
  static List<String> failures() {
    List<String> failures = new ArrayList<>();
    names().forEach(name -> failures.addAll(failures(name)));
    return failures;
  }

  /** Runs one. */
  static List<String> failures(String name) {
    Figures figures = new Figures();
    try {
      examples().getOrDefault(name, unknown -> {}).accept(figures);
    } catch (RuntimeException | AssertionError e) {
      return List.of("example " + name + ": " + e);
    }
    return TABLE.compare(name, figures.values);
  }

  /**
   * Two isolated positions of one owner. The maintenance margin is 0.2% of the value at the mark: a
   * tenth of an initial margin of 2%, by which the leverage is read, too. The liquidation price is
   * the last one, in 10^-6 USD, at which the chain leaves the account alone.
   */
  private static void isolatedLiquidation(Figures out) {
    ExampleChain chain = pair();
    out.amount("unallocated", chain.cash(0));
    out.ratio("leverage A", 50 * chain.requirement(1).initial(), chain.equity(1));
    out.ratio("leverage B", 50 * chain.requirement(2).initial(), chain.equity(2));
    out.amount("maintenance A at entry", chain.requirement(1).maintenance());
    long eth = 2_000 * USD;
    long btc = 100_000 * USD;
    out.amount(
        "liquidation price A",
        -last(-btc, -90_000 * USD, price -> !chain.isLiquidated(1, -price, eth)));
    out.amount(
        "liquidation price B", last(eth, 2_200 * USD, price -> !chain.isLiquidated(2, btc, price)));

    chain.prices(85_000 * USD, eth).insure(100_000).quote(BTC_PERP, true, 1, 85_000);
    chain.commit();
    out.amount("loss A", 5_000 * USD - chain.cash(1));
    out.amount("equity B after A's end", chain.equity(2));
    out.amount("unallocated after A's end", chain.cash(0));

    ExampleChain risen = pair();
    risen.prices(btc, 2_300 * USD).insure(100_000).quote(ETH_PERP, false, 50, 2_300);
    risen.commit();
    out.amount("loss B", 3_000 * USD - risen.cash(2));
  }

  /** Long 1 BTC with 5,000 USD in subaccount 1, short 50 ETH with 3,000 USD in 2, the rest in 0. */
  private static ExampleChain pair() {
    ExampleChain chain = new ExampleChain();
    chain.setBoth(Parameter.INITIAL_PPM, 20_000).setBoth(Parameter.MAINTENANCE_PPM, 100_000);
    chain.open(100_000, 2_000).deposit(0, 50_000).transfer(0, 1, 5_000).transfer(0, 2, 3_000);
    chain.mode(1, Mode.ISOLATED).mode(2, Mode.ISOLATED);
    chain.trade(1, BTC_PERP, 1, 100_000).trade(2, ETH_PERP, -50, 2_000);
    chain.commit();
    return chain;
  }

  /**
   * The document's 95,200 is where equity reaches a maintenance margin that was fixed when the
   * position was opened, 0.2% of its entry value. This product's maintenance margin follows the
   * mark, so it does not liquidate there but at 95,190.38; what is shown is that the chain's equity
   * at 95,200 is the maintenance margin that the chain gave at the entry, and at no lower price.
   */
  private static void maintenanceOnEntry(Figures out) {
    ExampleChain chain = pair();
    long atEntry = chain.requirement(1).maintenance();
    long eth = 2_000 * USD;
    out.amount("maintenance A at entry", atEntry);
    out.amount(
        "lowest price A with the entry's maintenance",
        -last(-100_000 * USD, -90_000 * USD, price -> chain.equityAt(1, -price, eth) >= atEntry));
  }

  /** A short position whose equity has turned negative is closed at its bankruptcy price. */
  private static void bankruptcy(Figures out) {
    ExampleChain chain = new ExampleChain();
    chain.set(Parameter.INITIAL_PPM, ETH, 30_000).set(Parameter.MAINTENANCE_PPM, ETH, 0);
    chain.open(100_000, 2_000).deposit(2, 3_000).mode(2, Mode.ISOLATED);
    chain.trade(2, ETH_PERP, -50, 2_000).commit();
    BlockResult result = chain.prices(100_000 * USD, 2_100 * USD).commit();
    for (Event event : result.events()) {
      if (event instanceof Event.Deleveraged closed) {
        out.ratio("bankruptcy price B", -closed.quote(), closed.lots() / COIN * USD);
        out.amount("equity B after its end", chain.cash(2));
      }
    }
  }

  /** Long and short 1 BTC, isolated from each other: both sides post, though nothing is at risk. */
  private static void hedgedPair(Figures out) {
    ExampleChain chain = new ExampleChain();
    chain.open(100_000, 2_000).mode(1, Mode.ISOLATED).mode(2, Mode.ISOLATED);
    chain.deposit(1, 10_000).deposit(2, 10_000);
    chain.trade(1, BTC_PERP, 1, 100_000).trade(2, BTC_PERP, -1, 100_000);
    chain.commit();
    out.amount("required", chain.requirement(1).initial() + chain.requirement(2).initial());
    out.text("net lots", Long.toString(chain.lots(1) + chain.lots(2)));
  }

  /**
   * The margin fraction is not an output of this product, which compares equity with a part of the
   * exposure. It is shown by what it means: with that fraction, 25.5%, as initial margin fraction
   * the requirement is all of the equity, and with 100% it is the exposure.
   */
  private static void crossEquity(Figures out) {
    ExampleChain chain = new ExampleChain();
    chain.setBoth(Parameter.MAINTENANCE_PPM, 100_000);
    chain.open(100_000, 2_000).deposit(1, 50_000);
    chain.trade(1, BTC_PERP, 1, 102_000).trade(1, ETH_PERP, -50, 2_060);
    chain.setBoth(Parameter.INITIAL_PPM, 255_000).commit();
    out.amount("equity", chain.equity(1));
    chain.setBoth(Parameter.INITIAL_PPM, 1_000_000).prices(100_000 * USD, 2_000 * USD);
    out.amount("free at 25.5%", chain.free(1));
    chain.commit();
    out.amount("required at 25.5%", chain.requirement(1).initial());
    chain.prices(100_000 * USD, 2_000 * USD).commit();
    long exposure = chain.requirement(1).initial();
    out.amount("exposure", exposure);
    out.ratio("margin fraction", chain.equity(1), exposure);
  }

  /** Ten futures against nine of another expiry, margined one by one. */
  private static void traditional(Figures out) {
    ExampleChain chain = new ExampleChain();
    chain.open(100_000, 2_000).mode(1, Mode.ISOLATED).mode(2, Mode.ISOLATED);
    chain.deposit(1, 100_000).deposit(2, 100_000).deposit(3, 100_000);
    chain.trade(1, NEAR_FUTURE, 10, 100_000).trade(2, FAR_FUTURE, -9, 100_000);
    chain.trade(3, NEAR_FUTURE, 10, 100_000).trade(3, FAR_FUTURE, -9, 100_000);
    chain.commit();
    long near = chain.requirement(1).initial();
    long far = chain.requirement(2).initial();
    out.amount("long leg", near).amount("short leg", far).amount("total", near + far);
    out.amount("total under cross margin", chain.requirement(3).initial());
  }

  /**
   * The same in portfolio mode. What the extreme scenarios alone would lose, which no account asks
   * for because the regular ones lose more, is read from a chain whose regular range is 0.
   */
  private static void portfolio(Figures out) {
    ExampleChain chain = futuresInPortfolioMode(150_000);
    out.text("worst move", driver(chain, 0));
    out.amount("scan risk", chain.component(1, "stress", BTC));
    out.amount("basis add-on", chain.component(1, "basis", BTC));
    out.amount("liquidity add-on", chain.component(1, "liquidity", BTC));
    long total = chain.requirement(1).initial();
    out.amount("total", total);
    long traditional = 95_000 * USD;
    out.ratio("reduction", traditional - total, traditional);
    ExampleChain extremes = futuresInPortfolioMode(0);
    out.amount("weighted loss of the extremes", extremes.component(1, "stress", BTC));
  }

  private static ExampleChain futuresInPortfolioMode(long rangePpm) {
    ExampleChain chain = new ExampleChain();
    chain.set(Parameter.RANGE_PPM, BTC, rangePpm).set(Parameter.STRESS_STEPS, 0, 3);
    chain.set(Parameter.EXTREME_MOVE_PPM, BTC, 250_000);
    chain.set(Parameter.EXTREME_WEIGHT_PPM, BTC, 350_000);
    chain.set(Parameter.BASIS_PPM, BTC, 3_000).set(Parameter.LIQUIDITY_PPM, BTC, 3_000);
    chain.open(100_000, 2_000).deposit(1, 200_000).mode(1, Mode.PORTFOLIO);
    chain.trade(1, NEAR_FUTURE, 10, 100_000).trade(1, FAR_FUTURE, -9, 100_000);
    chain.commit();
    return chain;
  }

  /** Name of the worst scenario of the n-th underlying. */
  private static String driver(ExampleChain chain, int n) {
    return chain.explain(1).drivers().get(n).scenario();
  }

  /** The four positions, each in a subaccount of its own: 1 to 4. */
  private static void fourIsolated(Figures out) {
    ExampleChain chain = new ExampleChain().open(100_000, 2_000);
    long[] collateral = {60_000, 60_000, 20_000, 60_000};
    for (int i = 0; i < collateral.length; i++) {
      chain.mode(i + 1, Mode.ISOLATED).deposit(i + 1, collateral[i]);
    }
    chain.trade(1, BTC_PERP, 10, 100_000).trade(2, OTHER_BTC_PERP, -8, 100_000);
    chain.trade(3, ETH_PERP, 50, 2_000).trade(4, CALL, -2, 4_000);
    long free = 0;
    for (int i = 1; i <= collateral.length; i++) {
      free += chain.free(i);
    }
    chain.commit();
    long total = 0;
    long balance = 0;
    for (int i = 1; i <= collateral.length; i++) {
      Requirement requirement = chain.requirement(i);
      out.amount("position " + i, requirement.initial());
      total += requirement.initial();
      balance += requirement.equity();
    }
    out.amount("total", total).amount("free", free).amount("balance", balance);
    out.ratio("utilisation", total, balance).ratio("balance over margin", balance, total);
  }

  /** The four positions in subaccount 1, and the two perpetuals on BTC alone in 2. */
  private static void fourCross(Figures out) {
    ExampleChain chain = new ExampleChain().open(100_000, 2_000);
    chain.deposit(1, 200_000).deposit(2, 200_000).deposit(3, 200_000).deposit(4, 200_000);
    openFour(chain);
    chain.trade(2, BTC_PERP, 10, 100_000).trade(2, OTHER_BTC_PERP, -8, 100_000);
    chain.trade(3, BTC_PERP, 10, 100_000).trade(4, OTHER_BTC_PERP, -8, 100_000);
    long free = chain.free(1);
    chain.commit();
    Requirement requirement = chain.requirement(1);
    out.amount("total", requirement.initial()).amount("free", free);
    out.ratio("utilisation", requirement.initial(), requirement.equity());
    chain.prices(98_000 * USD, 2_000 * USD).commit();
    long before = 200_000 * USD;
    out.amount("profit of the long at -2%", chain.equity(3) - before);
    out.amount("profit of the short at -2%", chain.equity(4) - before);
    out.amount("profit of both at -2%", chain.equity(2) - before);
  }

  private static void openFour(ExampleChain chain) {
    chain.trade(1, BTC_PERP, 10, 100_000).trade(1, OTHER_BTC_PERP, -8, 100_000);
    chain.trade(1, ETH_PERP, 50, 2_000).trade(1, CALL, -2, 4_000);
  }

  /** 50 ETH against an 18% range. */
  private static void ethStress(Figures out) {
    ExampleChain chain = new ExampleChain().set(Parameter.RANGE_PPM, ETH, 180_000);
    chain.open(100_000, 2_000).deposit(1, 200_000).mode(1, Mode.PORTFOLIO);
    chain.trade(1, ETH_PERP, 50, 2_000).commit();
    out.amount("loss", chain.component(1, "stress", ETH));
  }

  /**
   * The sum of the four parts. Its inputs are the stress losses, so the book is one that has them
   * to the quantum: 2 BTC net at 12.5%, 50 ETH at 18%. The document's credit of exactly 3,000 needs
   * a correlation of 217/300, which is no whole number of ppm: with 723,333 ppm the credit is
   * 3,000.00375, and the total 41,999.99625.
   */
  private static void portfolioSum(Figures out) {
    ExampleChain chain = portfolioChain().set(Parameter.RANGE_PPM, BTC, 125_000);
    chain.open(100_000, 2_000).deposit(1, 200_000).mode(1, Mode.PORTFOLIO);
    chain.trade(1, BTC_PERP, 10, 100_000).trade(1, OTHER_BTC_PERP, -8, 100_000);
    chain.trade(1, ETH_PERP, 50, 2_000);
    long free = chain.free(1);
    chain.commit();
    parts(chain, out);
    long total = chain.requirement(1).initial();
    long isolated = 115_000 * USD;
    out.amount("free", free).amount("freed", isolated - total);
    long contingency = chain.component(1, "basis", BTC);
    long credit = chain.explain(1).component("correlation credit");
    long stress = chain.component(1, "stress", BTC) + chain.component(1, "stress", ETH);
    out.amount("total beyond its parts", total - stress - credit - contingency);
    out.ratio("utilisation", total, chain.equity(1));
    out.ratio("reduction", isolated - total, isolated);
    out.ratio("balance over margin", chain.equity(1), total);
  }

  private static ExampleChain portfolioChain() {
    ExampleChain chain = new ExampleChain();
    chain.set(Parameter.RANGE_PPM, ETH, 180_000);
    chain.set(Parameter.SAME_WAY_PPM, Parameter.pair(BTC, ETH), 723_333);
    chain.setBoth(Parameter.BASIS_PPM, 2_500).setBoth(Parameter.LIQUIDITY_PPM, 0);
    return chain.setBoth(Parameter.VOL_UP_PPM, 208_023);
  }

  private static void parts(ExampleChain chain, Figures out) {
    long btc = chain.component(1, "stress", BTC);
    long eth = chain.component(1, "stress", ETH);
    long credit = chain.explain(1).component("correlation credit");
    out.amount("BTC stress", btc).amount("ETH stress", eth);
    out.amount("correlation benefit", -credit).amount("aggregated", btc + eth + credit);
    out.amount("contingency", chain.component(1, "basis", BTC));
    out.amount("total", chain.requirement(1).initial());
  }

  /**
   * All of it, under the whole stress matrix: the document's two moves of each underlying are the
   * worst of its 21 regular scenarios, too. The rise of volatility is 208,023 ppm, the nearest to
   * the document's 0.20802307. The call's delta is no output of this product; what is shown is how
   * its value, a short call's equity, moves by a price move of 10 USD to either side.
   */
  private static void portfolioFull(Figures out) {
    ExampleChain chain = portfolioChain().open(100_000, 2_000);
    chain.deposit(1, 200_000).mode(1, Mode.PORTFOLIO);
    openFour(chain);
    chain.commit();
    parts(chain, out);
    out.text("worst move of BTC", driver(chain, 0)).text("worst move of ETH", driver(chain, 1));
    // The perpetuals were opened at the mark, so all that equity lacks of the cash is two calls.
    out.amount("call mark", (chain.cash(1) - chain.equity(1)) / 2);
    out.ratio("call delta", callValue(100_010) - callValue(99_990), 20 * USD);
  }

  /** Value of a call, in quanta, at an index and forward in USD: what its seller lacks. */
  private static long callValue(long btc) {
    ExampleChain chain = new ExampleChain().open(btc, 2_000).deposit(1, 200_000);
    chain.trade(1, CALL, -1, 4_000).commit();
    return chain.cash(1) - chain.equity(1);
  }
}
