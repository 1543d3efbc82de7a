package io.plimsoll.node.cli;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.text.Decimals;
import io.plimsoll.margin.analysis.LeaveOneOut;
import io.plimsoll.margin.analysis.Trade;
import io.plimsoll.margin.analysis.WhatIf;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.HoldingModel;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What models say, as tables for people. */
final class MarginText {

  private static final int DECIMALS = 9;

  private MarginText() {}

  /** A book in a few lines. */
  static void print(HoldingModel made, Assessment got, PrintWriter out) {
    Columns table = new Columns(1);
    table.row("", "equity", "initial", "maintenance");
    table.row("USD", text(got.equity()), text(got.initial()), text(got.maintenance()));
    boolean isWhole = got.pools().size() == 1 && got.pools().getFirst().asset().equals("USD");
    for (Assessment.Pool pool : isWhole ? List.<Assessment.Pool>of() : got.pools()) {
      table.row(
          pool.name() + " in " + pool.asset(),
          text(pool.equity()),
          text(pool.initial()),
          text(pool.maintenance()));
    }
    table.print(out);
    out.println(made.canOpen(got) ? "may take on risk" : "may not take on risk");
    if (made.isLiquidatable(got)) {
      out.println("is to be liquidated");
    }
  }

  /** Components, drivers, and what each position gains. */
  static void explain(Assessment got, PrintWriter out) {
    Columns components = new Columns(1);
    for (Assessment.Component component : got.components()) {
      components.row(
          component.name(), text(component.amount()), component.asset(), component.inputs());
    }
    components.print(out);
    for (Assessment.Driver driver : got.drivers()) {
      out.println(
          driver.unit()
              + ": driven by "
              + driver.scenario()
              + ", which loses "
              + text(driver.loss())
              + " "
              + driver.asset()
              + "; next "
              + driver.runnerUp()
              + ", "
              + text(driver.gap())
              + " less");
    }
    Columns positions = new Columns(2);
    List<Assessment.Contribution> sorted = new ArrayList<>(got.contributions());
    sorted.sort(Comparator.comparing(Assessment.Contribution::gain));
    for (Assessment.Contribution contribution : sorted) {
      positions.row(
          contribution.unit(),
          contribution.symbol(),
          text(contribution.gain()),
          got.assetOf(contribution.unit()));
    }
    if (!sorted.isEmpty()) {
      out.println("what each position gains in the scenario that drives its unit");
      positions.print(out);
    }
  }

  /** What each position adds, of which there may be none to say. */
  static void adds(List<LeaveOneOut> adds, PrintWriter out) {
    if (adds.isEmpty()) {
      return;
    }
    Columns added = new Columns(1);
    added.row("position", "adds to initial, USD", "to maintenance, USD");
    adds.stream()
        .sorted(Comparator.comparing(LeaveOneOut::initial).reversed())
        .forEach(each -> added.row(each.symbol(), text(each.initial()), text(each.maintenance())));
    added.print(out);
  }

  /** Which parameters were used, and what of them is assumed. */
  static void sources(Assessment got, PrintWriter out) {
    got.parameters().forEach(title -> out.println("parameters " + title));
    got.assumed().forEach(said -> out.println("assumed " + said));
  }

  /** A book before and after trades, leg by leg. */
  static void print(WhatIf of, PrintWriter out) {
    Columns table = new Columns(1);
    table.row("USD", "equity", "initial", "maintenance", "equity above initial");
    row(table, "before", of.before());
    for (int i = 0; i < of.legs().size(); i++) {
      WhatIf.Leg leg = of.legs().get(i);
      Trade trade = leg.trade();
      row(
          table,
          "after "
              + text(trade.amount())
              + " "
              + trade.instrument().symbol()
              + (i == of.worst() ? ", the worst" : ""),
          leg.after());
    }
    table.print(out);
    Columns cash = new Columns(3);
    for (WhatIf.Leg leg : of.legs()) {
      for (Trade.Flow flow : leg.flows()) {
        cash.row(leg.trade().instrument().symbol(), flow.what(), flow.asset(), text(flow.amount()));
      }
    }
    out.println("cash that moves with the trades, at once; all else is valued, not paid");
    cash.print(out);
    Columns parts = new Columns(2);
    parts.row("component", "", "before", "after", "difference");
    for (WhatIf.Difference each : of.differences()) {
      parts.row(
          each.name(),
          each.asset(),
          text(each.before()),
          text(each.after()),
          text(each.after().subtract(each.before())));
    }
    parts.print(out);
  }

  private static void row(Columns table, String name, Assessment of) {
    table.row(
        name, text(of.equity()), text(of.initial()), text(of.maintenance()), text(WhatIf.free(of)));
  }

  /** At most nine decimals; what is less is not shown, and the JSON form has all. */
  static String text(BigInteger value) {
    BigInteger shown = value.divide(BigInteger.TEN.pow(E18.SCALE - DECIMALS));
    return Decimals.formatWide(shown, DECIMALS);
  }
}
