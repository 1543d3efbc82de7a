package io.plimsoll.margin.analysis;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.analysis.LiquidationPrice.Outcome;
import io.plimsoll.margin.analysis.LiquidationPrice.Part;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.model.Headroom;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.Undecided;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the nearest price, on each side of today's, at which an account is liquidated.
 *
 * <p>It walks outwards. Of each stretch ahead the model's {@link Headroom} says a straight line
 * below what there is to lose: as far as the line is above 0 the account is healthy, and the walk
 * goes there. On a book of straight lines the line is exact between the prices at which it bends,
 * so that the walk goes from bend to bend; with options it is off by the square of the stretch's
 * length, so that the walk comes near a root as Newton's method does, and never passes one. What a
 * line does not say the model itself is asked, step by step; on both sides of a root it always is.
 */
public final class LiquidationSearch {

  private static final long SHRINK = 4;

  /** Of a number of steps. */
  private static final int MOST_BITS = 60;

  private final HoldingModel model;
  private final Holdings book;
  private final Limits limits;

  /**
   * How far and how long to look.
   *
   * @param step of the price, at 18 decimals
   * @param reach how many times today's price upwards
   * @param bands stretches that are looked at on each side
   * @param answers steps at which the model is asked on each side
   */
  public record Limits(BigInteger step, long reach, int bands, int answers) {

    /** Checks them. */
    public Limits {
      if (step.signum() <= 0 || reach < 1 || bands < 1 || answers < 2) {
        throw new IllegalArgumentException("step, reach and work must be positive");
      }
    }

    /** To ten times the price, with more work than a book of some dozens of positions needs. */
    public static Limits ofStep(BigInteger step) {
      return new Limits(step, 10, 400, 60);
    }

    /** To ten times the price, with less work the larger a book is. */
    public static Limits of(BigInteger step, Holdings book) {
      int size = Math.max(1, book.positions().size());
      return new Limits(
          step, 10, Math.clamp(100_000 / size, 30, 400), Math.clamp(4_000 / size, 6, 60));
    }
  }

  /** A search in a book. */
  public LiquidationSearch(HoldingModel model, Holdings book, Limits limits) {
    this.model = model;
    this.book = book;
    this.limits = limits;
  }

  /** The coins whose prices move the book: those that it has positions on, or balances of. */
  public static NavigableSet<String> coins(Holdings book) {
    NavigableSet<String> coins = new TreeSet<>();
    NavigableSet<String> money = new TreeSet<>(List.of("USD", "USDC", "USDT"));
    for (Position position : book.positions()) {
      coins.add(position.instrument().underlying());
      if (!position.instrument().isInverse()) {
        money.add(position.instrument().settlement());
      }
    }
    book.balances().keySet().stream().filter(asset -> !money.contains(asset)).forEach(coins::add);
    return coins;
  }

  /**
   * Both sides of each coin, in order, the lower side first.
   *
   * @throws IllegalArgumentException where the model does not cover the book
   */
  public List<LiquidationPrice> all() {
    List<LiquidationPrice> all = new ArrayList<>();
    for (String coin : coins(book)) {
      Headroom headroom = headroom(coin);
      all.add(of(coin, false, headroom));
      all.add(of(coin, true, headroom));
    }
    return all;
  }

  /** One side of one coin. */
  public LiquidationPrice of(String coin, boolean up) {
    return of(coin, up, headroom(coin));
  }

  private Headroom headroom(String coin) {
    try {
      return model.headroom(book, coin);
    } catch (Undecided e) {
      return over -> {
        throw e;
      };
    }
  }

  private LiquidationPrice of(String coin, boolean up, Headroom headroom) {
    if (!book.indexes().containsKey(coin)) {
      String lacking = "the book has no index of " + coin;
      return new LiquidationPrice(
          coin, up, limits.step(), 0, Outcome.NOT_DECIDED, up ? -1 : 1, List.of(), lacking);
    }
    BigInteger far = book.index(coin).multiply(BigInteger.valueOf(limits.reach()));
    if (far.divide(limits.step()).bitLength() > MOST_BITS) {
      return new LiquidationPrice(
          coin,
          up,
          limits.step(),
          0,
          Outcome.NOT_DECIDED,
          up ? -1 : 1,
          List.of(),
          "the step is too small for the price");
    }
    return new Side(coin, up, headroom).walk();
  }

  /** A walk. */
  private final class Side {

    private final String coin;
    private final boolean up;
    private final Headroom headroom;
    private final BigInteger today;
    private final long start;
    private final long end;
    private final List<Part> parts = new ArrayList<>();
    private int bandsLeft = limits.bands();
    private int answersLeft = limits.answers();
    private @Nullable String reason;

    /** Whether the last line ended within a step from where it began. */
    private boolean isNear;

