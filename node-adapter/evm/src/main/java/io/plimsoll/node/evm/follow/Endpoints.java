package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.evm.proof.BlockProofs;
import io.plimsoll.node.evm.rpc.EvmHeader;
import io.plimsoll.node.evm.rpc.EvmLog;
import io.plimsoll.node.evm.rpc.Malformed;
import io.plimsoll.node.evm.rpc.Receipt;
import io.plimsoll.node.evm.rpc.RpcClient;
import io.plimsoll.node.evm.rpc.RpcError;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes of one chain, of which none is trusted. A block is taken when all that serve say
 * the same of it. One that cannot be reached, lags, is of another chain or lied is named, left for
 * a while, and taken back when it then does what the others do.
 *
 * <p>A lie is what cannot be: bytes that are no answer, a header that does not have its hash, logs
 * or receipts that are not what the hash proves. Where two headers of one number are each right in
 * themselves nobody here can tell which is the chain's: a strict majority of those that answer
 * wins, and without one nothing is taken until they agree.
 */
public final class Endpoints implements AutoCloseable {

  private static final long MS = 1_000_000;
  private static final int KEPT = 64;

  private final List<Endpoint> all = new ArrayList<>();
  private final ChainTerms terms;
  private final Patience patience;
  private final Rules rules;
  private final EventLogger log;
  private final Metrics metrics;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Since when endpoints differ about a number, of the clock that only goes on. */
  private final ConcurrentSkipListMap<Long, Long> differsSinceNs = new ConcurrentSkipListMap<>();

  private volatile @Nullable SourceNote known;
  private volatile @Nullable Trouble trouble;
  private volatile long head;
  private volatile long finalNumber = -1;

  /** When a block's receipts are asked for, which prove its logs. */
  public enum Prove {
    /** Where fewer than two endpoints say what the logs are, or they differ. */
    AUTO,
    /** Always; nobody is asked for logs then. */
    ALWAYS,
    /** Where they differ alone. */
    NEVER
  }

  /**
   * What it takes to take a block.
   *
   * @param agree the least number of endpoints that say the same
   * @param confirmations blocks after a block that is final; negative is the tag "finalized"
   */
  public record Rules(int agree, Prove prove, long confirmations) {}

  /**
   * What keeps blocks from coming.
   *
   * @param number of the block that does not come; what is well with those below ends nothing
   */
  private record Trouble(String what, long number, long sinceNs) {}

  /** What one of them said; null where it has none. */
  private record Said<T>(Endpoint by, @Nullable T value) {}

  /** What an endpoint is asked. */
  @FunctionalInterface
  private interface Question<T> {
    @Nullable T ask(Endpoint whom) throws IOException, InterruptedException;
  }

  /** The nodes of some addresses. */
  public Endpoints(
      List<URI> uris,
      ChainTerms terms,
      RpcClient.Limits limits,
      Patience patience,
      Rules rules,
      EventLogger log,
      Metrics metrics) {
    this.terms = terms;
    this.patience = patience;
    this.rules = rules;
    this.log = log;
    this.metrics = metrics;
    for (URI uri : uris) {
      all.add(new Endpoint(all.size() + 1, uri, terms, limits));
    }
    metrics.gauge("evm_endpoints", "Endpoints in the settings.", all::size);
    metrics.gauge("evm_endpoints_serving", "Endpoints that serve.", () -> serving().size());
    metrics.gauge("evm_head", "The EVM chain's last block.", () -> head);
    metrics.gauge("evm_final", "The EVM chain's last final block.", () -> finalNumber);
  }

  /** What the follower has last, so that an endpoint that comes back can be asked for it. */
  void know(@Nullable SourceNote tip) {
    known = tip;
  }

  private List<Endpoint> serving() {
    return all.stream().filter(each -> each.away() == null).toList();
  }

  /** Where blocks do not come, why, and for how many milliseconds; null where they may. */
  public @Nullable String trouble(long leastMs) {
    Trouble now = trouble;
    if (now == null || System.nanoTime() - now.sinceNs < leastMs * MS) {
      return null;
    }
    return now.what;
  }

