package io.plimsoll.margin.rule.dydx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code cases.txt}, whose head says how it is written. */
final class CaseTable {

  private static final String FILE = "cases.txt";

  private final SortedMap<String, Market> markets = new TreeMap<>();
  private final List<Row> rows = new ArrayList<>();

  CaseTable() {
    for (String line : text().lines().map(String::strip).toList()) {
      if (line.startsWith("market ")) {
        SortedMap<String, String> of = words(line.substring("market ".length()));
        markets.put(word(of, "name"), market(of));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != 4) {
          throw new IllegalStateException(FILE + ": not four columns: " + line);
        }
        rows.add(
            new Row(this, cells[0].strip(), words(cells[1]), cells[2].strip(), cells[3].strip()));
      }
    }
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  Markets markets() {
    return new Markets(markets.values());
  }

  Market market(String name) {
    return Objects.requireNonNull(markets.get(name), name);
  }

  String nameOf(long id) {
    return markets.keySet().stream()
        .filter(name -> market(name).id() == id)
        .findFirst()
        .orElse("?");
  }

  private static String text() {
    try (InputStream in = CaseTable.class.getResourceAsStream(FILE)) {
      return new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SortedMap<String, String> words(String cell) {
    SortedMap<String, String> words = new TreeMap<>();
    for (String word : cell.strip().split(" +", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        words.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return words;
  }

  /** The parts of a text; none of an empty one. */
  private static String[] split(String text, String at) {
    return text.isEmpty() ? new String[0] : text.split(at, -1);
  }

  private static String word(SortedMap<String, String> of, String key) {
    return Objects.requireNonNull(of.get(key), () -> key + " in " + of);
  }

  private static Market market(SortedMap<String, String> of) {
    String[] price = split(word(of, "price"), "e");
    return new Market(
        Long.parseLong(word(of, "id")),
        of.containsKey("isolated"),
        Price.of(
            new BigInteger(price[0]),
            Integer.parseInt(price[1]),
            Integer.parseInt(word(of, "lot").substring(1)),
            -6),
        new Tier(
            new BigInteger(word(of, "initial")),
            new BigInteger(word(of, "part")),
            new BigInteger(of.getOrDefault("lower", "0")),
            new BigInteger(of.getOrDefault("upper", "0"))),
        new BigInteger(of.getOrDefault("interest", "0")),
        new BigInteger(of.getOrDefault("index", "0")));
  }

  /** One case: a rule, what it is given, what it gives, and why. */
  record Row(
      CaseTable table, String rule, SortedMap<String, String> given, String gives, String why) {

    @Override
    public String toString() {
      return rule + " " + given + ": " + why;
    }

    String text(String key) {
      return word(given, key);
    }

    String text(String key, String otherwise) {
      return given.getOrDefault(key, otherwise);
    }

    BigInteger number(String key) {
      return new BigInteger(text(key));
    }

    BigInteger number(String key, String otherwise) {
      return new BigInteger(text(key, otherwise));
    }

    int[] numbers(String key) {
      return List.of(split(text(key), ",")).stream().mapToInt(Integer::parseInt).toArray();
    }

    Market market() {
      return table.market(text("market"));
    }

    Account account(String key) {
      String[] parts = split(text(key), ";");
      List<Position> positions = new ArrayList<>();
      for (String part : parts.length < 2 ? new String[0] : split(parts[1], ",")) {
        String[] of = split(part, ":");
        positions.add(
            new Position(
                table.market(of[0]).id(),
                new BigInteger(of[1]),
                of.length > 2 ? new BigInteger(of[2]) : BigInteger.ZERO,
                of.length > 3 ? new BigInteger(of[3]) : table.market(of[0]).fundingIndex()));
      }
      return new Account(new BigInteger(parts[0]), positions, byMarket("own"));
    }

    Update update(String key) {
      String[] parts = text(key, ";").split(";", -1);
      List<BigInteger> cash = new ArrayList<>();
      for (String amount : split(parts[0], "/")) {
        cash.add(new BigInteger(amount));
      }
      List<Update.Change> changes = new ArrayList<>();
      for (String part : parts.length < 2 ? new String[0] : split(parts[1], ",")) {
        String[] of = split(part, ":");
        changes.add(
            new Update.Change(
                table.market(of[0]).id(),
                new BigInteger(of[1]),
                of.length > 2 ? new BigInteger(of[2]) : BigInteger.ZERO));
      }
      return new Update(cash, changes);
    }

    SortedMap<Long, BigInteger> byMarket(String key) {
      SortedMap<Long, BigInteger> values = new TreeMap<>();
      for (String part : split(text(key, ""), ",")) {
        String[] of = split(part, ":");
        long market = of[0].equals("CROSS") ? Pool.CROSS : table.market(of[0]).id();
        values.put(market, new BigInteger(of[1]));
      }
      return values;
    }

    Risk risk(String key) {
      String[] of = split(text(key), "/");
      return new Risk(new BigInteger(of[0]), new BigInteger(of[1]), new BigInteger(of[2]));
    }

    /** Accounts under keys that start with {@code acc.}. */
    SortedMap<String, Account> accounts() {
      SortedMap<String, Account> accounts = new TreeMap<>();
      for (String key : given.keySet()) {
        if (key.startsWith("acc.")) {
          accounts.put(key.substring(4), account(key));
        }
      }
      return accounts;
    }

    /** Updates under keys that start with {@code upd.}; what follows a ' is not of the name. */
    List<AccountUpdates.Of> updates() {
      List<AccountUpdates.Of> updates = new ArrayList<>();
      for (String key : given.keySet()) {
        if (key.startsWith("upd.")) {
          updates.add(new AccountUpdates.Of(split(key.substring(4), "'")[0], update(key)));
        }
      }
      return updates;
    }

    Gate gate() {
      if (!given.containsKey("block")) {
        return Gate.OPEN;
      }
      SortedMap<Long, Long> seen = new TreeMap<>();
      byMarket("seen").forEach((pool, height) -> seen.put(pool, height.longValueExact()));
      return new Gate(
          number("block").longValueExact(),
          Gate.BLOCKS,
          seen,
          number("outage", "0").longValueExact());
    }
  }
}
