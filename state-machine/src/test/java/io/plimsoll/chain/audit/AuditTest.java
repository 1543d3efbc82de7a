package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * The chain does what the auditor predicts, in every block of several workloads.
 *
 * <p>{@code -Dplimsoll.audit.seed=N} runs one seed, {@code -Dplimsoll.audit.seeds=N} and {@code
 * -Dplimsoll.audit.blocks=N} make a longer campaign; {@code -Dplimsoll.audit.restart=N} says after
 * how many blocks the chain is restored from a snapshot, 0 for never.
 */
class AuditTest {

  private static final int THREADS = 2;

  private static final List<String> MUST_COME =
      List.of(
          "ABOVE_DEPOSIT_CAP",
          "BACKSTOP_NOT_ALLOWED",
          "BELOW_INITIAL_MARGIN",
          "STILL_BELOW_INITIAL_MARGIN",
          "BELOW_PORTFOLIO_GATE",
          "BELOW_QUORUM",
          "BreakerReset",
          "BreakerTripped",
          "COMMAND_EXPIRED",
          "CONFIDENCE_OUT_OF_RANGE",
          "CashShared",
          "ConfidenceMoved",
          "DUPLICATE_PRICES",
          "DebtSeen",
          "Deleveraged",
          "DeleveragedNothing",
          "EXPIRY_TOO_FAR",
          "FEE_NOT_OF_TIER",
          "FUNDING_NOT_FROM_THIS",
          "FinallySettled",
          "FundTooSmall",
          "FundingMoved",
          "FundingTicked",
          "INSUFFICIENT_COLLATERAL",
          "INVERSE_CALL held",
          "INVERSE_FUTURE held",
          "INVERSE_PERPETUAL held",
          "INVERSE_PUT held",
          "LiquidationFill",
          "LossShared",
          "MARKET_NOT_ALLOWED",
          "MarketEnded",
          "NONCE_USED",
          "NegativeCashCovered",
          "ORDER_FILLED",
          "OUTSIDE_SCOPE",
          "OrderFilled",
          "OutageSeen",
          "Outvoted",
          "POSITION_TOO_LARGE",
          "PRICE_OUTSIDE_BAND",
          "PRICE_OUT_OF_RANGE",
          "QuorumMissed",
          "QuoteRefused",
          "REDUCE_ONLY",
          "ReserveReleased",
          "Settled",
          "TOO_MANY_BYTES",
          "TOO_MANY_COMMANDS",
          "TOO_MANY_POSITIONS",
          "Traded",
          "WITHDRAWAL_AFTER_LOSS",
          "WITHDRAWAL_WHILE_STALE",
          "breaker lowered",
          "coin debt",
          "coins bought back",
          "coins sold",
          "fee of a tier",
          "fill by a backstop",
          "fill by a quote",
          "fund paid",
          "inverse deleveraged",
          "inverse liquidated",
          "no index yet",
          "old mark",
          "old volatility",
          "penalty",
          "uncertain, policy 0",
          "uncertain, policy 1",
          "uncertain, policy 2",
          "waits for one");

  @Test
  void theChainDoesWhatTheAuditorPredicts() throws InterruptedException {
    long first = Long.getLong("plimsoll.audit.seed", 1);
    int seeds =
        System.getProperty("plimsoll.audit.seed") != null
            ? 1
            : Integer.getInteger("plimsoll.audit.seeds", 4);
    int blocks = Integer.getInteger("plimsoll.audit.blocks", 300);
    Map<String, Integer> seen = new TreeMap<>();
    int prices = run(first, seeds, blocks, seen);
    boolean isWhole = blocks >= 300 && seeds >= 4;
    // What has not come in the first seeds has twice as many more to come in.
    for (long seed = first + seeds;
        isWhole && seed < first + 3L * seeds && !missing(seen).isEmpty();
        seed += THREADS) {
      prices += run(seed, THREADS, blocks, seen);
    }
    System.out.println("audit: " + prices + " option prices held to decimals, " + seen);
    assertTrue(prices > 0, "no option was priced");
    if (isWhole) {
      assertEquals(List.of(), missing(seen), "never came: the workload is too tame");
    }
  }

  /** Runs seeds beside one another; returns how many option prices were held to decimals. */
  private static int run(long first, int seeds, int blocks, Map<String, Integer> seen)
      throws InterruptedException {
    int restart = Integer.getInteger("plimsoll.audit.restart", 20);
    List<Callable<AuditRun>> works = new ArrayList<>();
    for (long each = first; each < first + seeds; each++) {
      long seed = each;
      works.add(() -> {
        System.out.println("audit: -Dplimsoll.audit.seed=" + seed + ", " + blocks + " blocks");
        AuditRun run = new AuditRun(seed).restartingEvery(restart);
        List<Comparison.Difference> differences = run.run(blocks);
        assertTrue(differences.isEmpty(), () -> run.report(differences));
        return run;
      });
    }
    int prices = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      for (Future<AuditRun> each : pool.invokeAll(works)) {
        AuditRun run = each.get();
        run.seen.forEach((what, count) -> seen.merge(what, count, Integer::sum));
        prices += run.pricesChecked();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
    return prices;
  }

  private static List<String> missing(Map<String, Integer> seen) {
    List<String> missing = new ArrayList<>(MUST_COME);
    missing.addAll(LiquidationWork.mustCome());
    missing.removeAll(seen.keySet());
    return missing;
  }
}
