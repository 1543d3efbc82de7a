package io.plimsoll.kernels.device;

/** Something is wrong with the device; who catches it computes on the CPU. */
final class DeviceFault extends Exception {

  private static final long serialVersionUID = 1L;

  private final Fault fault;
  private final String device;

  /** Of a device that has not said what it is. */
  DeviceFault(Fault fault, String detail) {
    this(fault, detail, DeviceAlarm.UNKNOWN);
  }

  private DeviceFault(Fault fault, String detail, String device) {
    super(detail);
    this.fault = fault;
    this.device = device;
  }

  /** The same, of a device. */
  DeviceFault of(String name) {
    return new DeviceFault(fault, detail(), name);
  }

  String device() {
    return device;
  }

  Fault fault() {
    return fault;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
