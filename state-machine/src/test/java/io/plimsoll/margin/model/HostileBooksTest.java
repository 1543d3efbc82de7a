package io.plimsoll.margin.model;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Books of numbers that nobody can have meant but a chain's state can hold, by each model: it
 * answers, or says that it does not cover the book, and does either soon.
 */
class HostileBooksTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20261126L);
  private static final int BOOKS = Integer.getInteger("plimsoll.hostile.books", 100);
  private static final long NOW = 1_700_000_000_000L;
  private static final BigInteger E12 = BigInteger.TEN.pow(12);

  private static final List<Instrument.Kind> KINDS =
      List.of(Instrument.Kind.PERPETUAL, Instrument.Kind.FUTURE, Instrument.Kind.OPTION);

  private final SplittableRandom random = new SplittableRandom(SEED);

  static List<HoldingModel> models() {
    return ExampleModels.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void eachAnswersOrDoesNotCover(HoldingModel model) {
    System.out.println("hostile books: -Dplimsoll.seed=" + SEED);
    int answered = 0;
    for (int i = 0; i < BOOKS; i++) {
      Holdings book;
      try {
        book = book(model);
      } catch (IllegalArgumentException e) {
        // Out of the range of books, of which a chain says the same.
        continue;
      }
      answered += assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assess(model, book));
    }
    assertTrue(answered > BOOKS / 10, "answered " + answered);
  }

  private static int assess(HoldingModel model, Holdings book) {
    try {
      Assessment of = model.assess(book);
      model.toOpen(book, of);
      model.toStay(book, of);
      return 1;
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  /** Up to so many bits, most of them at an end, sometimes small. */
  private BigInteger bits(int most) {
    int bits = random.nextInt(3) == 0 ? random.nextInt(most + 1) : most;
    BigInteger power = BigInteger.ONE.shiftLeft(bits);
    return switch (random.nextInt(4)) {
      case 0 -> power.subtract(BigInteger.ONE);
      case 1 -> power;
      case 2 -> BigInteger.valueOf(random.nextInt(3));
      default -> new BigInteger(Math.max(1, bits), new Random(random.nextLong()));
    };
  }

  private BigInteger signed(BigInteger of) {
    return random.nextBoolean() ? of : of.negate();
  }

  /** A mantissa below 2^49 of an exponent in -18..0. */
  private BigInteger price() {
    int exponent = random.nextInt(4) == 0 ? random.nextInt(19) : 5;
    return bits(49).max(BigInteger.ONE).multiply(BigInteger.TEN.pow(18 - exponent));
  }

  private long expiry() {
    return switch (random.nextInt(5)) {
      case 0 -> Long.MAX_VALUE;
      case 1 -> NOW;
      case 2 -> NOW + 1;
      case 3 -> Math.max(1, random.nextLong() >>> random.nextInt(1, 60));
      default -> NOW + 86_400_000L * random.nextInt(1, 400);
    };
  }

  private Holdings book(HoldingModel model) {
    List<Position> positions = new ArrayList<>();
    TreeMap<String, Quote> quotes = new TreeMap<>();
    TreeMap<String, BigInteger> indexes = new TreeMap<>();
    TreeMap<String, Balance> balances = new TreeMap<>();
    boolean isTame = random.nextInt(4) == 0;
    int coins = random.nextInt(1, 3);
    for (String coin : List.of("BTC", "ETH").subList(0, coins)) {
      indexes.put(coin, isTame ? BigInteger.TEN.pow(21) : price());
      if (model.coins(coin) == HoldingModel.Coins.COLLATERAL && random.nextBoolean()) {
        balances.put(coin, new Balance(signed(bits(isTame ? 70 : 120)), BigInteger.ZERO));
      }
      for (int i = 0; i < random.nextInt(4); i++) {
        Instrument instrument = instrument(model, coin, "instrument " + coin + i);
        boolean isOption = instrument.isOption();
        BigInteger mark = isTame ? BigInteger.TEN.pow(21) : price();
        BigInteger volatility = bits(40).multiply(E12);
        Quote quote =
            isOption
                ? new Quote(random.nextBoolean() ? mark : BigInteger.ZERO, price(), volatility)
                : Quote.of(mark);
        if (model.covers(instrument)) {
          BigInteger amount = signed(bits(isTame ? 70 : 150));
          positions.add(Position.of(instrument, amount));
          quotes.put(instrument.symbol(), quote);
        }
      }
    }
    indexes.put(model.cash(), BigInteger.TEN.pow(18));
    balances.put(model.cash(), new Balance(signed(bits(63)).multiply(E12), BigInteger.ZERO));
    return new Holdings(NOW, balances, positions, indexes, quotes, new TreeMap<>());
  }

  private Instrument instrument(HoldingModel model, String coin, String symbol) {
    Instrument.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    boolean isInverse =
        model.name().equals("deribit") || (random.nextBoolean() && model.name().equals("okx"));
    boolean isOption = kind == Instrument.Kind.OPTION;
    return new Instrument(
        symbol,
        kind,
        coin,
        isInverse ? coin : model.cash(),
        kind == Instrument.Kind.PERPETUAL ? 0 : expiry(),
        isOption ? price() : BigInteger.ZERO,
        isOption && random.nextBoolean());
  }
}
