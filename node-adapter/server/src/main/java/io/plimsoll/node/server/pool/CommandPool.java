package io.plimsoll.node.server.pool;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.node.server.run.Listener;
import io.plimsoll.node.storage.Inclusion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Authenticated commands that wait for a block. Any thread brings some, the thread that makes
 * blocks takes them, and the pool sees by the blocks what has become of them. Who was first comes
 * first, but a sender's own commands come in the order of their nonces.
 *
 * <p>It is bounded by commands, by their bytes and by commands of one sender. Keys cost nothing, so
 * where it is full a sender who has something on the chain takes the places of those who have not,
 * of the last of them first; others are refused.
 */
public final class CommandPool implements Listener {

  /** Fates that are remembered, the latest. */
  private static final int REMEMBERED = 65_536;

  private final Limits limits;
  private final Outlet out;
  private final Map<Hash, Entry> waiting = new HashMap<>();
  private final Map<Address, TreeMap<Long, Entry>> bySender = new HashMap<>();

  /** Those of senders who have nothing on the chain, by arrival. */
  private final TreeMap<Long, Entry> strangers = new TreeMap<>();

  private final LinkedHashMap<Hash, Fate> fates =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Fate> eldest) {
          return size() > REMEMBERED;
        }
      };
  private long bytes;
  private long arrivals;
  private long height;
  private @Nullable PoolFile file;
  private Function<Hash, @Nullable Inclusion> kept = hash -> null;

  /**
   * What may wait.
   *
   * @param commands in all
   * @param bytes of their canonical forms, in all
   * @param perSender commands of one sender
   */
  public record Limits(int commands, long bytes, int perSender) {}

  /** Is told what becomes of commands, by the thread that does it; it must not wait. */
  @FunctionalInterface
  public interface Outlet {
    /**
     * Takes fates.
     *
     * @param height of the last block
     */
    void told(long height, List<Fate> fates);
  }

  /** Whether a command was taken, and by what it is known. */
  public record Answer(PoolCode code, Hash hash) {}

  private static final class Entry {
    private final Hash hash;
    private final Authenticated of;
    private final Authenticated.Once once;
    private final byte[] bytes;
    private final long arrival;
    private final boolean known;

    Entry(Hash hash, Authenticated of, byte[] bytes, long arrival, boolean known) {
      this.hash = hash;
      this.of = of;
      this.bytes = bytes;
      this.arrival = arrival;
      this.known = known;
      once = onceOf(of);
    }

    private long arrival() {
      return arrival;
    }

    private Authenticated.Once once() {
      return once;
    }
  }

  /**
   * An empty pool.
   *
   * @param out is told of what is included or dropped
   */
  public CommandPool(Limits limits, Outlet out) {
    this.limits = limits;
    this.out = out;
  }

  private static Authenticated.Once onceOf(Authenticated of) {
    Authenticated.Once once = of.once();
    if (once == null) {
      throw new IllegalArgumentException("a command of the pool counts once");
    }
    return once;
  }

  /** Lets the pool write down from now on what it takes; null where it lives in memory alone. */
  synchronized void keepIn(PoolFile of) {
    file = of;
  }

  /** Lets the pool ask where a command stands in the blocks that are kept. */
  public synchronized void lookIn(Function<Hash, @Nullable Inclusion> of) {
    kept = of;
  }

  /** By what a command of these canonical bytes is known. */
  public static Hash hash(byte[] canonical) {
    return Inclusion.hash(canonical);
  }

  /**
   * Takes a command whose signatures were found to be right; one that waits already is taken, too.
   *
   * @param of counts once
   * @param isKnown whether its sender has something on the chain
   * @param blockBytes that a block may have
   * @param signed what is written down of it
   */
  public Answer add(Authenticated of, boolean isKnown, long blockBytes, byte[] signed) {
    byte[] canonical = CommandCodec.encode(of);
    Hash hash = hash(canonical);
    List<Fate> evicted = new ArrayList<>();
    PoolCode code;
    long at;
    synchronized (this) {
      Entry entry = new Entry(hash, of, canonical, arrivals++, isKnown);
      boolean waits = waiting.containsKey(hash);
      code = add(entry, blockBytes, evicted);
      if (code == PoolCode.OK && !waits && !writtenDown(hash, signed, evicted)) {
        remove(entry);
        code = PoolCode.NOT_KEPT;
      }
      at = height;
    }
    tell(at, evicted);
    return new Answer(code, hash);
  }

  /** Before its sender hears that it waits, and in one order with what leaves. */
  private boolean writtenDown(Hash hash, byte[] signed, List<Fate> evicted) {
    PoolFile to = file;
    if (to == null) {
      return true;
    }
    try {
      for (Fate fate : evicted) {
        to.evicted(fate.hash());
      }
      to.taken(hash, signed, waiting::containsKey);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Remembers why a command does not wait that waited before the process began; what is known of it
   * already stands.
   */
  synchronized void forget(Authenticated of, Fate.Why why) {
    Hash hash = hash(CommandCodec.encode(of));
    if (!waiting.containsKey(hash) && !fates.containsKey(hash)) {
      remember(new Fate.Dropped(hash, of.sender(), onceOf(of), height, why));
    }
  }

  private PoolCode add(Entry entry, long blockBytes, List<Fate> evicted) {
    if (waiting.containsKey(entry.hash)) {
      return PoolCode.OK;
    }
    if (entry.bytes.length > Math.min(blockBytes, limits.bytes)) {
      return PoolCode.TOO_LARGE;
    }
    TreeMap<Long, Entry> own = bySender.get(entry.of.sender());
    if (own != null && own.containsKey(entry.once().nonce())) {
      return PoolCode.NONCE_WAITS;
    }
    if (own != null && own.size() >= limits.perSender) {
      return PoolCode.SENDER_FULL;
    }
    if (!makeRoom(entry, evicted)) {
      return PoolCode.FULL;
    }
    waiting.put(entry.hash, entry);
    bySender
        .computeIfAbsent(entry.of.sender(), sender -> new TreeMap<>())
        .put(entry.once().nonce(), entry);
    if (!entry.known) {
      strangers.put(entry.arrival, entry);
    }
    bytes += entry.bytes.length;
    return PoolCode.OK;
  }

  private boolean makeRoom(Entry entry, List<Fate> evicted) {
    long bytesOver = bytes + entry.bytes.length - limits.bytes;
    int over = waiting.size() + 1 - limits.commands;
    if (over <= 0 && bytesOver <= 0) {
      return true;
    }
    List<Entry> leave = new ArrayList<>();
    if (entry.known) {
      for (Entry stranger : strangers.descendingMap().values()) {
        leave.add(stranger);
        over--;
        bytesOver -= stranger.bytes.length;
        if (over <= 0 && bytesOver <= 0) {
          break;
        }
      }
    }
    // Nobody leaves for a command that would not fit even so.
    if (over > 0 || bytesOver > 0) {
      return false;
    }
    leave.forEach(each -> evicted.add(drop(each, Fate.Why.EVICTED)));
    return true;
  }

  private Fate drop(Entry entry, Fate.Why why) {
    remove(entry);
    Fate fate = new Fate.Dropped(entry.hash, entry.of.sender(), entry.once(), height, why);
    remember(fate);
    return fate;
  }

  private void remember(Fate fate) {
    // Anew, so that it is the latest.
    fates.remove(fate.hash());
    fates.put(fate.hash(), fate);
  }

  private void remove(Entry entry) {
    waiting.remove(entry.hash);
    strangers.remove(entry.arrival);
    bytes -= entry.bytes.length;
    TreeMap<Long, Entry> own = bySender.get(entry.of.sender());
    if (own != null) {
      own.remove(entry.once().nonce());
      if (own.isEmpty()) {
        bySender.remove(entry.of.sender());
      }
    }
  }

  /**
   * The canonical bytes of commands for the next block, in their order; they go on waiting until
   * they are in a committed one. A sender whose next command does not fit waits with all of its.
   *
   * @param timeMs of that block: what has expired by then is left out
   * @param mostCommands that the block takes
   * @param mostBytes that it takes
   */
  public synchronized List<byte[]> next(long timeMs, long mostCommands, long mostBytes) {
    // Of each sender the next one that may come; the rest follows as it is taken.
    PriorityQueue<Entry> heads = new PriorityQueue<>(Comparator.comparingLong(Entry::arrival));
    for (TreeMap<Long, Entry> own : bySender.values()) {
      addNext(heads, own, 0, timeMs);
    }
    List<byte[]> taken = new ArrayList<>();
    long left = mostBytes;
    while (!heads.isEmpty() && taken.size() < mostCommands) {
      Entry entry = heads.remove();
      if (entry.bytes.length > left) {
        continue;
      }
      left -= entry.bytes.length;
      taken.add(entry.bytes);
      TreeMap<Long, Entry> own = bySender.get(entry.of.sender());
      if (own != null) {
        addNext(heads, own, entry.once().nonce(), timeMs);
      }
    }
    return taken;
  }

  private static void addNext(
      PriorityQueue<Entry> to, NavigableMap<Long, Entry> own, long after, long timeMs) {
    for (Entry entry : own.tailMap(after, false).values()) {
      if (entry.once().expiresMs() > timeMs) {
        to.add(entry);
        return;
      }
    }
  }

  /** Sees what has become of whom by a block, whoever made it. */
  @Override
  public void committed(Block block, BlockResult result) {
    List<Fate> told = new ArrayList<>();
    synchronized (this) {
      height = block.height();
      for (int i = 0; i < block.commands().size(); i++) {
        byte[] canonical = block.commands().get(i);
        if (CommandCodec.countsOnce(canonical)) {
          take(canonical, i, result.results().get(i), told);
        }
      }
      List<Entry> expired =
          waiting.values().stream()
              .filter(entry -> entry.once().expiresMs() <= block.timeMs())
              .sorted(Comparator.comparingLong(Entry::arrival))
              .toList();
      expired.forEach(entry -> told.add(drop(entry, Fate.Why.EXPIRED)));
    }
    tell(block.height(), told);
  }

  /** What was in blocks that are taken back is in none any more. */
  @Override
  public void undone(long last) {
    List<Fate> told = new ArrayList<>();
    synchronized (this) {
      height = last;
      for (Fate fate : fates.values()) {
        if (fate instanceof Fate.Included in && in.height() > last) {
          told.add(leftOf(in, last));
        }
      }
      told.forEach(this::remember);
    }
    tell(last, told);
  }

  /** What is left of a command's fate when the block that had it is taken back. */
  private Fate leftOf(Fate.Included in, long last) {
    Inclusion earlier = kept.apply(in.hash());
    return earlier != null
        ? Fate.Included.of(in.hash(), earlier)
        : new Fate.Dropped(in.hash(), in.sender(), in.once(), last, Fate.Why.UNDONE);
  }

  private void take(byte[] canonical, int index, ResultCode code, List<Fate> told) {
    Authenticated of;
    try {
      of = CommandCodec.decode(canonical);
    } catch (MalformedBytes e) {
      // It stands in the block, with a code that says so, and nobody asks for it.
      return;
    }
    Hash hash = hash(canonical);
    if (!Inclusion.usesNonce(code) && fates.get(hash) instanceof Fate.Included) {
      // Whoever brings it a second time does not hide what became of it the first time.
      return;
    }
    Fate fate = new Fate.Included(hash, of.sender(), onceOf(of), height, index, code);
    Entry entry = waiting.get(hash);
    if (entry != null) {
      remove(entry);
    }
    remember(fate);
    told.add(fate);
    TreeMap<Long, Entry> own = bySender.get(of.sender());
    if (own != null && Inclusion.usesNonce(code)) {
      new ArrayList<>(own.headMap(onceOf(of).nonce(), true).values())
          .forEach(each -> told.add(drop(each, Fate.Why.NONCE_USED)));
    }
  }

  private void tell(long at, List<Fate> fates) {
    if (!fates.isEmpty()) {
      out.told(at, fates);
    }
  }

  /** What has become of a command; null where it is not known, or not known any more. */
  public synchronized @Nullable Fate fate(Hash hash) {
    Entry entry = waiting.get(hash);
    return entry == null
        ? fates.get(hash)
        : new Fate.Waiting(hash, entry.of.sender(), entry.once());
  }

  /** The largest nonce with which a command of a sender waits; 0 for none. */
  public synchronized long lastNonce(Address sender) {
    TreeMap<Long, Entry> own = bySender.get(sender);
    return own == null ? 0 : own.lastKey();
  }

  /** How many commands wait. */
  public synchronized int size() {
    return waiting.size();
  }

  /** The bytes of all that wait. */
  public synchronized long bytes() {
    return bytes;
  }
}
