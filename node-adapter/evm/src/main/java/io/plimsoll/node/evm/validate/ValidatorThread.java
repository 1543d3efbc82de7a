package io.plimsoll.node.evm.validate;

import io.plimsoll.node.evm.contract.Commitment;
import io.plimsoll.node.server.watch.EventLogger;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Signs, and posts where it is to, beside the thread that makes blocks. */
public final class ValidatorThread implements AutoCloseable {

  private static final long JOIN_MS = 10_000;

  private final Validator validator;
  private final Contract contract;
  private final @Nullable Submitter submitter;
  private final long pollMs;
  private final EventLogger log;
  private final Thread thread;
  private String lastTrouble = "";

  ValidatorThread(
      Validator validator,
      Contract contract,
      @Nullable Submitter submitter,
      long pollMs,
      EventLogger log) {
    this.validator = validator;
    this.contract = contract;
    this.submitter = submitter;
    this.pollMs = pollMs;
    this.log = log;
    thread = Thread.ofVirtual().name("plimsoll-evm-validator").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** What it has signed. */
  public Validator validator() {
    return validator;
  }

  private void run() {
    try {
      while (true) {
        try {
          step();
          lastTrouble = "";
        } catch (IOException | RuntimeException e) {
          String trouble = String.valueOf(e);
          if (!trouble.equals(lastTrouble)) {
            lastTrouble = trouble;
            log.warn("evm validator", "error", trouble);
          }
        }
        Thread.sleep(pollMs);
      }
    } catch (InterruptedException e) {
      log.debug("evm validator ends");
    }
  }

  private void step() throws IOException, InterruptedException {
    if (validator.due() == null) {
      return;
    }
    Long set = contract.set();
    Commitment signed = set == null ? null : validator.sign(set);
    if (submitter != null && set != null && signed != null) {
      submitter.step(set, signed);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (submitter != null) {
      submitter.close();
    }
  }
}
