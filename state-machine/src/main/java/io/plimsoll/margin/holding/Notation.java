package io.plimsoll.margin.holding;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Instrument.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * How venues name instruments. One name can mean two things: {@code BTC-27DEC24-110000-C} settles
 * in BTC at Deribit and in USDC at Bybit, so the venue is part of the question.
 *
 * <p>All expiries are at 08:00 UTC, as at each of these venues.
 */
public enum Notation {
  /**
   * {@code BTC-PERPETUAL}, {@code BTC-27DEC24}, {@code BTC-27DEC24-110000-C}, inverse; {@code
   * BTC_USDC-...}, linear.
   */
  DERIBIT {
    @Override
    Instrument read(String symbol) {
      List<String> parts = parts(symbol, '-');
      List<String> pair = parts(parts.getFirst(), '_');
      String settlement = pair.size() == 2 ? pair.get(1) : pair.getFirst();
      return dashed(symbol, pair.getFirst(), settlement, parts.subList(1, parts.size()));
    }
  },
  /**
   * {@code BTCUSDT}, {@code BTCPERP} (USDC), {@code BTCUSD} (inverse), {@code BTCUSDT-27DEC24},
   * {@code BTC-27DEC24} (USDC), {@code BTC-27DEC24-110000-C} (USDC), the same with {@code -USDT}.
   */
  BYBIT {
    @Override
    Instrument read(String symbol) {
      List<String> parts = parts(symbol, '-');
      if (parts.size() == 1) {
        return paired(symbol, symbol.endsWith("PERP") ? without(symbol, "PERP") + "USDC" : symbol);
      }
      if (parts.size() == 2 && quoted(parts.getFirst())) {
        Instrument pair = paired(symbol, parts.getFirst());
        return Instrument.future(symbol, pair.underlying(), pair.settlement(), day(parts.get(1)));
      }
      boolean named = parts.size() == 5;
      String settlement = named ? parts.getLast() : "USDC";
      return dashed(
          symbol, parts.getFirst(), settlement, parts.subList(1, parts.size() - (named ? 1 : 0)));
    }
  },
  /**
   * {@code BTC-USDT-SWAP}, {@code BTC-USD-SWAP} (inverse), {@code BTC-USDT-241227}, {@code
   * BTC-USD-241227-110000-C} (inverse).
   */
  OKX {
    @Override
    Instrument read(String symbol) {
      List<String> parts = parts(symbol, '-');
      if (parts.size() == 1) {
        return Instrument.spot(symbol);
      }
      String coin = parts.getFirst();
      String settlement = parts.get(1).equals("USD") ? coin : parts.get(1);
      if (parts.size() == 3 && parts.get(2).equals("SWAP")) {
        return Instrument.perpetual(symbol, coin, settlement);
      }
      return dashed(symbol, coin, settlement, parts.subList(2, parts.size()));
    }
  },
  /**
   * {@code BTCUSDT}, {@code BTCUSDT_PERP}, {@code BTCUSDT_241227}, {@code BTCUSD_PERP} and {@code
   * BTCUSD_241227} (inverse), {@code BTC-241227-110000-C} (USDT).
   */
  BINANCE {
    @Override
    Instrument read(String symbol) {
      List<String> dashed = parts(symbol, '-');
      if (dashed.size() > 1) {
        return dashed(symbol, dashed.getFirst(), "USDT", dashed.subList(1, dashed.size()));
      }
      List<String> parts = parts(symbol, '_');
      Instrument pair = paired(symbol, parts.getFirst());
      if (parts.size() == 2 && !parts.get(1).equals("PERP")) {
        return Instrument.future(symbol, pair.underlying(), pair.settlement(), day(parts.get(1)));
      }
      return pair;
    }
  };

  private static final List<String> QUOTES = List.of("USDT", "USDC", "USD");
  private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
  private static final long MS_OF_AN_HOUR = 3_600_000;
  private static final int EXPIRY_HOUR = 8;

