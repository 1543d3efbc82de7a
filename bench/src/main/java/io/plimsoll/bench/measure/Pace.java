package io.plimsoll.bench.measure;

import java.util.List;

/** How long a run measures, and at which sizes. */
public enum Pace {
  /** Shows that everything runs; its figures mean nothing. */
  SMOKE("1000", "-f 1 -wi 0 -i 1 -r 10ms"),
  /** A few minutes on two cores. */
  SHORT("1000,100000,1000000", "-f 1 -wi 4 -w 600ms -i 5 -r 400ms"),
  /** A quarter of an hour or more: three JVMs for each figure, all sizes. */
  FULL("1000,10000,100000,1000000", "-f 3 -wi 5 -w 1s -i 5 -r 1s");

  /** The numbers of accounts to revalue, as JMH takes them. */
  final String rows;

  private final String options;

  Pace(String rows, String options) {
    this.rows = rows;
    this.options = options;
  }

  /** JMH's options. */
  List<String> options() {
    return List.of(options.split(" "));
  }
}
