package io.plimsoll.margin.rule.dydx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.margin.rule.Funding;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs {@code cases.txt}. */
class DydxCasesTest {

  private static final SortedMap<String, Function<CaseTable.Row, String>> RULES = rules();

  private static SortedMap<String, Function<CaseTable.Row, String>> rules() {
    SortedMap<String, Function<CaseTable.Row, String>> rules = new TreeMap<>();
    rules.put("notional", r -> r.market().price().notional(r.number("size")).toString());
    rules.put("size", r -> write(r.market().price().size(r.number("amount"))));
    rules.put(
        "position",
        r ->
            write(
                Risk.of(r.market(), r.number("size"), BigInteger.ZERO, r.number("own-ppm", "0"))));
    rules.put("risk", DydxCasesTest::risk);
    rules.put("settle", DydxCasesTest::settle);
    rules.put("order", r -> Integer.toString(r.risk("first").compareRisk(r.risk("second"))));
    rules.put("judge", r -> r.risk("before").judge(r.risk("after")).name());
    rules.put("liquidatable", r -> Boolean.toString(r.risk("of").isLiquidatable()));
    rules.put("updates", r -> write(updates(r).judge(world(r)).map(DydxCasesTest::names)));
    rules.put("make", r -> write(updates(r).make(world(r)).map(made -> write(r.table(), made))));
    rules.put("bankruptcy", r -> write(liquidation(r).bankruptcyQuote(r.number("change"))));
    rules.put(
        "fillable",
        r ->
            write(
                liquidation(r)
                    .fillablePrice(r.number("change"), LiquidationConfig.DEFAULT)
                    .map(price -> price.num() + "/" + price.den())));
    rules.put("subticks", DydxCasesTest::subticks);
    rules.put("insurance", DydxCasesTest::insurance);
    rules.put("limits", DydxCasesTest::limits);
    rules.put("change", r -> write(used(r).change(r.market(), r.number("size"), r.number("step"))));
    rules.put(
        "limited-fill",
        r ->
            write(
                used(r)
                    .fill(r.market(), r.number("fill"), r.number("fund-change"))
                    .map(after -> after.notional() + " " + after.insuranceLost())));
    rules.put("eligible", DydxCasesTest::eligible);
    rules.put("walk", DydxCasesTest::walk);
    rules.put("clamp", r -> r.market().tier().fundingClampPpm(r.number("factor")).toString());
    rules.put("median", r -> Integer.toString(FundingTick.median(r.numbers("votes"))));
    rules.put(
        "tails",
        r ->
            Arrays.toString(
                FundingTick.withoutTails(r.numbers("samples"), r.number("ppm").longValueExact())));
    rules.put("tick", DydxCasesTest::tick);
    rules.put(
        "index",
        r ->
            Funding.indexMove(
                    r.number("rate"),
                    r.number("seconds"),
                    r.market().price().num(),
                    r.market().price().den())
                .toString());
    rules.put(
        "margined",
        r ->
            write(
                r.table(),
                MarginedUpdate.of(r.account("account"), r.update("update"), r.table().markets())));
    rules.put(
        "leverage",
        r ->
            write(
                UserLeverage.set(r.account("account"), r.byMarket("set"), r.table().markets())
                    .map(after -> after.ownPpm().toString())));
    return rules;
  }

