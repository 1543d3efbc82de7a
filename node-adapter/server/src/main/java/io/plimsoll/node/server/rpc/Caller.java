package io.plimsoll.node.server.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param isAdministrator whether the token came with the call
 * @param subscriber where the node can send to; null where it can only answer
 * @param allowance what its address may still call
 */
public record Caller(
    boolean isAdministrator, @Nullable Subscriber subscriber, Allowance allowance) {

  /** What an address may still call. */
  @FunctionalInterface
  public interface Allowance {
    /** Takes so many calls; false where they are too many. */
    boolean take(int calls);
  }

  /** Somebody to whom the node sends what happens. */
  public interface Subscriber {
    /** Begins to send a topic; false where it is sent already. */
    boolean subscribe(String topic);

    /** How many topics are sent. */
    int topics();

    /** Stops sending a topic; false where it was not sent. */
    boolean unsubscribe(String topic);
  }
}