  private synchronized void troubled(long number, String what) {
    Trouble before = trouble;
    if (before == null) {
      log.warn("evm waits", "for", what);
    }
    if (before == null || !before.what.equals(what)) {
      trouble = new Trouble(what, number, before == null ? System.nanoTime() : before.sinceNs);
    }
  }

  private synchronized void isWell(long number) {
    Trouble before = trouble;
    if (before != null && number >= before.number) {
      trouble = null;
      log.info("evm goes on", "after", before.what);
    }
  }

  /** The last block that an endpoint said there is, when it was last asked. */
  public long head() {
    return head;
  }

  /** The number of the last final block; negative before anybody was asked. */
  public long finalNumber() {
    return finalNumber;
  }

  // ---- who serves ----

  private void leave(Endpoint whom, Endpoint.Reason why, String detail) {
    if (whom.away() == null) {
      whom.leave(why, detail, patience);
      log.warn("evm endpoint left", "endpoint", whom, "reason", why, "detail", detail);
      String label = "reason=\"" + why + "\"";
      metrics.counter("evm_endpoints_left_total", "Endpoints left, by reason.", label).increment();
    } else {
      whom.leave(why, detail, patience);
    }
  }

  private void judge(Endpoint whom, @Nullable Throwable failure) {
    if (failure instanceof Malformed) {
      leave(whom, Endpoint.Reason.LYING, String.valueOf(failure.getMessage()));
    } else {
      leave(whom, Endpoint.Reason.UNREACHABLE, String.valueOf(failure));
    }
  }

  /** Looks at those whose time has come, beside what else is done; at first all, and waits. */
  private List<Endpoint> ready() throws InterruptedException {
    List<Future<?>> looks = new ArrayList<>();
    boolean first = false;
    for (Endpoint each : all) {
      Endpoint.Away away = each.away();
      if (away != null && each.isDue()) {
        first |= away.why() == Endpoint.Reason.NEW;
        looks.add(threads.submit(() -> look(each)));
      }
    }
    if (first || serving().isEmpty()) {
      for (Future<?> look : looks) {
        finish(look);
      }
    }
    return serving();
  }

