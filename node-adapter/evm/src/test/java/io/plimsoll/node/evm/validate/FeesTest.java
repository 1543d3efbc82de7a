package io.plimsoll.node.evm.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is offered for a post that is stuck. */
class FeesTest {

  private static final long MOST_GWEI = 1_000_000;
  private static final long GWEI = 1_000_000_000;

  /** From a wei to the largest limit that there is: so many posts of one nonce are watched. */
  @Test
  void aStuckPostIsSentAgainABoundedNumberOfTimes() {
    Transactions.Fees fees = new Transactions.Fees(1, 1);
    int times = 0;
    while (fees.most() <= MOST_GWEI * GWEI) {
      Transactions.Fees next = fees.raised();
      // An eighth is what nodes ask for, at the least.
      assertTrue(8 * (next.most() - fees.most()) >= fees.most());
      assertTrue(8 * (next.tip() - fees.tip()) >= fees.tip());
      fees = next;
      times++;
    }
    assertTrue(times < 300, "times: " + times);
    Transactions.Fees more = new Transactions.Fees(3, 9).orMore(new Transactions.Fees(5, 7));
    assertEquals(new Transactions.Fees(5, 9), more);
  }
}
