package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.LUNA_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.USD;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.chain.block.BlockResult;
import org.junit.jupiter.api.Test;

/** Totals are sums, and do not depend on the order in which a node came to know subaccounts. */
class TotalsTest {

  private static final long DEPOSIT_USD = 9_000_000_000L;
  private static final long LOTS = 1_100_000_000L;

  /** Three long, three short; then the price is a thousand times what it was. */
  private static BlockResult jump(int... firstNamed) {
    TestChain chain = new TestChain().genesis();
    for (int account : firstNamed) {
      chain.deposit(account, DEPOSIT_USD);
    }
    chain.prices(100_000, 2_000, 80);
    for (int pair = 1; pair <= 3; pair++) {
      chain.fill(pair, pair + 3, LUNA_PERP, LOTS, 80 * SMALL_DOLLAR);
    }
    chain.commit();
    return chain.prices(100_000, 2_000, 80_000).commit();
  }

  @Test
  void sumsOverTheEndOfALongComeBack() {
    BlockResult result = jump(1, 2, 3, 4, 5, 6);
    assertEquals(6, result.totals().subaccounts());
    assertEquals(6 * DEPOSIT_USD * USD, result.totals().equity());
    assertEquals(result, jump(1, 4, 2, 5, 3, 6));
  }
}
