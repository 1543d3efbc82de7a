package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Nonces;
import io.plimsoll.chain.state.State;

/**
 * Lets a command that counts once through once. A nonce is used up before anything else of the
 * block happens, in the order of commands, so that a command that fails cannot be brought again.
 */
final class Envelopes {

  private final Context context;
  private final State state;

  Envelopes(Context context) {
    this.context = context;
    this.state = context.state;
  }

  /** Forgets senders all of whose commands have expired; the rest in the next block. */
  void forgetExpired() {
    long most = context.parameter(Parameter.FORGOTTEN_SENDERS, 0);
    state.nonces().forgetExpired(context.nowMs(), most);
  }

  /** Whether a command may be looked at; its nonce is used up where it may. */
  ResultCode open(Authenticated of) {
    Authenticated.Once once = of.once();
    if (once == null) {
      return ResultCode.OK;
    }
    Nonces.Row row = state.nonces().get(of.sender());
    ResultCode code = check(once, row == null ? 0 : row.last());
    if (code != ResultCode.OK) {
      return code;
    }
    if (row == null && !hasRoom(of.sender())) {
      return ResultCode.TOO_MANY_SENDERS;
    }
    long expiresMs = once.nonce() + context.parameter(Parameter.ONCE_AHEAD_MS, 0);
    state
        .nonces()
        .put(
            of.sender(),
            new Nonces.Row(
                once.nonce(), row == null ? expiresMs : Math.max(row.expiresMs(), expiresMs)));
    return ResultCode.OK;
  }

  /**
   * Whether nonce and expiry are those of a command for this block.
   *
   * @param last the largest nonce that the sender has used; 0 for none
   */
  ResultCode check(Authenticated.Once once, long last) {
    long nowMs = context.nowMs();
    if (once.expiresMs() <= nowMs) {
      return ResultCode.COMMAND_EXPIRED;
    }
    // All of it is 0 or more, so no difference leaves its range.
    long most = context.parameter(Parameter.ONCE_AHEAD_MS, 0);
    if (once.expiresMs() - once.nonce() > most) {
      return ResultCode.EXPIRY_TOO_FAR;
    }
    if (once.nonce() - nowMs > most) {
      return ResultCode.NONCE_TOO_FAR;
    }
    return once.nonce() <= last ? ResultCode.NONCE_USED : ResultCode.OK;
  }

  /**
   * Whether a sender may be remembered. Keys cost nothing, so whoever has something here, which is
   * a role or its first subaccount, is not kept out by those who have not.
   */
  private boolean hasRoom(Address sender) {
    if (state.nonces().rows().size() < context.parameter(Parameter.SENDERS, 0)) {
      return true;
    }
    int first = state.accounts().find(new SubaccountId(sender, 0));
    return state.roles().get(sender) != null || (first >= 0 && state.accounts().exists(first));
  }
}
