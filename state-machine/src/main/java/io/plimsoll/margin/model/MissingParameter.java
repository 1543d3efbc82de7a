package io.plimsoll.margin.model;

/** Says which value a parameter set lacks that a model needs. */
public final class MissingParameter extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** With a sentence without its end. */
  public MissingParameter(String message) {
    super(message);
  }
}
