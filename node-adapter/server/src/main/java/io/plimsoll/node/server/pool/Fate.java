package io.plimsoll.node.server.pool;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.node.storage.Inclusion;

/** What has become of a command. */
public sealed interface Fate {

  /** By what the command is known: SHA-256 of its canonical bytes, as they stand in a block. */
  Hash hash();

  /** Who sent it. */
  Address sender();

  /** Its nonce and expiry. */
  Authenticated.Once once();

  /** It waits for a block. */
  record Waiting(Hash hash, Address sender, Authenticated.Once once) implements Fate {}

  /**
   * It is in a block.
   *
   * @param height of the block
   * @param index of the command among the block's, from 0
   * @param code what the chain said of it
   */
  record Included(
      Hash hash, Address sender, Authenticated.Once once, long height, int index, ResultCode code)
      implements Fate {

    /** What is kept of it. */
    public static Included of(Hash hash, Inclusion kept) {
      return new Included(
          hash, kept.sender(), kept.once(), kept.height(), kept.index(), kept.code());
    }
  }

  /**
   * It waits no longer and is in no block.
   *
   * @param height of the last block then
   */
  record Dropped(Hash hash, Address sender, Authenticated.Once once, long height, Why why)
      implements Fate {}

  /** Why a command was dropped. */
  enum Why {
    /** It expired. */
    EXPIRED,
    /** Its sender has used this nonce or a larger one. */
    NONCE_USED,
    /** The block that had it was taken back. */
    UNDONE,
    /** The pool was full, and the command of a sender who has something on the chain came. */
    EVICTED
  }
}
