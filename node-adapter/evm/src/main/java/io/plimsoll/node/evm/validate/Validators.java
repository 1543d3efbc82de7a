package io.plimsoll.node.evm.validate;

import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.follow.ChainTerms;
import io.plimsoll.node.evm.follow.Endpoints;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes a validator of its parts. */
public final class Validators {

  private static final long GWEI = 1_000_000_000;

  private Validators() {}

  /**
   * What a validator is told.
   *
   * @param signedFile where it keeps what it has signed
   * @param peers whom it asks for signatures where it submits
   * @param submits whether it posts what a quorum has signed
   * @param afterMs that others have to post first
   * @param stuckMs after which a post is sent again
   * @param mostGwei of fees for a unit of gas
   * @param isNew whether its key has signed nothing yet, so that the file is missing
   */
  public record Told(
      Path signedFile,
      List<URI> peers,
      boolean submits,
      long afterMs,
      long stuckMs,
      long mostGwei,
      long pollMs,
      boolean isNew) {

    /** Copies the list. */
    public Told {
      peers = List.copyOf(peers);
    }
  }

  /**
   * A validator that has not begun.
   *
   * @throws Failure where it is said to be new and has signed before, for whoever leaves that said
   *     would sign twice once the file is lost
   */
  public static ValidatorThread of(
      ChainTerms terms,
      Endpoints endpoints,
      Validator.Roots roots,
      SigningKey key,
      Told told,
      EventLogger log,
      Metrics metrics)
      throws IOException {
    if (told.isNew && Files.exists(told.signedFile)) {
      throw new Failure(
          told.signedFile
              + " is there, so "
              + key.address()
              + " is no new validator: take validator.new out of the settings, which would let a"
              + " lost file begin anew");
    }
    SignedFile signed =
        SignedFile.open(
            told.signedFile,
            key.address(),
            terms.evmChain(),
            terms.commitments(),
            told.isNew || roots.height() == 0);
    Validator validator = new Validator(terms, endpoints, roots, key, signed, log, metrics);
    Submitter.Rules rules = new Submitter.Rules(told.afterMs, told.stuckMs, told.mostGwei * GWEI);
    Submitter submitter =
        told.submits ? new Submitter(terms, endpoints, key, told.peers, rules, log, metrics) : null;
    Contract contract = new Contract(endpoints, terms.commitments());
    return new ValidatorThread(validator, contract, submitter, told.pollMs, log);
  }
}
