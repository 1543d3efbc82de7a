package io.plimsoll.node.evm.validate;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.evm.contract.Commitment;
import io.plimsoll.node.evm.contract.CommitmentDigest;
import io.plimsoll.node.evm.follow.ChainTerms;
import io.plimsoll.node.evm.follow.Endpoints;
import io.plimsoll.node.evm.follow.SourceNote;
import io.plimsoll.node.evm.rpc.EvmHeader;
import io.plimsoll.node.server.run.SignedRoot;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Signs what blocks came to, each height at most once. A height is signed when it is a multiple of
 * the terms' {@code every}, when the EVM block of which it was made is final as the settings have
 * it, and that block is, at the endpoints, still the one of the note. The latest such height comes
 * first, as a commitment to it covers those before.
 */
public final class Validator {

  private final ChainTerms terms;
  private final Endpoints endpoints;
  private final Roots roots;
  private final SigningKey key;
  private final SignedFile signed;
  private final CommitmentDigest digest;
  private final EventLogger log;
  private final Metrics.Counter signatures;
  private final Metrics.Counter refusals;
  private long refusedAt;

  /** What blocks here came to. */
  public interface Roots {
    /** Height of the last block. */
    long height();

    /** What a block came to: its state root and margin digest; null where it is not kept. */
    @Nullable Came came(long height);

    /** Of which block it was made; null where that is not known. */
    @Nullable SourceNote note(long height);
  }

  /** What a block came to. */
  public record Came(Hash stateRoot, Hash marginDigest) {}

  /** A validator with a key. */
  public Validator(
      ChainTerms terms,
      Endpoints endpoints,
      Roots roots,
      SigningKey key,
      SignedFile signed,
      EventLogger log,
      Metrics metrics) {
    this.terms = terms;
    this.endpoints = endpoints;
    this.roots = roots;
    this.key = key;
    this.signed = signed;
    this.log = log;
    digest = new CommitmentDigest(terms.evmChain(), terms.commitments());
    signatures = metrics.counter("evm_signatures_total", "Commitments signed.");
    refusals = metrics.counter("evm_signatures_refused_total", "Second roots not signed.");
    metrics.gauge(
        "evm_signed_height",
        "The last height signed.",
        () -> {
          SignedFile.Entry last = signed.at(0);
          return last == null ? 0 : last.commitment().height();
        });
  }

  /** The latest commitment that may be signed; null where there is none. */
  @Nullable Commitment due() throws InterruptedException {
    long last = Math.min(roots.height(), endpoints.finalNumber() - terms.firstBlock() + 1);
    long height = last - Math.floorMod(last, terms.every());
    if (height < 1) {
      return null;
    }
    SourceNote note = roots.note(height);
    Came came = roots.came(height);
    if (note == null || came == null) {
      return null;
    }
    return new Commitment(
        height, note.number(), note.hash(), came.stateRoot(), came.marginDigest());
  }

  /**
   * Signs the latest height that may be, under a set of validators.
   *
   * @return what is signed; null where nothing may be
   */
  @Nullable Commitment sign(long set) throws IOException, InterruptedException {
    Commitment commitment = due();
    if (commitment == null) {
      return null;
    }
    SignedFile.Entry before = signed.at(commitment.height());
    if (before == null || !before.equals(new SignedFile.Entry(set, commitment))) {
      EvmHeader there = endpoints.header(commitment.sourceBlock());
      if (there == null || !there.hash().equals(commitment.sourceHash())) {
        return null;
      }
      String why = signed.admit(set, commitment);
      if (why != null) {
        refuse(commitment, why);
        return null;
      }
      signatures.increment();
      log.info(
          "evm signed", "height", commitment.height(), "root", commitment.stateRoot(), "set", set);
    }
    return commitment;
  }

  private void refuse(Commitment commitment, String why) {
    if (refusedAt != commitment.height()) {
      refusedAt = commitment.height();
      refusals.increment();
      log.error(
          "evm second root not signed",
          "height",
          commitment.height(),
          "root",
          commitment.stateRoot(),
          "reason",
          why);
    }
  }

  /** What was signed at a height, 0 for the last one, with the signature; null where none was. */
  public @Nullable SignedRoot signedRoot(long height) {
    SignedFile.Entry entry = signed.at(height);
    if (entry == null) {
      return null;
    }
    Commitment of = entry.commitment();
    byte[] signature = key.sign(digest.of(entry.set(), of)).toBytes();
    return new SignedRoot(
        entry.set(),
        of.height(),
        of.sourceBlock(),
        of.sourceHash(),
        of.stateRoot(),
        of.marginDigest(),
        key.address(),
        HexFormat.of().formatHex(signature));
  }
}
