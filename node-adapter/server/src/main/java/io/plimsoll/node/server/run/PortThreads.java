package io.plimsoll.node.server.run;

/**
 * On how many processors the port's threads run. They are virtual; the thread that takes blocks is
 * not, so where they have one processor less than there are, blocks have one for themselves however
 * many questions come.
 */
public final class PortThreads {

  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  private PortThreads() {}

  /**
   * Leaves a processor to blocks; has an effect before the process's first virtual thread alone.
   */
  public static void leaveOneProcessor() {
    int processors = Runtime.getRuntime().availableProcessors();
    if (System.getProperty(PARALLELISM) == null) {
      System.setProperty(PARALLELISM, String.valueOf(Math.max(1, processors - 1)));
    }
  }
}