  private static <T> @Nullable T finish(Future<T> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a question failed in a way that none should", e.getCause());
    } catch (InterruptedException e) {
      task.cancel(true);
      throw e;
    }
  }

  private @Nullable Void look(Endpoint whom) throws InterruptedException {
    try {
      long chain = whom.chainId();
      if (chain != terms.evmChain()) {
        String detail = "its chain is " + chain + ", not " + terms.evmChain();
        leave(whom, Endpoint.Reason.WRONG_CHAIN, detail);
        logNew(whom, detail);
        return null;
      }
      SourceNote tip = known;
      long number = tip == null ? terms.firstBlock() : tip.number();
      Hash hash = tip == null ? terms.firstHash() : tip.hash();
      EvmHeader latest = whom.header("latest");
      if (latest == null || latest.number() < number) {
        leave(whom, Endpoint.Reason.LAGGING, "it does not have block " + number);
        return null;
      }
      EvmHeader there = whom.header(number);
      if (there == null || (tip == null && !there.hash().equals(hash))) {
        String detail = "its block " + number + " is not " + hash;
        leave(whom, Endpoint.Reason.WRONG_CHAIN, detail);
        logNew(whom, detail);
        return null;
      }
      head = Math.max(head, latest.number());
      whom.rejoin();
      log.info("evm endpoint serves", "endpoint", whom, "head", latest.number());
    } catch (IOException e) {
      judge(whom, e);
      logNew(whom, String.valueOf(e));
    } finally {
      whom.probed();
    }
    return null;
  }

  private void logNew(Endpoint whom, String detail) {
    log.warn("evm endpoint does not serve", "endpoint", whom, "detail", detail);
  }

  /** Asks some at once, and judges those that fail; returns what the others said. */
  private <T> List<Said<T>> ask(List<Endpoint> whom, Question<T> question)
      throws InterruptedException {
    List<Future<@Nullable T>> asked = new ArrayList<>();
    List<Said<T>> said = new ArrayList<>();
    try {
      for (Endpoint each : whom) {
        asked.add(threads.submit(() -> question.ask(each)));
      }
      for (int i = 0; i < asked.size(); i++) {
        try {
          said.add(new Said<>(whom.get(i), asked.get(i).get()));
        } catch (ExecutionException e) {
          if (e.getCause() instanceof IOException failure) {
            judge(whom.get(i), failure);
          } else {
            throw new IllegalStateException("a question failed as none should", e.getCause());
          }
        }
      }
    } finally {
      // Nothing where they are done; else the thread was told to look up.
      asked.forEach(each -> each.cancel(true));
    }
    return said;
  }

  // ---- headers ----

  /**
   * The header of a number on which all that serve agree; null where they do not, or do not have it
   * yet, or none serves.
   */
  public @Nullable EvmHeader header(long number) throws InterruptedException {
    List<Endpoint> whom = ready();
    if (whom.isEmpty()) {
      troubled(0, "an endpoint that serves");
      return null;
    }
    List<Said<EvmHeader>> said = ask(whom, each -> each.header(number));
    Map<Hash, List<Said<EvmHeader>>> byHash = new LinkedHashMap<>();
    List<Endpoint> without = new ArrayList<>();
    for (Said<EvmHeader> each : said) {
      if (each.value == null) {
        without.add(each.by);
      } else {
        byHash.computeIfAbsent(each.value.hash(), hash -> new ArrayList<>()).add(each);
      }
    }
    if (byHash.isEmpty()) {
      if (!said.isEmpty() && said.size() >= rules.agree) {
        isWell(number);
      }
      return null;
    }
    List<Said<EvmHeader>> largest = new ArrayList<>();
    for (List<Said<EvmHeader>> each : byHash.values()) {
      largest = each.size() > largest.size() ? each : largest;
    }
    return decide(number, said, largest, byHash.size() > 1, without);
  }

  private @Nullable EvmHeader decide(
      long number,
      List<Said<EvmHeader>> said,
      List<Said<EvmHeader>> largest,
      boolean differ,
      List<Endpoint> without) {
    EvmHeader header = Objects.requireNonNull(largest.get(0).value);
    if (differ || !without.isEmpty()) {
      long sinceNs = differsSinceNs.computeIfAbsent(number, key -> System.nanoTime());
      if (System.nanoTime() - sinceNs < patience.agreeMs() * MS) {
        return null;
      }
      if (differ && 2 * largest.size() <= said.size()) {
        troubled(
            number, "endpoints to agree about block " + number + ", of which no majority says one");
        return null;
      }
      without.forEach(
          each -> leave(each, Endpoint.Reason.LAGGING, "it does not have block " + number));
      for (Said<EvmHeader> each : said) {
        if (each.value != null && !each.value.hash().equals(header.hash())) {
          leave(
              each.by,
              Endpoint.Reason.LYING,
              "its block " + number + " is " + each.value.hash() + ", most say " + header.hash());
        }
      }
    }
    differsSinceNs.remove(number);
    differsSinceNs.headMap(number - KEPT).clear();
    if (largest.size() < rules.agree) {
      troubled(number, rules.agree + " endpoints that agree about block " + number);
      return null;
    }
    isWell(number);
    largest.forEach(each -> each.by.serve());
    return header;
  }

  /**
   * Headers of numbers that follow one another, as far as all that serve agree about them at once.
   */
  List<EvmHeader> headersAfter(EvmHeader first, int most) throws InterruptedException {
    List<EvmHeader> headers = new ArrayList<>(List.of(first));
    List<Endpoint> whom = serving();
    List<Future<@Nullable EvmHeader>> asked = new ArrayList<>();
    for (int i = 1; i < most; i++) {
      long number = first.number() + i;
      asked.add(threads.submit(() -> unanimous(ask(whom, each -> each.header(number)))));
    }
    EvmHeader last = first;
    for (Future<@Nullable EvmHeader> each : asked) {
      EvmHeader next = finish(each);
      if (next == null || last == null || !next.parent().equals(last.hash())) {
        last = null;
      } else {
        headers.add(next);
        last = next;
      }
    }
    return headers;
  }

  private @Nullable EvmHeader unanimous(List<Said<EvmHeader>> said) {
    EvmHeader first = said.isEmpty() ? null : said.get(0).value;
    boolean all = first != null && said.size() >= rules.agree;
    for (Said<EvmHeader> each : said) {
      all &= each.value != null && first != null && each.value.hash().equals(first.hash());
    }
    return all ? first : null;
  }

  /** Asks for the last block and the last final one. */
  void refresh() throws InterruptedException {
    List<Said<EvmHeader>> latest = ask(serving(), each -> each.header("latest"));
    long highest = -1;
    long lowest = Long.MAX_VALUE;
    for (Said<EvmHeader> each : latest) {
      if (each.value != null) {
        highest = Math.max(highest, each.value.number());
        lowest = Math.min(lowest, each.value.number());
      }
    }
    if (highest < 0) {
      return;
    }
    head = highest;
    // What all call final is: one that overstates it is overruled by any other.
    finalNumber = rules.confirmations >= 0 ? lowest - rules.confirmations : finalized();
  }

  private long finalized() throws InterruptedException {
    long lowest = Long.MAX_VALUE;
    List<Said<EvmHeader>> said = ask(serving(), each -> each.header("finalized"));
    for (Said<EvmHeader> each : said) {
      lowest = Math.min(lowest, each.value == null ? -1 : each.value.number());
    }
    return said.isEmpty() ? finalNumber : lowest;
  }

  /** The lowest of what those that serve call the last block; null where none answers. */
  @Nullable EvmHeader lowestHead() throws InterruptedException {
    EvmHeader lowest = null;
    for (Said<EvmHeader> each : ask(serving(), whom -> whom.header("latest"))) {
      if (each.value != null && (lowest == null || each.value.number() < lowest.number())) {
        lowest = each.value;
      }
    }
    return lowest;
  }

  // ---- logs ----

  /** The inbox's logs of a block; null where nobody can say, or the block is no longer there. */
  @Nullable List<EvmLog> logs(EvmHeader block) throws InterruptedException {
    if (terms.provable() && !BlockProofs.mayHaveLogsOf(block, terms.inbox())) {
      return List.of();
    }
    if (terms.provable() && rules.prove == Prove.ALWAYS) {
      return provenLogs(block);
    }
    List<Endpoint> whom = serving();
    if (terms.provable() && rules.prove == Prove.AUTO && whom.size() < 2) {
      return provenLogs(block);
    }
    List<Said<List<EvmLog>>> said = ask(whom, each -> logsOf(each, block));
    said.removeIf(each -> each.value == null);
    if (said.isEmpty()) {
      return null;
    }
    List<EvmLog> first = Objects.requireNonNull(said.get(0).value);
    boolean same =
        said.stream().allMatch(each -> EvmLog.same(Objects.requireNonNull(each.value), first));
    boolean enough = said.size() > 1 || rules.prove == Prove.NEVER || !terms.provable();
    if (same && enough && said.size() >= rules.agree) {
      return first;
    }
    return terms.provable() ? adjudicate(block, said) : outvote(block, said, same);
  }

  /** An endpoint's logs of a block; null where it does not have the block. */
  private static @Nullable List<EvmLog> logsOf(Endpoint whom, EvmHeader block)
      throws IOException, InterruptedException {
    try {
      return whom.logs(block);
    } catch (RpcError e) {
      if (whom.header(block.hash()) == null) {
        return null;
      }
      throw e;
    }
  }

  /** Finds out by the block's hash who of them says what is in it. */
  private @Nullable List<EvmLog> adjudicate(EvmHeader block, List<Said<List<EvmLog>>> said)
      throws InterruptedException {
    List<EvmLog> proven = provenLogs(block);
    if (proven != null) {
      for (Said<List<EvmLog>> each : said) {
        if (each.value != null && !EvmLog.same(each.value, proven)) {
          String detail = "its logs of block " + block.number() + " are not those of its receipts";
          leave(each.by, Endpoint.Reason.LYING, detail);
        }
      }
    }
    return proven;
  }

  private @Nullable List<EvmLog> outvote(
      EvmHeader block, List<Said<List<EvmLog>>> said, boolean same) {
    for (Said<List<EvmLog>> candidate : said) {
      List<EvmLog> logs = Objects.requireNonNull(candidate.value);
      List<Endpoint> others = new ArrayList<>();
      for (Said<List<EvmLog>> each : said) {
        if (!EvmLog.same(Objects.requireNonNull(each.value), logs)) {
          others.add(each.by);
        }
      }
      int votes = said.size() - others.size();
      if (2 * votes > said.size() && votes >= rules.agree) {
        String detail = "its logs of block " + block.number() + " are not what most say";
        others.forEach(each -> leave(each, Endpoint.Reason.LYING, detail));
        return logs;
      }
    }
    troubled(
        block.number() + 1,
        (same ? "more endpoints to say" : "endpoints to agree about")
            + " the logs of block "
            + block.number());
    return null;
  }

  /** The inbox's logs of a block as its hash proves them; null where nobody can show it. */
  @Nullable List<EvmLog> provenLogs(EvmHeader block) throws InterruptedException {
    String lacking = "";
    for (Endpoint each : serving()) {
      try {
        List<Receipt> receipts = each.receipts(block);
        if (receipts != null) {
          return ofInbox(receipts);
        }
      } catch (RpcError e) {
        // It may not know the block any more, or not have the method; another one may.
        lacking = each + ": " + e.getMessage();
      } catch (IOException e) {
        judge(each, e);
      }
    }
    if (!lacking.isEmpty()) {
      log.debug("evm receipts missing", "block", block.number(), "reason", lacking);
      noteMissing(block, lacking);
    }
    return null;
  }

  private void noteMissing(EvmHeader block, String reason) {
    long sinceNs = differsSinceNs.computeIfAbsent(block.number(), key -> System.nanoTime());
    if (System.nanoTime() - sinceNs >= patience.agreeMs() * MS) {
      troubled(
          block.number() + 1,
          "receipts of block "
              + block.number()
              + ", without which its logs are not proven (evm.prove): "
              + reason);
    }
  }

  private List<EvmLog> ofInbox(List<Receipt> receipts) {
    List<EvmLog> logs = new ArrayList<>();
    for (Receipt receipt : receipts) {
      for (EvmLog each : receipt.logs()) {
        if (each.address().equals(terms.inbox())) {
          logs.add(each);
        }
      }
    }
    return logs;
  }

  /** The logs of blocks, asked for at once, as far as they could be had. */
  List<List<EvmLog>> logs(List<EvmHeader> blocks) throws InterruptedException {
    List<Future<@Nullable List<EvmLog>>> asked = new ArrayList<>();
    for (EvmHeader block : blocks) {
      asked.add(threads.submit(() -> logs(block)));
    }
    List<List<EvmLog>> got = new ArrayList<>();
    boolean whole = true;
    for (Future<@Nullable List<EvmLog>> each : asked) {
      List<EvmLog> logs = finish(each);
      whole &= logs != null;
      if (whole && logs != null) {
        got.add(logs);
      }
    }
    return got;
  }

  // ---- calls ----

  /**
   * What all that serve answer to a call; null where they differ or none answers.
   *
   * @param reader of a value that has {@code equals}
   */
  public <T> @Nullable T same(String method, String params, RpcClient.ResultReader<T> reader)
      throws InterruptedException {
    List<Said<T>> said = ask(serving(), each -> each.call(method, params, reader));
    T first = said.isEmpty() ? null : said.get(0).value;
    for (Said<T> each : said) {
      if (first == null || !first.equals(each.value)) {
        return null;
      }
    }
    return first;
  }

  /**
   * Calls one of those that serve, in their order, until one answers.
   *
   * @throws IOException where none does; an {@link RpcError} where one answers with an error
   */
  public <T> @Nullable T any(String method, String params, RpcClient.ResultReader<T> reader)
      throws IOException, InterruptedException {
    IOException last = new IOException("no endpoint serves");
    for (Endpoint each : serving()) {
      try {
        return each.call(method, params, reader);
      } catch (RpcError e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    all.forEach(Endpoint::close);
  }
}
