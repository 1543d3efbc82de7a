/**
 * Validators: what they sign, at most once for each height, and how a quorum of signatures comes to
 * the contract of commitments.
 *
 * <p>May import {@code contract}, {@code follow}, {@code rpc} and the server.
 *
 * <p>Start with {@link io.plimsoll.node.evm.validate.Validator}.
 */
@NullMarked
package io.plimsoll.node.evm.validate;

import org.jspecify.annotations.NullMarked;
