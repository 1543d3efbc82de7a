package io.plimsoll.chain.process;

import io.plimsoll.chain.command.SubaccountId;
import java.util.List;

/** What becomes of debts that have waited for long enough: a venue's choice. */
interface LossPolicy {

  /** What a fund keeps of what it may pay, in quanta. */
  default long reserve() {
    return 0;
  }

  /**
   * Pays what it can.
   *
   * @param overdue who owes, the oldest debt first, then by key
   */
  void resolve(List<SubaccountId> overdue);
}
