package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Authenticated;

/**
 * The fuzzed commands of one topic. {@link io.plimsoll.chain.audit.Parts} finds implementations, so
 * that they are named nowhere else.
 */
interface FuzzPart {

  /** How often it is asked, beside the others; 1 is rare, 6 is a fill. */
  int weight();

  /** A command out of choices. */
  Authenticated next(FuzzDraft draft);
}