  static List<CaseTable.Row> rows() {
    return new CaseTable().rows();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void gives(CaseTable.Row row) {
    Function<CaseTable.Row, String> rule =
        Objects.requireNonNull(RULES.get(row.rule()), row.rule());
    assertEquals(row.gives(), rule.apply(row), row::why);
  }

  @Test
  void everyRuleHasACase() {
    TreeSet<String> with =
        rows().stream().map(CaseTable.Row::rule).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(RULES.keySet(), with);
  }

  private static String write(Answer<?> answer) {
    return switch (answer) {
      case Answer.Value<?> of -> String.valueOf(of.value());
      case Answer.Refused<?> no -> no.code().name();
    };
  }

  private static String write(Risk risk) {
    return risk.net() + "/" + risk.initial() + "/" + risk.maintenance();
  }

  private static String write(CaseTable table, Account account) {
    return account.cash()
        + account.positions().stream()
            .map(p ->
                table.nameOf(p.market())
                    + ":"
                    + p.size()
                    + (p.quote().signum() == 0 ? "" : ":" + p.quote()))
            .collect(Collectors.joining(",", ";", ""));
  }

  private static String write(CaseTable table, Update update) {
    return update.cash().stream().map(BigInteger::toString).collect(Collectors.joining("/"))
        + update.positions().stream()
            .map(c -> table.nameOf(c.market()) + ":" + c.size() + ":" + c.quote())
            .collect(Collectors.joining(",", ";", ""));
  }

  private static String names(List<UpdateResult> results) {
    return results.stream().map(Enum::name).collect(Collectors.joining(" "));
  }

  private static String risk(CaseTable.Row r) {
    Markets markets = r.table().markets();
    Account settled = Settlement.of(r.account("account"), markets).account();
    return write(Risk.of(r.update("update").applyTo(settled, markets), markets));
  }

  private static String settle(CaseTable.Row r) {
    Settlement settled = Settlement.of(r.account("account"), r.table().markets());
    return write(r.table(), settled.account()) + " paid " + settled.payments();
  }

  private static AccountUpdates updates(CaseTable.Row r) {
    return new AccountUpdates(r.updates(), UpdateKind.valueOf(r.text("kind")), r.gate());
  }

  private static AccountUpdates.World world(CaseTable.Row r) {
    return new AccountUpdates.World(
        r.accounts(),
        r.table().markets(),
        r.given().containsKey("pools") ? Optional.of(r.byMarket("pools")) : Optional.empty());
  }

  private static String write(CaseTable table, AccountUpdates.Made made) {
    List<String> parts = new ArrayList<>();
    parts.add(names(made.results()));
    made.world()
        .accounts()
        .forEach((name, account) -> parts.add(name + "=" + write(table, account)));
    made.world().pools().ifPresent(pools -> parts.add("pools=" + pools));
    return String.join(" ", parts);
  }

  private static Liquidation liquidation(CaseTable.Row r) {
    return Liquidation.of(r.account("account"), r.table().markets(), r.market().id());
  }

  private static String subticks(CaseTable.Row r) {
    String[] price = r.text("price").split("/", -1);
    return Liquidation.subticks(
            new Ratio(new BigInteger(price[0]), new BigInteger(price[1])),
            r.text("closes").equals("long"),
            r.number("tick"),
            Integer.parseInt(r.text("conversion")))
        .toString();
  }

  private static String insurance(CaseTable.Row r) {
    BigInteger fill = r.number("fill");
    return write(
        liquidation(r)
            .insuranceChange(
                r.text("side").equals("buy"), fill, r.number("quote"), LiquidationConfig.DEFAULT));
  }

  private static LiquidationLimits used(CaseTable.Row r) {
    LiquidationConfig usual = LiquidationConfig.DEFAULT;
    LiquidationLimits limits =
        LiquidationLimits.fresh(
            new LiquidationConfig(
                usual.maxFeePpm(),
                usual.bankruptcyAdjustmentPpm(),
                usual.spreadToMaintenancePpm(),
                r.number("least", "1000"),
                r.number("portion", "1000000"),
                r.number("most", "100000000000000"),
                r.number("most-lost", "100000000000000")));
    return r.given().containsKey("done")
        ? limits.after(
            r.table().market(r.text("done")).id(), r.number("notional"), r.number("fund"))
        : limits;
  }

  private static String limits(CaseTable.Row r) {
    long market = r.market().id();
    return write(used(r).notionalLeft(market)) + " " + write(used(r).insuranceLeft(market));
  }

  private static String eligible(CaseTable.Row r) {
    Deleveraging.Eligibility is =
        Deleveraging.Eligibility.of(
            r.account("account"), r.table().markets(), r.text("ended").equals("true"));
    return is.atBankruptcyPrice() ? "bankruptcy" : is.atOraclePrice() ? "oracle" : "no";
  }

  private static String walk(CaseTable.Row r) {
    Deleveraging deleveraging =
        new Deleveraging(
            world(r),
            "closed",
            r.market().id(),
            Deleveraging.PriceMode.valueOf(r.text("price", "BANKRUPTCY")));
    Deleveraging.Walk walk =
        deleveraging.walk(
            List.of(r.text("holders").split(",", -1)),
            r.number("start", "0").intValueExact(),
            r.number("visits", "500").intValueExact(),
            r.number("change"));
    Stream<String> fills = walk.fills().stream().map(fill -> fill.holder() + ":" + fill.base());
    return (walk.fills().isEmpty() ? "nobody" : fills.collect(Collectors.joining(",")))
        + " left "
        + walk.remaining()
        + " closed="
        + write(r.table(), walk.world().account("closed"))
        + " interest "
        + walk.world().markets().get(r.market().id()).openInterest();
  }

  private static String tick(CaseTable.Row r) {
    return write(
        FundingTick.of(
                r.market(),
                r.numbers("samples"),
                r.number("least").intValueExact(),
                r.number("tails", "0").longValueExact(),
                r.number("default", "0"),
                r.number("factor", "6000000"),
                r.number("seconds", "3600"))
            .map(result -> result.ratePpm() + " " + result.indexMove()));
  }
}
