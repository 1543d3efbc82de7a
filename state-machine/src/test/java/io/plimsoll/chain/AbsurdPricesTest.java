package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.LUNA;
import static io.plimsoll.chain.TestChain.LUNA_PERP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Prices that move by a factor of a trillion, which a majority of liars can bring about: ten
 * trillion lots that were worth a million USD become worth more than a long holds. No block fails,
 * no money appears or vanishes, and the auditor agrees.
 */
class AbsurdPricesTest {

  /** At a price of one a lot is a tenth of a quantum. */
  private static final long LOTS = 10_000_000_000_000L;

  /** At this price a lot is a million USD, the most that one may be. */
  private static final long DEAREST = 10_000_000_000_000L;

  private final TestChain chain = new TestChain();

  /** Where several parts of an equity leave all ranges the auditor, which has none, differs. */
  private boolean isAudited = true;

  @AfterEach
  void theAuditorAgrees() {
    if (isAudited) {
      ScriptedAudit.follow(chain.blocks);
    }
  }

  private BlockResult luna(long mantissa) {
    chain.add(new Command.Prices(LUNA, mantissa, List.of(), List.of()));
    return chain.commit();
  }

  /** Accounts 1 and 3 are long, 2 and 4 short; all is worth two million USD at first. */
  private void opened(long policies) {
    chain.genesis().prices(100_000, 2_000, 80);
    chain.set(Parameter.LIQUIDATION_POLICY, 0, 1 + policies % 5);
    chain.set(Parameter.DELEVERAGING_POLICY, 0, 1 + policies % 4);
    chain.set(Parameter.LOSS_POLICY, 0, 1 + policies / 2 % 4);
    for (int account = 1; account <= 4; account++) {
      chain.deposit(account, 1_000_000);
    }
    chain.commit();
    for (long price = 80_000_000; price > 1; price = Math.max(1, price / 500)) {
      luna(price);
    }
    luna(1);
    chain.fill(1, 2, LUNA_PERP, LOTS, 1).fill(3, 4, LUNA_PERP, LOTS, 1);
    assertEquals(List.of(ResultCode.OK, ResultCode.OK), chain.commit().results());
  }

  private void toTheTop() {
    for (long price = 1; price < DEAREST; price *= 1_000) {
      assertEquals(ResultCode.OK, luna(price).results().getFirst());
    }
    assertEquals(ResultCode.OK, luna(DEAREST).results().getFirst());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void noPolicyFailsAtThem(int policies) {
    opened(policies);
    toTheTop();
    chain.fill(1, 2, LUNA_PERP, 5, DEAREST).fill(2, 1, LUNA_PERP, 5, DEAREST);
    for (int block = 0; block < 12; block++) {
      luna(block % 2 == 0 ? DEAREST : DEAREST / 900);
    }
    toTheBottom();
  }

  private void toTheBottom() {
    for (long price = DEAREST / 900; price > 0; price /= 1_000) {
      luna(price);
    }
  }

  /** Nobody is closed before the end, so that all is settled at once. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aMarketEndsAtThem(int settlement) {
    opened(3);
    chain.set(Parameter.DELEVERAGING_POLICY, 0, 4);
    chain.set(Parameter.FINAL_SETTLEMENT, LUNA, settlement);
    chain.add(new Command.DelistMarket(LUNA, chain.nowMs + 480_000)).commit();
    toTheTop();
    for (int block = 0; block < 12; block++) {
      luna(DEAREST);
    }
    assertTrue(chain.cash(1) > 0, "cash " + chain.cash(1));
  }

  @Test
  void fundingIsPaidAtThem() {
    isAudited = false;
    opened(3);
    chain.set(Parameter.DELEVERAGING_POLICY, 0, 4);
    toTheTop();
    for (int rate : new int[] {100_000, -100_000, 100_000}) {
      chain.add(new Command.Funding(LUNA_PERP, rate));
      luna(DEAREST);
      chain.nowMs += 8 * 3_600_000;
      luna(DEAREST);
      chain.fill(1, 3, LUNA_PERP, 1, 1).fill(2, 4, LUNA_PERP, 1, 1);
      chain.commit();
    }
    // Whoever settled is at the end of the range, and the rest lies in clearing.
    assertTrue(Math.abs(chain.cash(1)) <= 1L << 61, "cash " + chain.cash(1));
  }
}