  /**
   * The instrument of a name.
   *
   * @throws IllegalArgumentException naming the text, where the venue has no such names
   */
  public Instrument parse(String symbol) {
    try {
      Instrument instrument = read(symbol);
      if (!instrument.underlying().matches("[A-Z0-9]{1,20}")
          || !instrument.settlement().matches("[A-Z0-9]{1,20}")) {
        throw new IllegalArgumentException("the coin must be letters and digits");
      }
      return instrument;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "instrument " + symbol + " is not one in the notation of " + name(), e);
    }
  }

  abstract Instrument read(String symbol);

  /** PERPETUAL, or a day, or a day, a strike and C or P. */
  private static Instrument dashed(
      String symbol, String coin, String settlement, List<String> rest) {
    if (rest.isEmpty()) {
      return Instrument.spot(symbol);
    }
    if (rest.size() == 1) {
      return rest.getFirst().equals("PERPETUAL")
          ? Instrument.perpetual(symbol, coin, settlement)
          : Instrument.future(symbol, coin, settlement, day(rest.getFirst()));
    }
    String side = rest.get(2);
    if (rest.size() != 3 || !(side.equals("C") || side.equals("P"))) {
      throw new IllegalArgumentException("an option ends in a strike and C or P");
    }
    // Deribit writes the point of a strike as d.
    BigInteger strike = E18.parse(rest.get(1).replace('d', '.'));
    if (strike.signum() <= 0) {
      throw new IllegalArgumentException("a strike must be positive");
    }
    return new Instrument(
        symbol, Kind.OPTION, coin, settlement, day(rest.getFirst()), strike, side.equals("C"));
  }

  /** A coin and what it is quoted in, or a coin alone. */
  private static Instrument paired(String symbol, String pair) {
    for (String quote : QUOTES) {
      if (pair.endsWith(quote) && pair.length() > quote.length()) {
        String coin = without(pair, quote);
        return Instrument.perpetual(symbol, coin, quote.equals("USD") ? coin : quote);
      }
    }
    return Instrument.spot(symbol);
  }

  private static boolean quoted(String pair) {
    return QUOTES.stream().anyMatch(quote -> pair.endsWith(quote) && !pair.equals(quote));
  }

  private static String without(String text, String end) {
    return text.substring(0, text.length() - end.length());
  }

  private static List<String> parts(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + 1;
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** 27DEC24, 5JAN24, 241227 or 20241227, in ms since 1970. */
  private static long day(String text) {
    boolean isNumber = text.matches("[0-9]{6}|[0-9]{8}");
    if (!isNumber && !text.matches("[0-9]{1,2}[A-Z]{3}[0-9]{2}")) {
      throw new IllegalArgumentException(text + " is no day");
    }
    int end = text.length();
    int dayOfMonth;
    int month;
    int year;
    if (isNumber) {
      dayOfMonth = Integer.parseInt(text, end - 2, end, 10);
      month = Integer.parseInt(text, end - 4, end - 2, 10);
      year = Integer.parseInt(text, 0, end - 4, 10);
    } else {
      dayOfMonth = Integer.parseInt(text, 0, end - 5, 10);
      int at = MONTHS.indexOf(text.substring(end - 5, end - 2));
      month = at >= 0 && at % 3 == 0 ? at / 3 + 1 : 0;
      year = Integer.parseInt(text, end - 2, end, 10);
    }
    year += year < 100 ? 2_000 : 0;
    if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > lengthOf(month, year)) {
      throw new IllegalArgumentException(text + " is no day");
    }
    return (daysSince1970(year, month, dayOfMonth) * 24 + EXPIRY_HOUR) * MS_OF_AN_HOUR;
  }

  private static int lengthOf(int month, int year) {
    boolean isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return switch (month) {
      case 2 -> isLeap ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Counts years from March, so that the day that is not in each year is a year's last. */
  private static long daysSince1970(int year, int month, int dayOfMonth) {
    int marchYear = month > 2 ? year : year - 1;
    int marchMonth = (month + 9) % 12;
    int dayOfYear = (153 * marchMonth + 2) / 5 + dayOfMonth - 1;
    int leaps = marchYear / 4 - marchYear / 100 + marchYear / 400;
    return 365L * marchYear + leaps + dayOfYear - 719_468;
  }
}
