package io.plimsoll.node.cli;

/** A command of another module, found by {@link java.util.ServiceLoader}. */
public interface CommandProvider {

  /** A new object with picocli's annotations, which is the command. */
  Object command();
}
