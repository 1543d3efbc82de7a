/**
 * The worker that runs kernels on a device by TornadoVM, in a process of its own.
 *
 * <p>May import io.plimsoll.kernels.device and, alone in this project, TornadoVM's API; the class
 * that starts the worker must do without the latter.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.tornado.RowKernel}, whose comment has the rules
 * for kernels, then {@link io.plimsoll.kernels.tornado.TornadoKernels}.
 */
@NullMarked
package io.plimsoll.kernels.tornado;

import org.jspecify.annotations.NullMarked;
