/**
 * An engine whose rows a device computes, in a child process over shared memory, and the CPU
 * checks: whatever fails, results are the law's. What {@link io.plimsoll.kernels.device.RowCheck}
 * leaves to chance, and says so, is a wrong choice among right sums.
 *
 * <p>May import java.base and io.plimsoll.kernels. The only package of kernels that owns processes,
 * files, a clock for deadlines and chance for checks; none of these can show in a result.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.device.DeviceEngine}, then RowCheck.
 */
@NullMarked
package io.plimsoll.kernels.device;

import org.jspecify.annotations.NullMarked;
