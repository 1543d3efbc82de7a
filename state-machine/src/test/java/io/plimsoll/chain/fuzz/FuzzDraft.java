package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;

/** What parts make commands of: choices, and names that mostly are there. */
final class FuzzDraft {

  final Choices choices;

  FuzzDraft(Choices choices) {
    this.choices = choices;
  }

  /** Sent by who has all roles, rarely by somebody else. */
  Authenticated byRole(Command command) {
    return new Authenticated(choices.once(16) ? address() : FuzzChain.ADMIN, command);
  }

  /** Sent by a subaccount's owner, rarely by somebody else. */
  Authenticated byOwner(SubaccountId of, Command command) {
    return new Authenticated(choices.once(16) ? address() : of.owner(), command);
  }

  /** Mostly one that is new and in time. */
  Authenticated.Once once() {
    long nonce = choices.once(8) ? choices.number() : FuzzChain.OPENED_MS + choices.u8() * 400_000L;
    long expiresMs =
        choices.once(6) ? time() : FuzzChain.OPENED_MS + choices.below(40) * 3_600_000L;
    return new Authenticated.Once(Math.max(1, nonce), expiresMs);
  }

  Address address() {
    return choices.once(8)
        ? FuzzChain.ADMIN
        : Address.ofNumber(1 + choices.below(FuzzChain.HOLDERS + 2));
  }

  SubaccountId subaccount() {
    return new SubaccountId(address(), choices.once(16) ? choices.u8() : 0);
  }

  int underlying() {
    return 1 + choices.below(5);
  }

  int asset() {
    return 1 + choices.below(3);
  }

  int market() {
    return 1 + choices.below(6);
  }

  int instrument() {
    return 1 + choices.below(10);
  }

  long time() {
    return switch (choices.below(4)) {
      case 0 -> FuzzChain.EXPIRY_MS;
      case 1 -> FuzzChain.START_MS + choices.u16() * 60_000L;
      case 2 -> FuzzChain.EXPIRY_MS + (choices.u16() - 32_768L) * 1_000;
      default -> choices.number();
    };
  }

  long price(int underlying) {
    return choices.near(FuzzChain.price(underlying));
  }
}
