package io.plimsoll.bench.simulate;

/** The question that a chain answers. */
public enum Experiment {
  /** The same books with the same collateral in every mode. */
  SAME_COLLATERAL("same-collateral"),
  /** The same books, each funded to the same multiple of what its own mode requires. */
  SAME_UTILISATION("same-utilisation");

  private final String text;

  Experiment(String text) {
    this.text = text;
  }

  /** The word on the command line and in files. */
  public String text() {
    return text;
  }
}
