package io.plimsoll.chain.block;

/**
 * Equity and requirements of one subaccount under its mode's model, with what its open orders are
 * charged.
 *
 * @param equity value of the account, in quanta, signed
 * @param initial initial margin, in quanta
 * @param maintenance maintenance margin, in quanta
 * @param mayOpen whether the model lets it open positions and withdraw
 * @param isLiquidatable whether the model has it liquidated
 */
public record AccountMargin(
    long equity, long initial, long maintenance, boolean mayOpen, boolean isLiquidatable) {}
