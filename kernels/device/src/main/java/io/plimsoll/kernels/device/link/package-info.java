/**
 * What a node and its device worker share: the mapped memory, the words by which they take turns,
 * and the worker's side of the conversation.
 *
 * <p>May import java.base; knows neither engines nor any device.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.device.link.SharedMemory}, then {@link
 * io.plimsoll.kernels.device.link.Worker}.
 */
@NullMarked
package io.plimsoll.kernels.device.link;

import org.jspecify.annotations.NullMarked;
