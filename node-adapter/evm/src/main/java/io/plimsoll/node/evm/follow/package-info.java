/**
 * Follows a chain of the Ethereum kind: which block is next, what it says, what became of those
 * before, and how its logs become a block of the module.
 *
 * <p>May import {@code rpc}, {@code proof}, {@code node.auth} and the chain's blocks and commands.
 *
 * <p>Start with {@link io.plimsoll.node.evm.follow.Follower}; the rule from logs to commands is
 * {@link io.plimsoll.node.evm.follow.InboxCommands}.
 */
@NullMarked
package io.plimsoll.node.evm.follow;

import org.jspecify.annotations.NullMarked;
