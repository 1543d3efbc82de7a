package io.plimsoll.bench.cli;

import io.plimsoll.bench.simulate.Settings;
import io.plimsoll.bench.simulate.Summary;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** The table at the end of a simulation. */
final class Table {

  private static final List<String> HEAD =
      List.of(
          "experiment",
          "mode",
          "accounts",
          "liquidated",
          "bad debt",
          "funds left",
          "delevered",
          "state root");

  private Table() {}

  static void print(Summary summary, Settings settings, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    long prices = 0;
    long others = 0;
    for (Summary.Row row : summary.rows()) {
      rows.add(
          List.of(
              row.experiment().text(),
              row.mode(),
              Integer.toString(row.accounts()),
              row.liquidatedBooks() + (row.liquidatedBooks() == 1 ? " book" : " books"),
              dollars(row.badDebtUsd()),
              dollars(row.fundEndUsd()),
              Long.toString(row.deleveragings()),
              row.root().hex()));
      prices = Math.max(prices, row.refusedPrices());
      others = Math.max(others, row.refusedOthers());
    }
    out.println();
    for (List<String> row : rows) {
      out.println(line(row, widths(rows)));
    }
    out.println();
    refused(prices, "price vectors, for instance outside of the band around the last", out);
    refused(others, "quotes, funding rates or other commands", out);
    out.println("Open " + settings.out().resolve("report.html") + " in a browser.");
    out.flush();
  }

  private static void refused(long most, String what, PrintWriter out) {
    if (most > 0) {
      out.println(
          "Careful: a chain refused " + most + " " + what + "; blocks.jsonl says in which blocks.");
    }
  }

  /** Whole dollars with a sign, HalfEven. */
  private static String dollars(String usd) {
    return "$" + new BigDecimal(usd).setScale(0, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    return widths;
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      boolean left = c < 2 || c == widths.length - 1;
      String blanks = " ".repeat(widths[c] - row.get(c).length());
      line.append(left ? row.get(c) + blanks : blanks + row.get(c)).append("  ");
    }
    return line.toString().stripTrailing();
  }
}
