package io.plimsoll.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read ahead for fills decides nothing, whatever becomes of it before they come. */
class ReadAheadTest {

  private final TestChain test = new TestChain();
  private final List<ResultCode> expected = new ArrayList<>();

  private void fill(int buyer, int seller, ResultCode code) {
    test.add(
        new Command.Fill(
            TestChain.account(buyer),
            TestChain.account(seller),
            1,
            1,
            100_000 * TestChain.BTC_DOLLAR,
            0,
            0));
    expected.add(code);
  }

  private void deposit(int account) {
    test.deposit(account, 1_000_000);
    expected.add(ResultCode.OK);
  }

  @Test
  void subaccountsThatComeIntoBeingBeforeTheirFillsTrade() {
    test.genesis().set(Parameter.STALE_AFTER_MS, 0, 1L << 50);
    test.commit();
    test.prices(100_000, 4_000, 100);
    test.commit();
    // All windows have fills of subaccounts that are not there when the window is read; so many
    // new ones that rows, slots and positions move between the reading and the fills.
    for (int i = 0; i < 200; i++) {
      int buyer = 1 + 2 * i;
      fill(buyer, buyer + 1, ResultCode.BELOW_INITIAL_MARGIN);
      deposit(buyer);
      fill(buyer, buyer + 1, ResultCode.BELOW_INITIAL_MARGIN);
      deposit(buyer + 1);
      fill(buyer, buyer + 1, ResultCode.OK);
      fill(buyer, buyer, ResultCode.SELF_TRADE);
    }
    BlockResult result = test.commit();
    assertEquals(expected, result.results());
    assertEquals(400, result.totals().subaccounts());
  }
}
