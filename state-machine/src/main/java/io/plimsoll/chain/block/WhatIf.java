package io.plimsoll.chain.block;

/**
 * What trades that nobody makes would do to a subaccount's margin.
 *
 * @param code {@link ResultCode#OK}, or why the first trade that could not be made could not;
 *     {@link ResultCode#BELOW_INITIAL_MARGIN} where all could be made one by one, but what they
 *     lead to is not allowed
 * @param made how many trades were taken as made
 * @param before its margin now
 * @param after its margin after those that were taken as made
 */
public record WhatIf(ResultCode code, int made, AccountMargin before, AccountMargin after) {}
