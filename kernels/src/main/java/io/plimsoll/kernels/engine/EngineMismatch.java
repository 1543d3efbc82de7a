package io.plimsoll.kernels.engine;

/**
 * Two engines that must give equal bits did not. The message names the row or instrument and both
 * values. This is a fault of a machine, a JVM or this program, never of the input.
 */
public final class EngineMismatch extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Reports a difference. */
  public EngineMismatch(String message) {
    super(message);
  }
}
