package io.plimsoll.chain.audit;

/**
 * The auditor's rules of one topic's commands. An implementation is made for each block, with the
 * block's {@link Books}; {@link Parts} finds it, so that it is named nowhere else.
 */
interface CommandPart {

  /** Names its commands, who may send them, and the rule of each. */
  void register(Handlers handlers);
}
