package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.evm.proof.BlockProofs;
import io.plimsoll.node.evm.rpc.EvmHeader;
import io.plimsoll.node.evm.rpc.EvmLog;
import io.plimsoll.node.evm.rpc.EvmLogReader;
import io.plimsoll.node.evm.rpc.Malformed;
import io.plimsoll.node.evm.rpc.Receipt;
import io.plimsoll.node.evm.rpc.RpcClient;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One node that is asked, and whether it is asked at present. */
final class Endpoint implements AutoCloseable {

  private static final int FORGIVEN_AFTER = 1_000;

  /** How many answers of any length are read at once, so that a liar fills no memory. */
  private static final int MOST_LARGE = 4;

  /**
   * The most bytes of an id or a header, which lists its transactions' hashes, 60,000 here: sixteen
   * that are asked for at once are as much as one answer of any length.
   */
  private static final long MOST_SMALL = 4 << 20;

  private final RpcClient client;
  private final ChainTerms terms;
  private final String name;
  private final String inboxFilter;
  private final Semaphore large = new Semaphore(MOST_LARGE);
  private volatile @Nullable Away away;
  private volatile boolean probing;
  private int strikes;
  private int served;

  /** Why an endpoint is left. The order is that of how long. */
  enum Reason {
    /** It has not been asked yet. */
    NEW,
    /** There is no answer, or an error. */
    UNREACHABLE,
    /** It does not have the blocks that others have. */
    LAGGING,
    /** It is of another chain. */
    WRONG_CHAIN,
    /** It said what cannot be, or what was proven or outvoted to be false. */
    LYING
  }

  /**
   * Not asked for a while.
   *
   * @param untilNs of the clock that only goes on, when it is looked at again
   */
  record Away(Reason why, String detail, long untilNs) {}

  Endpoint(int place, URI uri, ChainTerms terms, RpcClient.Limits limits) {
    this.terms = terms;
    client = new RpcClient(uri, limits);
    name = "#" + place + " " + client.name();
    inboxFilter = "\",\"address\":\"" + terms.inbox() + "\"}]";
    away = new Away(Reason.NEW, "not asked yet", System.nanoTime());
  }

  /** Its place in the list and where it is. */
  String name() {
    return name;
  }

  /** Why it is left at present; null where it serves. */
  @Nullable Away away() {
    return away;
  }

  /** Leaves it for a while that doubles each time, up to a limit. */
  synchronized void leave(Reason why, String detail, Patience patience) {
    long ms = patience.awayMs(why, strikes);
    strikes++;
    served = 0;
    away = new Away(why, detail, System.nanoTime() + ms * 1_000_000);
  }

  /** Takes it back. */
  void rejoin() {
    away = null;
  }

  /** It had part in a block that was taken; after many of these what it did before is forgotten. */
  synchronized void serve() {
    served++;
    if (served == FORGIVEN_AFTER) {
      strikes = 0;
    }
  }

  /** Whether it is to be looked at again now, which is then the caller's to do. */
  boolean isDue() {
    Away now = away;
    if (now == null || probing || System.nanoTime() - now.untilNs < 0) {
      return false;
    }
    probing = true;
    return true;
  }

  /** The look at it is over. */
  void probed() {
    probing = false;
  }

  /** The chain's id. */
  long chainId() throws IOException, InterruptedException {
    Long id = client.call("eth_chainId", "[]", MOST_SMALL, in -> in.quantity("the chain's id"));
    if (id == null) {
      throw new Malformed("the chain has no id");
    }
    return id;
  }

  /** The header of a number; null where it has none. */
  @Nullable EvmHeader header(long number) throws IOException, InterruptedException {
    EvmHeader header = header("eth_getBlockByNumber", "0x" + Long.toHexString(number));
    if (header != null && header.number() != number) {
      throw new Malformed("asked for block " + number + " it answers " + header.number());
    }
    return header;
  }

  /** The header that a word stands for: latest, finalized. */
  @Nullable EvmHeader header(String tag) throws IOException, InterruptedException {
    return header("eth_getBlockByNumber", tag);
  }

  /** The header of a hash; null where it has none. */
  @Nullable EvmHeader header(Hash hash) throws IOException, InterruptedException {
    EvmHeader header = header("eth_getBlockByHash", "0x" + hash.hex());
    if (header != null && !header.hash().equals(hash)) {
      throw new Malformed("asked for block " + hash + " it answers " + header.hash());
    }
    return header;
  }

  private @Nullable EvmHeader header(String method, String block)
      throws IOException, InterruptedException {
    EvmHeader header =
        client.call(method, "[\"" + block + "\",false]", MOST_SMALL, EvmHeader::read);
    if (header != null && terms.provable() && !BlockProofs.hasOwnHash(header)) {
      throw new Malformed(
          "block " + header.number() + " does not have the hash of its header, " + header.hash());
    }
    return header;
  }

  /** The inbox's logs of a block. */
  List<EvmLog> logs(EvmHeader block) throws IOException, InterruptedException {
    String params = "[{\"blockHash\":\"0x" + block.hash().hex() + inboxFilter;
    List<EvmLog> logs = large("eth_getLogs", params, in -> new EvmLogReader(block.hash()).list(in));
    if (logs == null) {
      throw new Malformed("there is no list of logs");
    }
    for (EvmLog log : logs) {
      if (!log.address().equals(terms.inbox())) {
        throw new Malformed("a log is of " + log.address() + ", for which nobody has asked");
      }
    }
    return logs;
  }

  /**
   * All receipts of a block, which its hash proves; null where it has none.
   *
   * @throws Malformed where they are not the block's
   */
  @Nullable List<Receipt> receipts(EvmHeader block) throws IOException, InterruptedException {
    List<Receipt> receipts =
        large(
            "eth_getBlockReceipts",
            "[\"0x" + block.hash().hex() + "\"]",
            in -> Receipt.list(in, block.hash()));
    if (receipts != null && !BlockProofs.areReceiptsOf(block, receipts)) {
      throw new Malformed("its receipts of block " + block.number() + " are not the block's");
    }
    return receipts;
  }

  private <T> @Nullable T large(String method, String params, RpcClient.ResultReader<T> reader)
      throws IOException, InterruptedException {
    large.acquire();
    try {
      return client.call(method, params, reader);
    } finally {
      large.release();
    }
  }

  /** Calls something else, whose answer may have any length. */
  <T> @Nullable T call(String method, String params, RpcClient.ResultReader<T> reader)
      throws IOException, InterruptedException {
    return large(method, params, reader);
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
