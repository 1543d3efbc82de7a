package io.plimsoll.node.evm.contract;

import io.plimsoll.chain.command.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the two contracts must do, as plainly as it can be said: each call changes the model and
 * returns the events that it makes, or the error for which it changes nothing.
 */
final class BridgeModel {

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  /** An error, or what the chain has logged. */
  record Outcome(@Nullable String error, List<String> events) {
    static Outcome refused(String error) {
      return new Outcome(error, List.of());
    }
  }

  /** How a token moves what it is told to move. */
  enum Kind {
    PLAIN,
    FEE,
    REBASING
  }

  /** A token and what is known of its asset. */
  static final class Token {
    final Kind kind;
    final BigInteger unit;
    final Map<Address, BigInteger> raw = new TreeMap<>();
    final Map<Address, BigInteger> allowed = new TreeMap<>();
    BigInteger ppm = MILLION;
    long liabilities;
    long cap = Bridge.CAP;
    boolean open = true;
    boolean isShort;

    Token(Kind kind, BigInteger unit) {
      this.kind = kind;
      this.unit = unit;
    }

    BigInteger rawOf(Address holder) {
      return raw.getOrDefault(holder, BigInteger.ZERO);
    }

    BigInteger balance(Address holder) {
      return rawOf(holder).multiply(ppm).divide(MILLION);
    }

    BigInteger owed() {
      return BigInteger.valueOf(liabilities).multiply(unit);
    }

    /** Moves, where there is enough. */
    boolean move(Address from, Address to, BigInteger amount) {
      if (rawOf(from).compareTo(amount) < 0) {
        return false;
      }
      raw.put(from, rawOf(from).subtract(amount));
      BigInteger lost = kind == Kind.FEE ? amount.divide(BigInteger.valueOf(100)) : BigInteger.ZERO;
      raw.put(to, rawOf(to).add(amount).subtract(lost));
      return true;
    }
  }

  /** A root that was agreed on, and the proofs under it. */
  record Root(Map<Long, Payout> payouts, Map<Long, byte[]> proofs) {}

  final Address inbox;
  final SortedMap<Integer, Token> tokens = new TreeMap<>();
  final SortedMap<Long, Root> roots = new TreeMap<>();
  final SortedSet<Long> released = new TreeSet<>();
  boolean paused;
  long sequence;
  long otherSequence = 1;
  long height;
  long sourceBlock;
  long set = 1;
  SortedMap<Address, Long> powers = new TreeMap<>();

  BridgeModel(Address inbox, long sequence) {
    this.inbox = inbox;
    this.sequence = sequence;
  }

  Token token(int asset) {
    Token token = tokens.get(asset);
    if (token == null) {
      throw new AssertionError("asset " + asset + " has no token");
    }
    return token;
  }

  private static String unsigned(int asset) {
    return Integer.toUnsignedString(asset);
  }

  Outcome deposit(Address payer, int asset, BigInteger amount) {
    Token token = tokens.get(asset);
    if (paused) {
      return Outcome.refused("Paused");
    }
    if (token == null) {
      return Outcome.refused("NotListed");
    }
    if (!token.open) {
      return Outcome.refused("Closed");
    }
    BigInteger[] quanta = amount.divideAndRemainder(token.unit);
    boolean inRange = quanta[0].signum() > 0 && quanta[0].bitLength() <= 54;
    inRange = inRange && quanta[0].compareTo(BigInteger.ONE.shiftLeft(53)) <= 0;
    if (!inRange || quanta[1].signum() != 0) {
      return Outcome.refused("AmountOutOfRange");
    }
    if (token.liabilities + quanta[0].longValueExact() > token.cap) {
      return Outcome.refused("AboveCap");
    }
    BigInteger before = token.balance(inbox);
    if (before.compareTo(token.owed()) < 0) {
      return Outcome.refused("BelowLiabilities");
    }
    BigInteger allowed = token.allowed.getOrDefault(payer, BigInteger.ZERO);
    BigInteger had = token.rawOf(payer);
    BigInteger inboxHad = token.rawOf(inbox);
    if (allowed.compareTo(amount) < 0 || !token.move(payer, inbox, amount)) {
      return Outcome.refused("TransferFailed");
    }
    if (!token.balance(inbox).subtract(before).equals(amount)) {
      token.raw.put(payer, had);
      token.raw.put(inbox, inboxHad);
      return Outcome.refused("NotExact");
    }
    token.allowed.put(payer, allowed.subtract(amount));
    token.liabilities += quanta[0].longValueExact();
    return logged(
        "Deposited "
            + ++sequence
            + " "
            + payer
            + " 0 "
            + unsigned(asset)
            + " "
            + quanta[0]
            + " "
            + payer);
  }

  private static Outcome logged(String... events) {
    return new Outcome(null, List.of(events));
  }

