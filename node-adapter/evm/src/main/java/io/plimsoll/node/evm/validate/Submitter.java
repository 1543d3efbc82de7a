package io.plimsoll.node.evm.validate;

import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.Signature;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.evm.contract.Commitment;
import io.plimsoll.node.evm.contract.CommitmentDigest;
import io.plimsoll.node.evm.contract.ContractCalls;
import io.plimsoll.node.evm.follow.ChainTerms;
import io.plimsoll.node.evm.follow.Endpoints;
import io.plimsoll.node.evm.rpc.RpcError;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what validators have signed, and posts it when they have more than two thirds of the
 * power. Whoever is silent or signed something else is named and left out. There is one transaction
 * at a time: while it is in no block it is sent again with the same nonce and higher fees, or
 * another one for a later height in its place, so none is posted twice.
 */
final class Submitter implements AutoCloseable {

  private static final long MS = 1_000_000;

  private final ChainTerms terms;
  private final Contract contract;
  private final Transactions transactions;
  private final CommitmentDigest digest;
  private final SigningKey key;
  private final List<Peer> peers = new ArrayList<>();
  private final Rules rules;
  private final EventLogger log;
  private final Metrics metrics;
  private final Metrics.Counter posts;
  private final Metrics.Counter raises;
  private final TreeMap<String, Long> named = new TreeMap<>();
  private final Map<Peer, String> silent = new LinkedHashMap<>();
  private long wantedHeight;
  private long wantedSinceNs;
  private long refusedHeight;
  private long refusedSinceNs;
  private long quorumHeight;
  private long quorumSinceNs;
  private @Nullable Post pending;

  /**
   * How it posts.
   *
   * @param afterMs that others have to post first
   * @param stuckMs after which a post is sent again
   * @param mostWei of fees for a unit of gas
   */
  record Rules(long afterMs, long stuckMs, long mostWei) {}

  private record Post(
      long height, long nonce, Transactions.Fees fees, List<String> hashes, long sinceNs) {}

  Submitter(
      ChainTerms terms,
      Endpoints endpoints,
      SigningKey key,
      List<URI> peers,
      Rules rules,
      EventLogger log,
      Metrics metrics) {
    this.terms = terms;
    this.key = key;
    this.rules = rules;
    this.log = log;
    this.metrics = metrics;
    contract = new Contract(endpoints, terms.commitments());
    transactions = new Transactions(endpoints, key, terms.evmChain());
    digest = new CommitmentDigest(terms.evmChain(), terms.commitments());
    peers.forEach(peer -> this.peers.add(new Peer(peer)));
    posts = metrics.counter("evm_posts_total", "Transactions with commitments sent.");
    raises = metrics.counter("evm_posts_raised_total", "Of these sent again for higher fees.");
  }

  /** Does what is to be done for a commitment that this node has signed under a set. */
  void step(long set, Commitment commitment) throws IOException, InterruptedException {
    if (pending != null && !isStuck(pending)) {
      return;
    }
    boolean refused = refusedHeight == commitment.height();
    if (refused && System.nanoTime() - refusedSinceNs < rules.stuckMs * MS) {
      return;
    }
    Long latest = contract.latest();
    if (latest == null || latest >= commitment.height()) {
      return;
    }
    Map<Address, Signature> signatures = gather(set, commitment);
    if (signatures == null) {
      return;
    }
    if (quorumHeight != commitment.height()) {
      quorumHeight = commitment.height();
      quorumSinceNs = System.nanoTime();
    }
    if (System.nanoTime() - quorumSinceNs >= rules.afterMs * MS) {
      post(commitment, signatures);
    }
  }

  /** Looks what became of the last post; true where it is still in no block, for too long. */
  private boolean isStuck(Post post) throws IOException, InterruptedException {
    for (String hash : post.hashes) {
      Boolean done = transactions.succeeded(hash);
      if (done != null) {
        log.info("evm post in a block", "height", post.height, "hash", hash, "done", done);
        pending = null;
        return true;
      }
    }
    return System.nanoTime() - post.sinceNs >= rules.stuckMs * MS;
  }

