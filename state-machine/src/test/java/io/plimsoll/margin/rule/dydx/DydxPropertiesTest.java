package io.plimsoll.margin.rule.dydx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What holds for dYdX v4's rules whatever the accounts, from a seed. */
class DydxPropertiesTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_260_305L);
  private static final String SEEDED = "-Dplimsoll.seed=" + SEED;
  private static final int TRIES = Integer.getInteger("plimsoll.tries", 2_000);

  private final Random random = new Random(SEED);

  private BigInteger number(int bits) {
    BigInteger size = new BigInteger(1 + random.nextInt(bits), random);
    return random.nextBoolean() ? size : size.negate();
  }

  private static BigInteger of(long value) {
    return BigInteger.valueOf(value);
  }

  private Market market(long id) {
    Tier tier =
        new Tier(
            of(1 + random.nextInt(1_000_000)),
            of(1 + random.nextInt(1_000_000)),
            BigInteger.ZERO,
            BigInteger.ZERO);
    Price price = Price.of(number(40).abs().add(BigInteger.ONE), -5, -8, -6);
    return new Market(id, false, price, tier, BigInteger.TWO.pow(120), number(40));
  }

  private Markets markets() {
    return new Markets(List.of(market(0), market(1), market(2)));
  }

  private Account account(Markets markets) {
    List<Position> positions = new ArrayList<>();
    for (Market market : markets.all()) {
      if (random.nextInt(3) > 0) {
        BigInteger index = random.nextBoolean() ? market.fundingIndex() : number(40);
        positions.add(new Position(market.id(), number(60), number(40), index));
      }
    }
    return new Account(number(70), positions);
  }

  /** One Floor for the account leaves it no less than one for each position would. */
  @Test
  void oneFloorForTheAccountLosesLessThanOneForEachPosition() {
    int below = 0;
    for (int i = 0; i < TRIES; i++) {
      Markets markets = markets();
      Account stored = account(markets);
      Settlement settled = Settlement.of(stored, markets);
      BigInteger moved = settled.account().cash().subtract(stored.cash());
      BigInteger reported =
          settled.payments().values().stream().reduce(BigInteger.ZERO, BigInteger::add).negate();
      int dust = moved.subtract(reported).intValueExact();
      assertTrue(dust >= 0 && dust < 3, () -> dust + " " + SEEDED);
      below += dust > 0 ? 1 : 0;
      assertEquals(settled.account(), Settlement.of(settled.account(), markets).account(), SEEDED);
    }
    assertTrue(below > 0, "no account has dust");
  }

  /** The account's side of its bankruptcy price never leaves it riskier. */
  @Test
  void atItsBankruptcyPriceAnAccountBecomesNoRiskier() {
    int closed = 0;
    for (int i = 0; i < TRIES; i++) {
      Markets markets = markets();
      Account settled = Settlement.of(account(markets), markets).account();
      for (Position position : settled.positions()) {
        BigInteger part = position.size().multiply(of(1 + random.nextInt(4))).divide(of(4));
        Liquidation liquidation = Liquidation.of(settled, markets, position.market());
        if (liquidation.bankruptcyQuote(part.negate()) instanceof Answer.Value<BigInteger> quote) {
          Update update = Update.trade(position.market(), part.negate(), quote.value());
          Risk before = Risk.of(settled, markets);
          Risk after = Risk.of(update.applyTo(settled, markets), markets);
          BigInteger was = before.net().multiply(after.maintenance());
          BigInteger is = after.net().multiply(before.maintenance());
          assertTrue(is.compareTo(was) >= 0, () -> before + " to " + after + " " + SEEDED);
          closed++;
        }
      }
    }
    assertTrue(closed > TRIES / 2, "closed " + closed);
  }

  /** The fillable price is the oracle's or worse, by at most the spread of the whole position. */
  @Test
  void theFillablePriceIsWithinTheSpread() {
    LiquidationConfig config = LiquidationConfig.DEFAULT;
    for (int i = 0; i < TRIES; i++) {
      Markets markets = markets();
      Account settled = Settlement.of(account(markets), markets).account();
      for (Position position : settled.positions()) {
        Liquidation liquidation = Liquidation.of(settled, markets, position.market());
        if (liquidation.fillablePrice(position.size().negate(), config)
            instanceof Answer.Value<Ratio> price) {
          Risk alone = Risk.of(liquidation.market(), position.size());
          Ratio quote =
              new Ratio(price.value().num().multiply(position.size()), price.value().den());
          BigInteger most = alone.maintenance().divide(BigInteger.TEN).add(BigInteger.ONE);
          assertTrue(quote.floor().compareTo(alone.net()) <= 0, SEEDED);
          assertTrue(quote.ceil().compareTo(alone.net().subtract(most)) >= 0, SEEDED);
        }
      }
    }
  }

  private static BigInteger money(Account account) {
    return account.positions().stream()
        .map(Position::quote)
        .reduce(account.cash(), BigInteger::add);
  }

  @Test
  void movingCollateralMakesNone() {
    int moved = 0;
    for (int i = 0; i < TRIES; i++) {
      Markets markets = markets();
      Account settled = Settlement.of(account(markets), markets).account();
      Update update =
          new Update(
              List.of(number(50)),
              List.of(new Update.Change(random.nextInt(3), number(60), number(50))));
      Update margined = MarginedUpdate.of(settled, update, markets);
      assertEquals(
          money(update.applyTo(settled, markets)),
          money(margined.applyTo(settled, markets)),
          SEEDED);
      moved += margined.equals(update) ? 0 : 1;
    }
    assertTrue(moved > TRIES / 10, "moved " + moved);
  }

  /** A walk keeps money and sizes of all accounts together, and lists what it closed. */
  @Test
  void aWalkConservesMoneyAndSizes() {
    int fills = 0;
    for (int i = 0; i < TRIES; i++) {
      Markets markets = markets();
      SortedMap<String, Account> accounts = new TreeMap<>();
      List<String> holders = new ArrayList<>();
      accounts.put("closed", Settlement.of(account(markets), markets).account());
      for (int h = 0; h < 4; h++) {
        holders.add("h" + h);
        accounts.put("h" + h, Settlement.of(account(markets), markets).account());
      }
      BigInteger change = accounts.getOrDefault("closed", Account.EMPTY).size(1).negate();
      AccountUpdates.World world = new AccountUpdates.World(accounts, markets, Optional.empty());
      Deleveraging deleveraging =
          new Deleveraging(world, "closed", 1, Deleveraging.PriceMode.BANKRUPTCY);
      Deleveraging.Walk walk = deleveraging.walk(holders, random.nextInt(9), 4, change);
      assertEquals(total(world), total(walk.world()), SEEDED);
      assertEquals(size(world), size(walk.world()), SEEDED);
      BigInteger closed =
          walk.fills().stream()
              .map(Deleveraging.Fill::base)
              .reduce(BigInteger.ZERO, BigInteger::add);
      assertEquals(change.abs(), closed.add(walk.remaining().abs()), SEEDED);
      fills += walk.fills().size();
    }
    assertTrue(fills > TRIES / 10, "fills " + fills);
  }

  private static BigInteger total(AccountUpdates.World world) {
    return world.accounts().values().stream()
        .map(DydxPropertiesTest::money)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static BigInteger size(AccountUpdates.World world) {
    return world.accounts().values().stream()
        .map(account -> account.size(1))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }
}
