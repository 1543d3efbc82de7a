package io.plimsoll.chain.block;

/**
 * What commands that nobody sends would do to a subaccount's margin: collateral, then a mode, then
 * trades.
 *
 * @param code {@link ResultCode#OK}, or that of the first of them that the chain would refuse
 * @param made how many trades it would make before that
 * @param before the margin now
 * @param after the margin after all of them, those too that the chain refuses for the margin that
 *     they leave; where something else forbids a trade, that one and those after it are left out.
 *     So it says what is missing
 */
public record WhatIf(ResultCode code, int made, AccountMargin before, AccountMargin after) {}
