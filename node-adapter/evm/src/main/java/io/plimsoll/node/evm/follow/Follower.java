package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.auth.AuthCode;
import io.plimsoll.node.auth.Keccak;
import io.plimsoll.node.evm.rpc.EvmHeader;
import io.plimsoll.node.evm.rpc.EvmLog;
import io.plimsoll.node.evm.rpc.JsonReader;
import io.plimsoll.node.evm.rpc.Malformed;
import io.plimsoll.node.server.run.SourceRefused;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns blocks of an EVM chain into blocks of the module, one for one.
 *
 * <p>A block's time is its timestamp in milliseconds, or one more than the time of the block
 * before, whichever is later. Its commands are what {@link InboxCommands} makes of the inbox's
 * logs, which are asked for by the block's hash. A block follows only where its parent is the block
 * of which the last one here was made; where it is not, or another block stands in that one's
 * place, the blocks here that are no longer the chain's are to be undone.
 *
 * <p>One thread asks.
 */
public final class Follower {

  /** Blocks that are fetched at once while many are missing. */
  private static final int WINDOW = 16;

  private static final long MS_OF_SECOND = 1_000;

  /** What asks the inbox for the last sequence number that it has given. */
  private static final String SEQUENCE =
      HexFormat.of().formatHex(Keccak.hash("sequence()".getBytes(StandardCharsets.US_ASCII)), 0, 4);

  private final ChainTerms terms;
  private final Hash termsHash;
  private final Endpoints endpoints;
  private final History history;
  private final InboxCommands rule;
  private final long pollMs;
  private final EventLogger log;
  private final Metrics metrics;
  private final Metrics.Counter events;
  private final Metrics.Counter reorganisations;
  private final Metrics.Counter undone;
  private final Deque<Fetched> fetched = new ArrayDeque<>();
  private @Nullable SourceNote adopted;
  private long refreshedAt = -1;

  /** What is known of the blocks here. */
  public interface History {
    /** How many of the last blocks can be undone. */
    int undoable();

    /** What was kept with a block; null where there is none. */
    byte @Nullable [] note(long height);
  }

  /**
   * Where the chain here stands.
   *
   * @param height 0 before the first block
   */
  public record Tip(long height, long timeMs, Hash hash) {}

  /** What is to be done next. */
  public sealed interface Step {
    /** A block is to be taken, and the note kept with it. */
    record Next(Block block, SourceNote note) implements Step {}

    /** Blocks are to be undone down to a height. */
    record Back(long height, String why) implements Step {}
  }

  private record Fetched(EvmHeader header, List<EvmLog> logs) {}

  /** A follower of a chain. */
  public Follower(
      ChainTerms terms,
      Endpoints endpoints,
      History history,
      Patience patience,
      EventLogger log,
      Metrics metrics) {
    this.terms = terms;
    this.endpoints = endpoints;
    this.history = history;
    this.log = log;
    this.metrics = metrics;
    termsHash = terms.hash();
    rule = new InboxCommands(terms);
    pollMs = patience.pollMs();
    events = metrics.counter("evm_events_total", "Events of the inbox in blocks made.");
    reorganisations = metrics.counter("evm_reorganisations_total", "Reorganisations.");
    undone = metrics.counter("evm_undone_blocks_total", "Blocks undone by reorganisations.");
  }

  /**
   * What comes after the last block here; waits until there is something.
   *
   * @throws SourceRefused where the chain cannot be followed from there: its first block is another
   *     one, a reorganisation goes deeper than what can be undone, or events are missing
   */
  public Step next(Tip tip) throws InterruptedException {
    SourceNote at = noteOf(tip);
    endpoints.know(at);
    while (true) {
      if (tip.height > 0 && at == null) {
        at = adopt(tip);
      }
      if (tip.height == 0 || at != null) {
        Fetched next = fetched.poll();
        if (next != null && follows(at, next.header)) {
          Step made = make(tip, at, next);
          if (made != null) {
            return made;
          }
        }
        fetched.clear();
        Step back = look(tip, at);
        if (back != null) {
          return back;
        }
      }
      if (fetched.isEmpty()) {
        Thread.sleep(pollMs);
      }
    }
  }

