package io.plimsoll.node.server.pool;

import io.plimsoll.chain.ViewReader;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.node.auth.AuthCode;
import io.plimsoll.node.auth.Authenticator;
import io.plimsoll.node.server.run.Readers;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Whether signed bytes come into the pool: by their signatures, then by what the last block says of
 * nonce and expiry, then by the pool's room. What waited when the process before ended comes in by
 * the same way.
 */
public final class Intake {

  /** Milliseconds for which a command waits for another one's signatures. */
  private static final long PATIENCE_MS = 2_000;

  private final CommandPool pool;
  private final Readers readers;

  /** One at a time, so that whatever comes leaves the other processors to blocks. */
  private final Semaphore verifying = new Semaphore(1);

  /** A command does not come into the pool. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String by;
    private final Enum<?> code;
    private final int number;
    private final String sentence;

    private Refused(String by, Enum<?> code, int number, String sentence) {
      super(sentence);
      this.by = by;
      this.code = code;
      this.number = number;
      this.sentence = sentence;
    }

    static Refused of(AuthCode code) {
      return new Refused("authentication", code, code.number(), code.sentence());
    }

    static Refused of(ResultCode code) {
      return new Refused("chain", code, code.number(), code.sentence());
    }

    /** Refused by the pool. */
    public static Refused of(PoolCode code) {
      return new Refused("pool", code, code.number(), code.sentence());
    }

    /** Whose rule it is: authentication, chain or pool. */
    public String by() {
      return by;
    }

    /** The rule's code. */
    public Enum<?> code() {
      return code;
    }

    /** The code's number. */
    public int number() {
      return number;
    }

    /** The code in words. */
    public String sentence() {
      return sentence;
    }
  }

  /** Too many commands came at once. */
  public static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy(String reason) {
      super(reason);
    }
  }

  /** What the last committed view says of a command. */
  private record Standing(ResultCode code, boolean isKnown, long blockBytes) {}

  /** An intake of a pool, which asks these readers. */
  public Intake(CommandPool pool, Readers readers) {
    this.pool = pool;
    this.readers = readers;
  }

  /**
   * Takes a signed command.
   *
   * @return by what it is known
   * @throws Busy where another one's signatures take too long
   */
  public Hash take(byte[] signed) throws Refused {
    Authenticated of = authenticate(signed);
    Authenticated.Once once = of.once();
    if (once == null) {
      throw Refused.of(AuthCode.NOT_ONCE);
    }
    Standing standing = standing(of, once);
    if (standing.code != ResultCode.OK) {
      throw Refused.of(standing.code);
    }
    CommandPool.Answer answer = pool.add(of, standing.isKnown, standing.blockBytes, signed);
    if (answer.code() != PoolCode.OK) {
      throw Refused.of(answer.code());
    }
    return answer.hash();
  }

  private Standing standing(Authenticated of, Authenticated.Once once) {
    return readers.ask(reader ->
        new Standing(
            reader.check(of.sender(), once), reader.isKnown(of.sender()), blockBytes(reader)));
  }

  private Authenticated authenticate(byte[] signed) throws Refused {
    long chainId = readers.ask(reader -> reader.market().chain().chainId());
    try {
      if (!verifying.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        throw new Busy("too many commands at once");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy("the node is stopping");
    }
    Authenticator.Answer answer;
    try {
      answer = new Authenticator(chainId).authenticate(signed);
    } finally {
      verifying.release();
    }
    Authenticated of = answer.command();
    if (of == null) {
      throw Refused.of(answer.code());
    }
    return of;
  }

  private static long blockBytes(ViewReader reader) {
    return reader.market().parameters().at(reader.view().height() + 1, Parameter.BLOCK_BYTES, 0);
  }

  /**
   * Takes up what waited in a file, and lets the pool go on with it.
   *
   * @return how many commands wait again
   * @throws IOException where the file cannot be written
   */
  public int takeUp(PoolFile file) throws IOException {
    Map<Hash, byte[]> again = new LinkedHashMap<>();
    for (byte[] signed : file.waited()) {
      try {
        again.put(take(signed), signed);
      } catch (Refused e) {
        forget(signed, whyOf(e));
      }
    }
    for (byte[] signed : file.evicted()) {
      forget(signed, Fate.Why.EVICTED);
    }
    // A pool that is smaller by now has let some go for later ones.
    again.keySet().removeIf(hash -> !(pool.fate(hash) instanceof Fate.Waiting));
    file.begin(again);
    pool.keepIn(file);
    return again.size();
  }

  /** Its sender hears what became of it, as far as it was a command at all. */
  private void forget(byte[] signed, Fate.Why why) {
    try {
      pool.forget(authenticate(signed), why);
    } catch (Refused e) {
      // Not this chain's, or nobody's: nobody was told that it waits here.
      return;
    }
  }

  private static Fate.Why whyOf(Refused refused) {
    if (refused.code == ResultCode.COMMAND_EXPIRED) {
      return Fate.Why.EXPIRED;
    }
    return refused.code == ResultCode.NONCE_USED ? Fate.Why.NONCE_USED : Fate.Why.EVICTED;
  }
}