  Outcome submit(int size) {
    return size == 0 || size > 1 << 15
        ? Outcome.refused("SizeOutOfRange")
        : logged("Commanded " + ++sequence);
  }

  Outcome pause(boolean byGovernor, boolean to) {
    if (!byGovernor) {
      return Outcome.refused("NotGovernor");
    }
    paused = to;
    return logged("DepositsPaused " + ++sequence + " " + (to ? 1 : 0));
  }

  Outcome setAsset(boolean byGovernor, int asset, boolean open, long cap) {
    Token token = tokens.get(asset);
    if (!byGovernor) {
      return Outcome.refused("NotGovernor");
    }
    if (token == null) {
      return Outcome.refused("NotListed");
    }
    if (cap > Bridge.CAP) {
      return Outcome.refused("ListingOutOfRange");
    }
    token.open = open;
    token.cap = cap;
    return logged(
        "AssetSet " + ++sequence + " " + unsigned(asset) + " " + (open ? 1 : 0) + " " + cap);
  }

  Outcome check(int asset) {
    Token token = tokens.get(asset);
    if (token == null) {
      return Outcome.refused("NotListed");
    }
    List<String> events = new ArrayList<>();
    compare(asset, token, events);
    return new Outcome(null, events);
  }

  private void compare(int asset, Token token, List<String> events) {
    boolean now = token.balance(inbox).compareTo(token.owed()) < 0;
    if (now != token.isShort) {
      token.isShort = now;
      events.add(
          "Shortfall "
              + ++sequence
              + " "
              + unsigned(asset)
              + " "
              + (now ? 1 : 0)
              + " "
              + token.balance(inbox)
              + " "
              + token.owed());
    }
  }

  Outcome release(long at, Payout payout, byte @Nullable [] proof) {
    if (released.contains(payout.sequence())) {
      return Outcome.refused("AlreadyReleased");
    }
    Root root = roots.get(at);
    if (root == null) {
      return Outcome.refused("NoRoot");
    }
    byte[] right = root.proofs.get(payout.sequence());
    boolean proven =
        right != null
            && java.util.Arrays.equals(right, proof)
            && payout.equals(root.payouts.get(payout.sequence()));
    if (!proven) {
      return Outcome.refused("NotProven");
    }
    Token token = tokens.get(payout.asset());
    if (token == null) {
      return Outcome.refused("NotListed");
    }
    if (payout.amount() > token.liabilities) {
      return Outcome.refused("AboveLiabilities");
    }
    BigInteger amount = BigInteger.valueOf(payout.amount()).multiply(token.unit);
    if (!token.move(inbox, payout.recipient(), amount)) {
      return Outcome.refused("TransferFailed");
    }
    token.liabilities -= payout.amount();
    released.add(payout.sequence());
    List<String> events = new ArrayList<>();
    events.add(
        "Released "
            + ++sequence
            + " "
            + payout.sequence()
            + " "
            + payout.recipient()
            + " "
            + unsigned(payout.asset())
            + " "
            + payout.amount());
    compare(payout.asset(), token, events);
    return new Outcome(null, events);
  }

  /** Whether signers have more than two thirds, or why they do not count. */
  private @Nullable String quorum(List<Address> signers) {
    BigInteger sum = BigInteger.ZERO;
    for (Address signer : signers) {
      Long power = powers.get(signer);
      if (power == null) {
        return "NotAValidator";
      }
      sum = sum.add(BigInteger.valueOf(power));
    }
    BigInteger all =
        powers.values().stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    boolean enough =
        sum.multiply(BigInteger.valueOf(3)).compareTo(all.multiply(BigInteger.TWO)) > 0;
    return enough ? null : "BelowQuorum";
  }

  Outcome agree(Commitment commitment, boolean ofThisChain, List<Address> signers, Root root) {
    if (commitment.height() <= height || commitment.sourceBlock() <= sourceBlock) {
      return Outcome.refused("NotLater");
    }
    if (!ofThisChain) {
      return Outcome.refused("NotOnThisChain");
    }
    String error = quorum(signers);
    if (error != null) {
      return Outcome.refused(error);
    }
    height = commitment.height();
    sourceBlock = commitment.sourceBlock();
    roots.put(height, root);
    return logged("RootAgreed " + ++otherSequence + " " + height);
  }

  Outcome changeValidators(SortedMap<Address, Long> next, List<Address> signers) {
    String error = quorum(signers);
    if (error != null) {
      return Outcome.refused(error);
    }
    if (next.isEmpty() || next.containsValue(0L)) {
      return Outcome.refused("ValidatorsOutOfRange");
    }
    powers = new TreeMap<>(next);
    set++;
    return logged("ValidatorsChanged " + ++otherSequence + " " + set);
  }
}