  private @Nullable SourceNote noteOf(Tip tip) {
    byte[] bytes = tip.height == 0 ? null : history.note(tip.height);
    if (bytes == null || bytes.length == 0) {
      SourceNote taken = adopted;
      long number = terms.sourceOf(tip.height);
      return tip.height > 0 && taken != null && taken.number() == number ? taken : null;
    }
    SourceNote note = SourceNote.of(bytes);
    if (!note.terms().equals(termsHash)) {
      throw new SourceRefused(
          "the chain in this folder was made under terms "
              + note.terms()
              + "; those of --evm-terms are "
              + termsHash
              + ": name the file that it was made with, or another folder");
    }
    return note;
  }

  private boolean follows(@Nullable SourceNote at, EvmHeader header) {
    return at == null
        ? header.number() == terms.firstBlock()
        : header.number() == at.number() + 1 && header.parent().equals(at.hash());
  }

  /** Fetches what follows; where the chain is another one below, says what is to be undone. */
  private @Nullable Step look(Tip tip, @Nullable SourceNote at) throws InterruptedException {
    EvmHeader next = endpoints.header(terms.sourceOf(tip.height + 1));
    if (next == null) {
      return at == null ? null : lookAtTip(tip, at);
    }
    if (at == null && !next.hash().equals(terms.firstHash())) {
      throw new SourceRefused(
          "the first block is "
              + next.hash()
              + " at the endpoints; the terms have "
              + terms.firstHash()
              + ": name endpoints of that chain, or mend firstBlock and firstHash");
    }
    if (!follows(at, next)) {
      return back(tip, tip.height - 1, "block " + next.number() + " follows " + next.parent());
    }
    if (refreshedAt < 0) {
      endpoints.refresh();
      refreshedAt = 0;
    }
    long missing = endpoints.head() - next.number() + 1;
    int window = (int) Math.max(1, Math.min(WINDOW, missing));
    List<EvmHeader> headers = window == 1 ? List.of(next) : endpoints.headersAfter(next, window);
    List<List<EvmLog>> logs = endpoints.logs(headers);
    for (int i = 0; i < logs.size(); i++) {
      fetched.add(new Fetched(headers.get(i), logs.get(i)));
    }
    return null;
  }

  /** There is no next block: whether the last one is still the chain's. */
  private @Nullable Step lookAtTip(Tip tip, SourceNote at) throws InterruptedException {
    if (refreshedAt != at.number()) {
      endpoints.refresh();
      refreshedAt = at.number();
    }
    EvmHeader there = endpoints.header(at.number());
    if (there != null) {
      return there.hash().equals(at.hash())
          ? null
          : back(tip, tip.height - 1, "block " + at.number() + " is now " + there.hash());
    }
    // The chain may have got shorter, which is no reason to undo anything while its last block is
    // one that this chain has: an endpoint that has forgotten some looks the same.
    EvmHeader last = endpoints.lowestHead();
    long height = last == null ? 0 : last.number() - terms.firstBlock() + 1;
    if (last == null || height < 1 || height >= tip.height) {
      return null;
    }
    EvmHeader agreed = endpoints.header(last.number());
    return agreed == null || agreed.hash().equals(hashOf(height))
        ? null
        : back(tip, height - 1, "the last block is now " + last.number() + ", " + agreed.hash());
  }

  /** Of which block a block here was made; null where that is not known. */
  private @Nullable Hash hashOf(long height) {
    SourceNote taken = adopted;
    byte[] bytes = history.note(height);
    if (bytes != null && bytes.length > 0) {
      return SourceNote.of(bytes).hash();
    }
    return taken != null && taken.number() == terms.sourceOf(height) ? taken.hash() : null;
  }

  /**
   * Finds the last block that both chains have; null where endpoints do not say at present.
   *
   * @param from the highest block that it may be
   */
  private @Nullable Step back(Tip tip, long from, String why) throws InterruptedException {
    int undoable = history.undoable();
    for (long height = from; height >= tip.height - undoable; height--) {
      if (height == 0) {
        throw new SourceRefused(
            "the EVM chain was reorganised below block "
                + terms.firstBlock()
                + ", where the module begins: "
                + why);
      }
      EvmHeader there = endpoints.header(terms.sourceOf(height));
      if (there == null) {
        return null;
      }
      if (there.hash().equals(hashOf(height))) {
        reorganisations.increment();
        undone.add(tip.height - height);
        fetched.clear();
        return new Step.Back(height, why);
      }
    }
    throw new SourceRefused(
        "the EVM chain was reorganised more than "
            + undoable
            + " blocks deep, which is all that can be undone here: "
            + why
            + "; a node that goes on needs a folder or a snapshot of block "
            + (tip.height - undoable - 1)
            + " or before");
  }

