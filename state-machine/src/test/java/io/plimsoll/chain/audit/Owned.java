package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.SubaccountId;

/** Something of a subaccount, by a number: an instrument, a market, an order. */
record Owned(SubaccountId subaccount, long number) implements Comparable<Owned> {
  @Override
  public int compareTo(Owned other) {
    int bySubaccount = subaccount.compareTo(other.subaccount);
    return bySubaccount != 0 ? bySubaccount : Long.compareUnsigned(number, other.number);
  }
}
