package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.auth.AuthCode;
import io.plimsoll.node.auth.Authenticator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rule by which a block's events of the inbox become commands. It looks at nothing but the
 * events and the chain's terms, so every node makes the same block:
 *
 * <ol>
 *   <li>In the first block come the commands of the terms, as they stand there.
 *   <li>Then what concerns money in custody, in the order of the events: a token that came in is a
 *       deposit, a withdrawal that was paid is forgotten. Both have the inbox for their sender.
 *   <li>Then answers of feeds, one price vector for each feed, with the feed for its sender: of
 *       several answers in a block the last one, as the chain hears a reporter once in a block.
 *       Feeds come in the order of their first answer.
 *   <li>Then what was brought as a signed command, in the order of the events. What {@link
 *       Authenticator} does not answer {@link AuthCode#OK} to is no command of anybody, and is left
 *       out; {@link Made#skipped} says how much for which reason. What it lets through is in the
 *       block, whatever the chain then thinks of it.
 *   <li>Other events say nothing to the module.
 * </ol>
 *
 * <p>Money comes first so that nobody can fill a block and have the chain's limits on it turn a
 * deposit away.
 */
public final class InboxCommands {

  private final Address inbox;
  private final List<byte[]> first;
  private final Authenticator authenticator;

  /** The rule on a chain's terms. */
  public InboxCommands(ChainTerms terms) {
    inbox = terms.inbox();
    first = terms.genesis();
    authenticator = new Authenticator(terms.moduleChain());
  }

  /**
   * What became of a block's events.
   *
   * @param commands canonical bytes, in their order
   * @param skipped events that are no command, by reason
   */
  public record Made(List<byte[]> commands, Map<AuthCode, Integer> skipped) {}

  /**
   * The commands of a block.
   *
   * @param events of the block, in their order
   * @param isFirst whether it is the first one that the module has
   */
  public Made of(List<InboxEvent> events, boolean isFirst) {
    List<byte[]> commands = new ArrayList<>(isFirst ? first : List.of());
    Map<Address, InboxEvent.Answered> answers = new LinkedHashMap<>();
    List<byte[]> brought = new ArrayList<>();
    for (InboxEvent event : events) {
      switch (event) {
        case InboxEvent.Deposited deposit -> commands.add(deposit(deposit));
        case InboxEvent.Released released -> commands.add(forget(released));
        case InboxEvent.Answered answer -> answers.put(answer.feed(), answer);
        case InboxEvent.Commanded command -> brought.add(command.bytes());
        case InboxEvent.Other other -> {}
      }
    }
    answers.values().forEach(answer -> commands.add(prices(answer)));
    Map<AuthCode, Integer> skipped = new LinkedHashMap<>();
    for (byte[] bytes : brought) {
      Authenticator.Answer answer = authenticator.authenticate(bytes);
      Authenticated command = answer.command();
      if (command == null) {
        skipped.merge(answer.code(), 1, Integer::sum);
      } else {
        commands.add(CommandCodec.encode(command));
      }
    }
    return new Made(commands, skipped);
  }

  private byte[] deposit(InboxEvent.Deposited deposit) {
    SubaccountId to = new SubaccountId(deposit.owner(), deposit.number());
    return own(new Command.DepositFrom(to, deposit.asset(), deposit.quanta(), deposit.payer()));
  }

  private byte[] forget(InboxEvent.Released released) {
    return own(new Command.ForgetWithdrawal(released.withdrawal()));
  }

  private byte[] own(Command command) {
    return CommandCodec.encode(new Authenticated(inbox, command));
  }

  private static byte[] prices(InboxEvent.Answered answer) {
    return CommandCodec.encode(
        new Authenticated(
            answer.feed(),
            new Command.Prices(answer.underlying(), answer.price(), List.of(), List.of())));
  }
}