  private @Nullable Step make(Tip tip, @Nullable SourceNote at, Fetched next)
      throws InterruptedException {
    long sequence = at == null ? 0 : at.sequence();
    List<InboxEvent> said;
    try {
      said = read(next.logs, sequence);
    } catch (Malformed e) {
      List<EvmLog> proven = terms.provable() ? endpoints.provenLogs(next.header) : next.logs;
      if (proven == null) {
        return null;
      }
      said = insist(next.header, proven, sequence);
    }
    InboxCommands.Made made = rule.of(said, tip.height == 0);
    long timeMs = Math.max(next.header.timestampS() * MS_OF_SECOND, tip.timeMs + 1);
    events.add(said.size());
    made.skipped().forEach((code, count) -> skip(next.header, code, count));
    SourceNote note =
        new SourceNote(termsHash, next.header.number(), next.header.hash(), sequence + said.size());
    return new Step.Next(new Block(tip.height + 1, timeMs, tip.hash, made.commands()), note);
  }

  private void skip(EvmHeader header, AuthCode code, int count) {
    metrics
        .counter(
            "evm_commands_skipped_total",
            "Bytes brought to the inbox that are nobody's command, by reason.",
            "reason=\"" + code + "\"")
        .add(count);
    log.info("evm commands skipped", "block", header.number(), "reason", code, "count", count);
  }

  private static List<InboxEvent> read(List<EvmLog> logs, long after) throws Malformed {
    List<InboxEvent> events = new ArrayList<>(logs.size());
    long sequence = after;
    for (EvmLog log : logs) {
      InboxEvent event = InboxLogs.read(log);
      sequence++;
      if (event.sequence() != sequence) {
        throw new Malformed(
            "event " + event.sequence() + " of the inbox comes where " + sequence + " must be");
      }
      events.add(event);
    }
    return events;
  }

  private static List<InboxEvent> insist(EvmHeader header, List<EvmLog> logs, long after) {
    try {
      return read(logs, after);
    } catch (Malformed e) {
      throw new SourceRefused(
          "block "
              + header.number()
              + ": "
              + e.getMessage()
              + "; a block before lacks events, or the terms name another contract");
    }
  }

  /**
   * Goes on from a block that came with a snapshot or from another node, with no note beside it: it
   * must be final, so that there is one block that it was made of, and the inbox says how many
   * events there had been.
   */
  private @Nullable SourceNote adopt(Tip tip) throws InterruptedException {
    long number = terms.sourceOf(tip.height);
    EvmHeader header = endpoints.header(number);
    endpoints.refresh();
    if (header == null || endpoints.finalNumber() < number) {
      log.info("evm waits to adopt", "height", tip.height, "block", number);
      return null;
    }
    if (tip.timeMs < header.timestampS() * MS_OF_SECOND) {
      throw new SourceRefused(
          "block " + tip.height + " is older than block " + number + ", of which it must be made");
    }
    Long sequence =
        endpoints.same(
            "eth_call",
            "[{\"to\":\""
                + terms.inbox()
                + "\",\"data\":\"0x"
                + SEQUENCE
                + "\"},{\"blockHash\":\"0x"
                + header.hash().hex()
                + "\"}]",
            Follower::word);
    if (sequence == null) {
      return null;
    }
    log.info("evm adopts", "height", tip.height, "block", number, "sequence", sequence);
    adopted = new SourceNote(termsHash, number, header.hash(), sequence);
    return adopted;
  }

  private static Long word(JsonReader in) throws Malformed {
    byte[] bytes = in.bytes("the inbox's sequence", Hash.BYTES);
    long value = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (value > Long.MAX_VALUE >> Byte.SIZE) {
        throw new Malformed("the inbox's sequence has more than 63 bits");
      }
      value = (value << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return value;
  }
}
