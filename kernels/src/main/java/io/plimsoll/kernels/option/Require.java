package io.plimsoll.kernels.option;

/** Ranges of arguments, refused by name. */
final class Require {

  private Require() {}

  static void within(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + "; it must be in " + least + ".." + most);
    }
  }
}
