package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.AnyCommand;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.SubaccountId;
import java.util.List;

/**
 * Bytes that are no command, and commands of every kind with values at the edges of their bytes.
 */
final class HostileWork implements Work {

  @Override
  public int weight() {
    return 120;
  }

  @Override
  public int order() {
    return 90;
  }

  @Override
  public void add(Draft draft) {
    if (draft.chance(150)) {
      draft.add(new byte[draft.random.nextInt(40)]);
      return;
    }
    SubaccountId somebody = draft.account();
    AnyCommand any =
        new AnyCommand(
            draft.random,
            List.of(somebody.owner(), Draft.MATCHER, Draft.REPORTER, Draft.CUSTODIAN));
    Authenticated command = any.of(draft.random.nextInt(AnyCommand.KINDS));
    byte[] bytes = CommandCodec.encode(command);
    draft.add(draft.chance(300) ? any.mutated(bytes) : bytes);
  }
}
