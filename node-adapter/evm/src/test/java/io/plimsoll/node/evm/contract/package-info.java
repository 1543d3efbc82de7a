/**
 * The contracts on a real EVM: anvil, where there is one.
 *
 * <p>May import everything of the module and of the state machine.
 *
 * <p>Start with {@link io.plimsoll.node.evm.contract.InboxTest}.
 */
@NullMarked
package io.plimsoll.node.evm.contract;

import org.jspecify.annotations.NullMarked;
