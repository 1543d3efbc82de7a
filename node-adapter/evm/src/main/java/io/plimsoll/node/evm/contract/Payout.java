package io.plimsoll.node.evm.contract;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;

/**
 * A withdrawal as the module's table has it and the contract pays it.
 *
 * @param sequence from 1 on
 * @param asset the coin's id, or {@link ContractCalls#USD}
 * @param amount in quanta
 * @param height of the block that withdrew
 */
public record Payout(
    long sequence,
    SubaccountId subaccount,
    Address recipient,
    int asset,
    long amount,
    long height) {}
