package io.plimsoll.chain.process;

import io.plimsoll.chain.event.Standing;
import io.plimsoll.margin.model.Requirement;
import java.util.List;

/** How positions of bankrupt subaccounts are closed without a book: a venue's choice. */
interface DeleveragingPolicy {

  /** One that may be visited, and where it stands. */
  record Holder(int handle, Standing standing) {}

  /** Those of one side of an instrument who may be visited, in their order. */
  List<Holder> holders(int slot, boolean longs);

  /** Where among them the walk starts; it goes around. */
  default long start() {
    return 0;
  }

  /**
   * What the closed subaccount takes (positive) or pays for lots, in quanta of USD whatever it is
   * paid in.
   *
   * @param equity its own, before
   */
  long dollars(int handle, int slot, long lots, long equity);

  /** Whether a holder may be left with the second requirement after the first. */
  boolean bears(int holder, Requirement before, Requirement after);
}
