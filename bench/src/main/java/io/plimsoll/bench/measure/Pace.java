package io.plimsoll.bench.measure;

import java.util.List;

/** How long a run measures, and at which sizes. */
public enum Pace {
  /** Shows that everything runs, in JMH's own JVM; its figures mean nothing. */
  SMOKE(
      "1000",
      "1000",
      "20000",
      "1000",
      "-f 0 -wi 0 -i 1 -r 10ms",
      "-f 0 -wi 0 -i 1 -r 10ms",
      "-f 0 -wi 0 -i 1 -r 10ms",
      "-f 0 -wi 0 -i 1 -r 1ms"),
  /** A few minutes on two cores. */
  SHORT(
      "1000,100000,1000000",
      "100000",
      "1000000",
      "1000000",
      "-f 1 -wi 3 -w 700ms -i 5 -r 300ms",
      "-f 1 -wi 3 -w 400ms -i 5 -r 200ms",
      "-f 1 -wi 4 -w 2s -i 5 -r 700ms",
      "-f 1 -wi 2 -w 2s -i 3 -r 1s"),
  /** A quarter of an hour or more: three JVMs for each figure, all sizes. */
  FULL(
      "1000,10000,100000,1000000",
      "100000,1000000",
      "1000000",
      "1000000",
      "-f 3 -wi 5 -w 1s -i 5 -r 1s",
      "-f 3 -wi 3 -w 1s -i 5 -r 1s",
      "-f 3 -wi 5 -w 2s -i 5 -r 1s",
      "-f 3 -wi 2 -w 10s -i 3 -r 5s");

  /** The numbers of accounts to revalue, as JMH takes them. */
  final String rows;

  /** The numbers of accounts whose blocks are taken back. */
  final String accounts;

  /** The number of leaves of the state tree. */
  final String leaves;

  /** The number of accounts of a whole chain: traded, re-margined, in memory, in a snapshot. */
  final String chain;

  private final String options;
  private final String ofSmallLoops;
  private final String ofBlocks;
  private final String ofBooks;

  Pace(
      String rows,
      String accounts,
      String leaves,
      String chain,
      String options,
      String ofSmallLoops,
      String ofBlocks,
      String ofBooks) {
    this.rows = rows;
    this.accounts = accounts;
    this.leaves = leaves;
    this.chain = chain;
    this.options = options;
    this.ofSmallLoops = ofSmallLoops;
    this.ofBlocks = ofBlocks;
    this.ofBooks = ofBooks;
  }

  /** JMH's option for the JVMs that measure what is measured some times each. */
  List<String> oneJvm() {
    return List.of("-f", this == SMOKE ? "0" : "1");
  }

  /**
   * JMH's options. Loops of a few instructions are compiled sooner than vectors are; all that a
   * block of fills runs through, of which there are twenty a second, much later. A whole book takes
   * up to half a second, and there are many models.
   */
  List<String> options(Suite suite) {
    String of =
        switch (suite) {
          case FIXED -> ofSmallLoops;
          case FILLS, EXCHANGE, ROOT -> ofBlocks;
          case MODELS -> ofBooks;
          default -> options;
        };
    return List.of(of.split(" "));
  }
}
