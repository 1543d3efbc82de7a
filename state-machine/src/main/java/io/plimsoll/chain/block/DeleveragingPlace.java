package io.plimsoll.chain.block;

import io.plimsoll.chain.event.Standing;
import org.jspecify.annotations.Nullable;

/**
 * Where a subaccount stands for deleveraging in one of its instruments.
 *
 * @param lots that it holds, signed
 * @param standing among the holders of its side; null where the chain deleverages nothing, or the
 *     subaccount cannot be a counterparty because its equity is not positive
 */
public record DeleveragingPlace(int instrument, long lots, @Nullable Standing standing) {}