  /** Signatures of a quorum; null where there is none. */
  private @Nullable Map<Address, Signature> gather(long set, Commitment commitment)
      throws InterruptedException {
    byte[] signed = digest.of(set, commitment);
    silent.clear();
    Map<Address, Signature> signatures = new TreeMap<>();
    signatures.put(key.address(), key.sign(signed));
    for (Peer peer : peers) {
      try {
        Peer.Said said = peer.at(commitment.height());
        if (said == null) {
          silent.put(peer, "it has signed nothing at this height");
        } else if (!said.commitment().equals(commitment) || said.set() != set) {
          name(peer, "wrong", commitment, "it has signed " + said.commitment().stateRoot());
        } else if (!said.validator().equals(said.signature().signerOf(signed))) {
          name(peer, "wrong", commitment, "its signature is not its own");
        } else {
          signatures.put(said.validator(), said.signature());
        }
      } catch (IOException e) {
        silent.put(peer, String.valueOf(e.getMessage()));
      }
    }
    if (isQuorum(signatures, commitment)) {
      return signatures;
    }
    if (wantedHeight != commitment.height()) {
      wantedHeight = commitment.height();
      wantedSinceNs = System.nanoTime();
    } else if (System.nanoTime() - wantedSinceNs >= rules.stuckMs * MS) {
      nameSilent(commitment);
    }
    return null;
  }

  /** Leaves out who is no validator; whether the others have more than two thirds. */
  private boolean isQuorum(Map<Address, Signature> signatures, Commitment commitment)
      throws InterruptedException {
    Long total = contract.totalPower();
    long power = 0;
    for (Address each : List.copyOf(signatures.keySet())) {
      Long own = contract.powerOf(each);
      if (own == null || total == null) {
        return false;
      }
      if (own == 0) {
        signatures.remove(each);
        log.debug("evm no validator", "address", each, "height", commitment.height());
      }
      power += own;
    }
    // power > 2/3 total, in numbers that cannot overflow.
    return total != null && Math.subtractExact(total, power) < Math.ceilDiv(total, 3);
  }

  /** Who says nothing may only be late, so that is said when it is gone without or for long. */
  private void nameSilent(Commitment commitment) {
    silent.forEach((peer, detail) -> name(peer, "silent", commitment, detail));
  }

  private void name(Peer peer, String fault, Commitment commitment, String detail) {
    Long before = named.put(peer.name() + fault, commitment.height());
    if (before == null || before != commitment.height()) {
      metrics
          .counter(
              "evm_validators_left_out_total",
              "Validators without a signature of use at a height, by reason.",
              "reason=\"" + fault + "\"")
          .increment();
      log.warn(
          "evm validator left out",
          "peer",
          peer.name(),
          "reason",
          fault,
          "height",
          commitment.height(),
          "detail",
          detail);
    }
  }

  private void post(Commitment commitment, Map<Address, Signature> signatures)
      throws IOException, InterruptedException {
    String data = ContractCalls.agree(commitment, signatures);
    Post before = pending;
    long nonce = transactions.nonce();
    Transactions.Fees fees = transactions.fees(rules.mostWei);
    boolean again = before != null && before.nonce == nonce;
    if (before != null && again) {
      fees = fees.orMore(before.fees.raised());
      if (fees.most() > rules.mostWei) {
        log.warn("evm fees at their limit", "height", commitment.height(), "wei", rules.mostWei);
        return;
      }
    }
    List<String> hashes =
        before != null && again ? new ArrayList<>(before.hashes) : new ArrayList<>();
    try {
      long gas = transactions.gas(terms.commitments(), data);
      String hash = transactions.send(nonce, fees, gas, terms.commitments(), data);
      hashes.add(hash);
      posts.increment();
      nameSilent(commitment);
      if (again) {
        raises.increment();
      }
      log.info(
          "evm posted",
          "height",
          commitment.height(),
          "signatures",
          signatures.size(),
          "nonce",
          nonce,
          "fee",
          fees.most(),
          "hash",
          hash);
    } catch (RpcError e) {
      String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (!message.contains("underpriced") && !message.contains("already known")) {
        // Another may have posted it, or the contract does not take it yet: later again.
        pending = null;
        refusedSinceNs = System.nanoTime();
        refusedHeight = commitment.height();
        log.warn("evm post refused", "height", commitment.height(), "reason", message);
        return;
      }
      // One of before a restart waits with this nonce: the next one offers more.
    }
    pending = new Post(commitment.height(), nonce, fees, hashes, System.nanoTime());
  }

  @Override
  public void close() {
    peers.forEach(Peer::close);
  }
}
