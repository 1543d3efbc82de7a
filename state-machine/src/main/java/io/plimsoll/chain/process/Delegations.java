package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Delegation;
import io.plimsoll.chain.state.State;
import java.util.ArrayList;
import java.util.List;

/** Who may act for an owner: itself, and delegates as far as their grants reach. */
final class Delegations {

  private final Context context;
  private final State state;

  Delegations(Context context) {
    this.context = context;
    this.state = context.state;
  }

  /** Whether an address may do what takes a scope with an owner's subaccounts. */
  ResultCode check(Address sender, Address owner, DelegateScope needed) {
    if (sender.equals(owner)) {
      return ResultCode.OK;
    }
    Delegation grant = state.delegations().get(new Delegation.Key(owner, sender));
    if (grant == null) {
      return ResultCode.NOT_OWNER;
    }
    if (isOver(grant)) {
      return ResultCode.GRANT_EXPIRED;
    }
    return grant.scope().covers(needed) ? ResultCode.OK : ResultCode.OUTSIDE_SCOPE;
  }

  /** What no grant allows. */
  ResultCode checkOwner(Address sender, Address owner) {
    ResultCode most = check(sender, owner, DelegateScope.TRADE_AND_TRANSFER);
    return most == ResultCode.OK && !sender.equals(owner) ? ResultCode.OUTSIDE_SCOPE : most;
  }

  /** Whether an address may move collateral from one subaccount to another. */
  ResultCode checkTransfer(Address sender, SubaccountId from, SubaccountId to) {
    Address owner = from.owner();
    return to.owner().equals(owner)
        ? check(sender, owner, DelegateScope.TRADE_AND_TRANSFER)
        : checkOwner(sender, owner);
  }

  private boolean isOver(Delegation grant) {
    return grant.expiresMs() <= context.nowMs();
  }

  /** Grants; what the owner granted and is over goes first, so that it takes no room. */
  ResultCode apply(Address owner, Command.GrantDelegate grant) {
    if (grant.delegate().equals(owner) || grant.expiresMs() <= context.nowMs()) {
      return ResultCode.GRANT_OUT_OF_RANGE;
    }
    Delegation.Key key = new Delegation.Key(owner, grant.delegate());
    List<Delegation.Key> over = new ArrayList<>();
    int others = 0;
    for (var entry : state.delegations().rows().tailMap(Delegation.Key.firstOf(owner)).entrySet()) {
      if (!entry.getKey().owner().equals(owner)) {
        break;
      }
      if (isOver(entry.getValue())) {
        over.add(entry.getKey());
      } else if (!entry.getKey().equals(key)) {
        others++;
      }
    }
    if (others >= context.parameter(Parameter.DELEGATES, 0)) {
      return ResultCode.TOO_MANY_DELEGATES;
    }
    over.forEach(state.delegations()::remove);
    state.delegations().put(key, new Delegation(grant.scope(), grant.expiresMs()));
    return ResultCode.OK;
  }

  ResultCode apply(Address owner, Command.RevokeDelegate revoke) {
    Delegation.Key key = new Delegation.Key(owner, revoke.delegate());
    if (state.delegations().get(key) == null) {
      return ResultCode.UNKNOWN_GRANT;
    }
    state.delegations().remove(key);
    return ResultCode.OK;
  }
}
