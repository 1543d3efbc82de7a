package io.plimsoll.margin.holding;

import static io.plimsoll.fixed.E18.overTowardZero;
import static io.plimsoll.fixed.E18.timesTowardZero;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.OptionPrices.Room;
import io.plimsoll.margin.rule.Black76;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a position gains when the price of its underlying moves. Numbers have 18 decimals; a gain is
 * in the instrument's settlement asset and rounded Floor, so that a loss is never less than the
 * exact one.
 *
 * <p>A linear position gains amount * price * move. An inverse one is amount * price dollars and
 * gains amount * move / (1 + move) coins. Options are repriced by {@link Black76} on the moved
 * forward; an inverse option is worth so many coins at that forward.
 */
public final class Revaluation {

  /** Kept of one position alone. */
  private static final int MOST_PRICES = 1_000;

  private final Position position;
  private final Instrument instrument;
  private final Quote quote;
  private final OptionPrices prices;
  private final long seconds;
  private final BigInteger root;

  /** Today's value of one option by the formula, so that an unmoved price gains nothing. */
  private final BigInteger quotedToday;

  private final BigInteger today;
  private @Nullable List<BigInteger> row;
  private @Nullable BigInteger delta;

  /** A position at a time, in ms since 1970. */
  public Revaluation(Position position, Quote quote, long timeMs) {
    this(position, quote, timeMs, new OptionPrices(position.instrument(), new Room(MOST_PRICES)));
  }

  /**
   * The same with prices that others share.
   *
   * @param prices of this instrument on this quote
   */
  Revaluation(Position position, Quote quote, long timeMs, OptionPrices prices) {
    this.prices = prices;
    this.position = position;
    this.quote = quote;
    instrument = position.instrument();
    seconds = instrument.secondsLeft(timeMs);
    root = prices.root(seconds);
    if (instrument.isOption() && quote.forward().signum() == 0) {
      throw new IllegalArgumentException(instrument.symbol() + " has no forward");
    }
    boolean isOption = instrument.isOption();
    quotedToday = isOption ? quotedPrice(E18.ONE, quote.volatility(), root) : BigInteger.ZERO;
    today = isOption ? settled(quotedToday, E18.ONE) : BigInteger.ZERO;
  }

  /**
   * What it gains in each of some scenarios.
   *
   * @param of computes it; asked once, so that it must be the same one always
   */
  public List<BigInteger> row(Function<Revaluation, List<BigInteger>> of) {
    List<BigInteger> known = row;
    if (known == null) {
      known = of.apply(this);
      row = known;
    }
    return known;
  }

  /** The position. */
  public Position position() {
    return position;
  }

  /** What it is quoted at. */
  public Quote quote() {
    return quote;
  }

  /** Seconds until it expires; 0 for what does not. */
  public long seconds() {
    return seconds;
  }

  /**
   * What is gained.
   *
   * @param move of the price, above -1; -0.1 where a tenth is lost
   * @param volatility after the move; of an option
   */
  public BigInteger gain(BigInteger move, BigInteger volatility) {
    BigInteger after = E18.ONE.add(move);
    if (after.signum() <= 0) {
      throw new IllegalArgumentException("move " + E18.text(move) + " must be above -1");
    }
    BigInteger amount = position.amount();
    if (instrument.isOption()) {
      BigInteger change = settled(quotedPrice(after, volatility, root), after).subtract(today);
      return Exact.floor(change.multiply(amount), E18.ONE);
    }
    if (instrument.isInverse()) {
      return Exact.floor(amount.multiply(move), after);
    }
    return Exact.floor(amount.multiply(quote.mark()).multiply(move), E18.ONE.multiply(E18.ONE));
  }

  /**
   * What is gained in the currency that the underlying is quoted in, valued at the moved price: of
   * all but options amount * price * move, whatever they settle in. Floor.
   *
   * @param price that moves, of all but options, whose forward does
   * @param elapsed seconds after which it is asked
   */
  public BigInteger quotedGain(
      BigInteger price, BigInteger move, BigInteger volatility, long elapsed) {
    BigInteger amount = position.amount();
    if (!instrument.isOption()) {
      return Exact.floor(amount.multiply(price).multiply(move), E18.ONE.multiply(E18.ONE));
    }
    BigInteger rootThen = prices.root(Math.max(0, seconds - elapsed));
    BigInteger change = quotedPrice(E18.ONE.add(move), volatility, rootThen).subtract(quotedToday);
    return Exact.floor(change.multiply(amount), E18.ONE);
  }

  /** What the position is worth at its mark, in what the instrument settles in, Floor. */
  public BigInteger markValue() {
    return Exact.floor(position.amount().multiply(quote.mark()), E18.ONE);
  }

  /**
   * Profit of a perpetual, a future or coins since their entry, in what they settle in, Floor; 0 of
   * a contract without one, which was settled already. Coins without one count in full.
   */
  public BigInteger profit() {
    BigInteger entry = position.entry();
    BigInteger gained = position.amount().multiply(quote.mark().subtract(entry));
    return position.isSettled()
        ? BigInteger.ZERO
        : Exact.floor(gained, instrument.isInverse() ? entry : E18.ONE);
  }

  /** What an option is worth in the currency that its underlying is quoted in, Floor. */
  public BigInteger quotedValue() {
    return Exact.floor(quotedToday.multiply(position.amount()), E18.ONE);
  }

  /** A price in what the instrument settles in. */
  private BigInteger settled(BigInteger price, BigInteger multiplier) {
    if (!instrument.isInverse()) {
      return price;
    }
    BigInteger forward = timesTowardZero(quote.forward(), multiplier);
    if (forward.signum() == 0) {
      throw new IllegalArgumentException(
          instrument.symbol() + " has a forward that is too small for its price in coins");
    }
    return overTowardZero(price, forward);
  }

  private BigInteger quotedPrice(
      BigInteger multiplier, BigInteger volatility, BigInteger rootThen) {
    BigInteger forward = timesTowardZero(quote.forward(), multiplier);
    return prices.of(forward, volatility, rootThen);
  }

  /** A volatility times the root of the time that is left then, Q96. */
  public BigInteger deviation(BigInteger volatility, long elapsed) {
    BigInteger rootThen = elapsed == 0 ? root : prices.root(Math.max(0, seconds - elapsed));
    return volatility.multiply(rootThen).divide(E18.ONE);
  }

  /**
   * How many coins the position is worth at the margin: of an option amount * N(d1), or amount *
   * (N(d1) - 1) for a put.
   */
  public BigInteger delta() {
    if (!instrument.isOption()) {
      return position.amount();
    }
    BigInteger known = delta;
    if (known == null) {
      BigInteger call = prices.callDelta(quote.forward(), quote.volatility(), root);
      BigInteger one = instrument.isCall() ? call : call.subtract(E18.ONE);
      known = timesTowardZero(one, position.amount());
      delta = known;
    }
    return known;
  }
}
