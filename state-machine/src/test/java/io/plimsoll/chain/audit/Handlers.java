package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which rule takes a command, and who may send it. */
final class Handlers {

  /** A sender must have all the bits of the roles, but for commands that anyone may send. */
  private record Handler(int roles, Predicate<Command> anyone, Rule<Command> rule) {}

  /** What becomes of a command that an address has sent. */
  private interface Rule<C extends Command> {
    ResultCode apply(World world, Address sender, C command);
  }

  private final Map<Class<? extends Command>, Handler> handlers = new HashMap<>();

  private <C extends Command> void add(Class<C> kind, int roles, Rule<C> rule) {
    add(kind, roles, command -> false, rule);
  }

  private <C extends Command> void add(
      Class<C> kind, int roles, Predicate<C> anyone, Rule<C> rule) {
    Handler handler =
        new Handler(
            roles,
            command -> anyone.test(kind.cast(command)),
            (world, sender, command) -> rule.apply(world, sender, kind.cast(command)));
    if (handlers.put(kind, handler) != null) {
      throw new AssertionError("two parts have a rule for " + kind);
    }
  }

  /** Commands of those who have a role. */
  <C extends Command> void byRole(Class<C> kind, Role role, Function<C, ResultCode> rule) {
    add(kind, role.bit(), (world, sender, command) -> rule.apply(command));
  }

  /** Commands of a subaccount's owner who has a role, too. */
  <C extends Command> void byOwnerInRole(
      Class<C> kind, Role role, Function<C, SubaccountId> whose, Function<C, ResultCode> rule) {
    add(
        kind,
        role.bit(),
        (world, sender, command) ->
            whose.apply(command).owner().equals(sender)
                ? rule.apply(command)
                : ResultCode.NOT_OWNER);
  }

  /** Commands of those who have a role, whose rule asks who it is. */
  <C extends Command> void bySenderInRole(
      Class<C> kind, Role role, BiFunction<Address, C, ResultCode> rule) {
    add(kind, role.bit(), (world, sender, command) -> rule.apply(sender, command));
  }

  /** Commands of those who have a role, some of which anyone may send to the rule. */
  <C extends Command> void byRoleOrAnyone(
      Class<C> kind, Role role, Predicate<C> anyone, BiFunction<Address, C, ResultCode> rule) {
    add(kind, role.bit(), anyone, (world, sender, command) -> rule.apply(sender, command));
  }

  /** Commands of a subaccount's owner, or of who may trade for it. */
  <C extends Command> void byOwner(
      Class<C> kind, Function<C, SubaccountId> whose, Function<C, ResultCode> rule) {
    add(
        kind,
        0,
        (world, sender, command) -> {
          Address owner = whose.apply(command).owner();
          ResultCode may = DelegateCommands.mayTrade(world, sender, owner);
          return may == ResultCode.OK ? rule.apply(command) : may;
        });
  }

  /** Commands whose rule itself says who may send them. */
  <C extends Command> void byAnyone(Class<C> kind, BiFunction<Address, C, ResultCode> rule) {
    add(kind, 0, (world, sender, command) -> rule.apply(sender, command));
  }

  /** The kinds of commands that have a rule here. */
  Set<Class<? extends Command>> kinds() {
    return handlers.keySet();
  }

  /** Whether a command has its rule here. */
  boolean handle(Command command) {
    return handlers.containsKey(command.getClass());
  }

  ResultCode apply(World world, Authenticated of) {
    Handler handler = World.Rows.require(handlers, of.command().getClass());
    int mask = world.roles.getOrDefault(of.sender(), 0);
    if ((mask & handler.roles) != handler.roles && !handler.anyone.test(of.command())) {
      return ResultCode.NOT_AUTHORISED;
    }
    return KeeperCommands.isHeldBack(world, of.command())
        ? ResultCode.UNDER_AUCTION
        : handler.rule.apply(world, of.sender(), of.command());
  }
}