    /** The last step that is known to be healthy, with all before it. */
    private long at;

    Side(String coin, boolean up, Headroom headroom) {
      this.headroom = headroom;
      this.coin = coin;
      this.up = up;
      today = book.index(coin);
      BigInteger step = limits.step();
      start = (up ? Exact.ceil(today, step) : Exact.floor(today, step)).longValueExact();
      BigInteger far = today.multiply(BigInteger.valueOf(limits.reach()));
      end = up ? Math.max(start, Exact.floor(far, step).longValueExact()) : Math.min(start, 1);
      at = start;
    }

    private LiquidationPrice result(Outcome outcome) {
      boolean isDecided = outcome != Outcome.NOT_DECIDED;
      return new LiquidationPrice(
          coin, up, limits.step(), start, outcome, at, parts, isDecided ? null : reason);
    }

    private long onwards(long steps) {
      return up ? Math.min(end, at + steps) : Math.max(end, at - steps);
    }

    LiquidationPrice walk() {
      if (start < 1) {
        at = start;
        return result(Outcome.NONE_UP_TO);
      }
      if (!begins()) {
        at = start - (up ? 1 : -1);
        return result(Outcome.AT_ONCE);
      }
      long length = Math.max(1, Math.abs(end - start) >> 4);
      while (at != end) {
        long reached = line(onwards(length));
        long moved = Math.abs(reached - at);
        at = reached;
        if (moved > 0) {
          length = 2 * moved;
          continue;
        }
        if (bandsLeft <= 0 || answersLeft < 2) {
          reason = reason == null ? "the bound on work" : reason;
          return result(Outcome.NOT_DECIDED);
        }
        if (length == 1 || isNear) {
          long next = onwards(1);
          // A band costs less than an answer, but stretches need what is left of them.
          Band there = bandsLeft > answersLeft ? band(next, next) : null;
          if (there != null && there.least().signum() > 0) {
            parts.add(new Part(next, next, there.least()));
          } else if (isHealthy(next)) {
            parts.add(new Part(next, next, null));
          } else {
            return isHealthy(at) ? result(Outcome.FOUND) : contradiction();
          }
          at = next;
        }
        length = Math.max(1, Raw.floorDiv(length, SHRINK));
      }
      return result(Outcome.NONE_UP_TO);
    }

    /** The bound on a stretch was wrong: the model does not say what its headroom does. */
    private LiquidationPrice contradiction() {
      throw new IllegalStateException(
          model.name() + " liquidates at step " + at + " of " + coin + ", against its headroom");
    }

    /** What is known from a step to another; null for nothing. */
    private @Nullable Band band(long near, long far) {
      bandsLeft--;
      try {
        return headroom.over(new Stretch(coin, today, price(near), price(far)));
      } catch (Undecided e) {
        reason = e.getMessage();
        return null;
      }
    }

    /** Whether the first step is healthy; the model is asked where its headroom does not say. */
    private boolean begins() {
      Band band = band(start, start);
      if (band != null && band.least().signum() > 0) {
        parts.add(new Part(start, start, band.least()));
        return true;
      }
      if (isHealthy(start)) {
        parts.add(new Part(start, start, null));
        return true;
      }
      return false;
    }

    /** Goes as far as the line below is above 0, and says where that is. */
    private long line(long far) {
      isNear = false;
      if (bandsLeft <= 0) {
        return at;
      }
      Band band = band(at, far);
      if (band == null) {
        return at;
      }
      BigInteger near = band.lowNear();
      if (near.signum() <= 0) {
        isNear = true;
        return at;
      }
      long first = at + (up ? 1 : -1);
      if (band.lowFar().signum() > 0) {
        parts.add(new Part(first, far, band.least()));
        return far;
      }
      // The line is at 0 after near / (near - far) of the way.
      BigInteger whole = BigInteger.valueOf(Math.abs(far - at));
      BigInteger fall = near.subtract(band.lowFar());
      long steps = Exact.ceil(whole.multiply(near), fall).longValueExact() - 1;
      if (steps <= 0) {
        isNear = true;
        return at;
      }
      long to = onwards(steps);
      BigInteger lost = fall.multiply(BigInteger.valueOf(steps));
      BigInteger least = near.subtract(Exact.ceil(lost, whole));
      if (least.signum() <= 0) {
        return at;
      }
      parts.add(new Part(first, to, least));
      return to;
    }

    private BigInteger price(long steps) {
      return limits.step().multiply(BigInteger.valueOf(steps));
    }

    private boolean isHealthy(long steps) {
      answersLeft--;
      Holdings moved = Moved.to(book, coin, price(steps), E18.ONE);
      return !model.isLiquidatable(model.assess(moved));
    }
  }
}
