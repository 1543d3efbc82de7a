package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.util.NavigableMap;

/** What owners grant to others, and what these may do with it. */
final class DelegateCommands implements CommandPart {

  /** Grants of all owners. */
  static final World.Topic<Between, Grant> GRANTS =
      new World.Topic<>("grants", Between.class, Grant.class);

  /** Who has granted something to whom. */
  record Between(Address owner, Address delegate) implements Comparable<Between> {
    @Override
    public int compareTo(Between other) {
      int byOwner = owner.compareTo(other.owner);
      return byOwner != 0 ? byOwner : delegate.compareTo(other.delegate);
    }
  }

  /** What was granted, until a block time. */
  record Grant(boolean transfers, long untilMs) {}

  private final Books books;
  private final World world;

  DelegateCommands(Books books) {
    this.books = books;
    this.world = books.world;
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byAnyone(Command.GrantDelegate.class, this::grant);
    handlers.byAnyone(Command.RevokeDelegate.class, this::revoke);
  }

  /** Whether somebody may trade for an owner. */
  static ResultCode mayTrade(World world, Address sender, Address owner) {
    return may(world, sender, owner, true, false);
  }

  /** Whether somebody may move collateral from one subaccount to another. */
  static ResultCode mayTransfer(World world, Address sender, SubaccountId from, SubaccountId to) {
    boolean same = from.owner().equals(to.owner());
    return may(world, sender, from.owner(), same, true);
  }

  /** Whether somebody is an owner. */
  static ResultCode isOwner(World world, Address sender, Address owner) {
    return may(world, sender, owner, false, true);
  }

  private static ResultCode may(
      World world, Address sender, Address owner, boolean isGrantable, boolean transfers) {
    if (sender.equals(owner)) {
      return ResultCode.OK;
    }
    Grant grant = world.rows(GRANTS).get(new Between(owner, sender));
    if (grant == null) {
      return ResultCode.NOT_OWNER;
    }
    if (world.timeMs >= grant.untilMs) {
      return ResultCode.GRANT_EXPIRED;
    }
    boolean reaches = isGrantable && (grant.transfers || !transfers);
    return reaches ? ResultCode.OK : ResultCode.OUTSIDE_SCOPE;
  }

  private ResultCode grant(Address owner, Command.GrantDelegate grant) {
    if (grant.delegate().equals(owner) || grant.expiresMs() <= world.timeMs) {
      return ResultCode.GRANT_OUT_OF_RANGE;
    }
    NavigableMap<Between, Grant> grants = world.rows(GRANTS);
    grants
        .entrySet()
        .removeIf(entry ->
            entry.getKey().owner.equals(owner) && entry.getValue().untilMs <= world.timeMs);
    Between key = new Between(owner, grant.delegate());
    grants.remove(key);
    long others = grants.keySet().stream().filter(each -> each.owner.equals(owner)).count();
    if (others >= books.parameter(Parameter.DELEGATES, 0)) {
      return ResultCode.TOO_MANY_DELEGATES;
    }
    boolean transfers = grant.scope() == DelegateScope.TRADE_AND_TRANSFER;
    grants.put(key, new Grant(transfers, grant.expiresMs()));
    return ResultCode.OK;
  }

  private ResultCode revoke(Address owner, Command.RevokeDelegate revoke) {
    Grant there = world.rows(GRANTS).remove(new Between(owner, revoke.delegate()));
    return there == null ? ResultCode.UNKNOWN_GRANT : ResultCode.OK;
  }
}
