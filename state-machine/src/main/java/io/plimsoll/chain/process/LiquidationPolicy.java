package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.margin.model.Requirement;
import java.util.List;

/**
 * How a chain closes what subaccounts below their maintenance margin hold. A chain parameter says
 * which policy a block follows; what a policy does is a function of the state and of the block
 * alone, and bounded in each block. Who is left is looked at anew in the next one.
 */
interface LiquidationPolicy {

  /**
   * Liquidates in a block.
   *
   * @param candidates handles of who is below maintenance margin after all commands, the riskiest
   *     first
   */
  void run(List<Integer> candidates);

  /** Whether keepers have a part in it. */
  default boolean takesKeepers() {
    return false;
  }

  /** Whether keepers may liquidate a subaccount with this requirement. */
  default boolean mayLiquidate(int handle, Requirement of) {
    return false;
  }

  /**
   * A keeper's liquidation, whose terms are checked: both subaccounts are there, the one may be
   * liquidated and has a position with a fresh price, and the block has room for it.
   *
   * @return what became of it; other than OK nothing has changed
   */
  default ResultCode liquidate(Command.Liquidate offer, int handle, int keeper, int slot) {
    return ResultCode.NOT_OF_POLICY;
  }

  /**
   * A bid in an auction.
   *
   * @return what became of it; other than OK nothing has changed
   */
  default ResultCode bid(Command.Bid bid) {
    return ResultCode.NOT_OF_POLICY;
  }
}
