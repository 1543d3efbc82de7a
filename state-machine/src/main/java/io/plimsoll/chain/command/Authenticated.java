package io.plimsoll.chain.command;

import org.jspecify.annotations.Nullable;

/**
 * A command and the address that was found to have sent it.
 *
 * @param once null where who brings commands takes care that none is brought twice
 */
public record Authenticated(Address sender, Command command, @Nullable Once once) {

  /** A command that nothing keeps from being brought again. */
  public Authenticated(Address sender, Command command) {
    this(sender, command, null);
  }

  /**
   * What lets a command count once: it is refused where the sender has had this or a larger nonce,
   * and from its expiry on. The nonce is used up whatever becomes of the command.
   *
   * @param nonce the time of signing, in milliseconds, or a number near to it; 1 or more
   * @param expiresMs block time from which on it is refused
   */
  public record Once(long nonce, long expiresMs) {}
}
