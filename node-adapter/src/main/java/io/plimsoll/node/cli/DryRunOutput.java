package io.plimsoll.node.cli;

import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.fixed.text.Decimals;
import io.plimsoll.node.dryrun.DryRun;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a dry run found, for people and as JSON. */
final class DryRunOutput {

  private static final int QUANTA = 6;
  private static final JsonMapper MAPPER = new JsonMapper();

  private DryRunOutput() {}

  private static String usd(long quanta) {
    return Decimals.formatWide(BigInteger.valueOf(quanta), QUANTA);
  }

  private static String height(long height) {
    return height == 0 ? "" : String.valueOf(height);
  }

  static void print(DryRun.Report of, PrintWriter out) {
    out.println("accounts that fall below a margin with the changes alone: " + of.falls().size());
    if (!of.falls().isEmpty()) {
      out.println("margins after the block of the first height, without the changes and with them");
      Columns table = new Columns(1);
      table.row(
          "account",
          "below initial from",
          "maintenance from",
          "USD: equity",
          "with",
          "initial",
          "with",
          "maintenance",
          "with");
      for (DryRun.Fall fall : of.falls()) {
        table.row(
            "" + fall.id() + (isLiquidated(fall, of) ? ", liquidated then" : ""),
            height(fall.initialAt()),
            height(fall.maintenanceAt()),
            usd(fall.before().equity()),
            usd(fall.now().equity()),
            usd(fall.before().initial()),
            usd(fall.now().initial()),
            usd(fall.before().maintenance()),
            usd(fall.now().maintenance()));
      }
      table.print(out);
    }
    print("liquidated with the changes alone", of.would(), out);
    print("liquidated without the changes alone", of.wouldNot(), out);
    out.println("liquidated in either: " + of.both());
    out.println("initial margins after height " + of.comparedAt() + ", USD");
    print("mode, model", of.byModel(), out);
    print("tenth by initial margin", of.byDecile(), out);
    out.println(
        "commands of the log: "
            + of.refusedNow()
            + " refused and "
            + of.acceptedNow()
            + " done with the changes alone");
  }

  private static void print(String what, SortedMap<SubaccountId, Long> heights, PrintWriter out) {
    out.println(what + ": " + heights.size());
    heights.forEach((id, height) -> out.println("  " + id + " at height " + height));
  }

  private static void print(String name, List<DryRun.Capital> rows, PrintWriter out) {
    Columns table = new Columns(1);
    table.row(name, "accounts", "before", "now", "change");
    for (DryRun.Capital row : rows) {
      BigInteger change = BigInteger.valueOf(row.now()).subtract(BigInteger.valueOf(row.before()));
      table.row(
          row.name(),
          String.valueOf(row.accounts()),
          usd(row.before()),
          usd(row.now()),
          Decimals.formatWide(change, QUANTA));
    }
    table.print(out);
  }

  /** Whether what is said of it is what its liquidation in that block left. */
  private static boolean isLiquidated(DryRun.Fall fall, DryRun.Report of) {
    Long height = of.liquidated().get(fall.id());
    long first =
        fall.initialAt() == 0
            ? fall.maintenanceAt()
            : fall.maintenanceAt() == 0
                ? fall.initialAt()
                : Math.min(fall.initialAt(), fall.maintenanceAt());
    return height != null && height == first;
  }

  static String json(DryRun.Report of) {
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode falls = root.putArray("falls");
    for (DryRun.Fall fall : of.falls()) {
      ObjectNode node =
          falls
              .addObject()
              .put("account", "" + fall.id())
              .put("belowInitialFrom", fall.initialAt())
              .put("belowMaintenanceFrom", fall.maintenanceAt())
              .put("liquidatedThen", isLiquidated(fall, of));
      margin(node.putObject("before"), fall.before());
      margin(node.putObject("now"), fall.now());
    }
    heights(root.putArray("liquidatedWithChangesAlone"), of.would());
    heights(root.putArray("liquidatedWithoutChangesAlone"), of.wouldNot());
    root.put("liquidatedInEither", of.both());
    root.put("comparedAt", of.comparedAt());
    capital(root.putArray("byModel"), of.byModel());
    capital(root.putArray("byDecile"), of.byDecile());
    root.put("commandsRefusedNow", of.refusedNow());
    root.put("commandsDoneNow", of.acceptedNow());
    return MarginJson.text(root);
  }

  private static void margin(ObjectNode node, AccountMargin of) {
    node.put("equity", String.valueOf(of.equity()))
        .put("initial", String.valueOf(of.initial()))
        .put("maintenance", String.valueOf(of.maintenance()));
  }

  private static void heights(ArrayNode list, SortedMap<SubaccountId, Long> heights) {
    heights.forEach((id, height) -> list.addObject().put("account", "" + id).put("height", height));
  }

  private static void capital(ArrayNode list, List<DryRun.Capital> rows) {
    for (DryRun.Capital row : rows) {
      list.addObject()
          .put("name", row.name())
          .put("accounts", row.accounts())
          .put("before", String.valueOf(row.before()))
          .put("now", String.valueOf(row.now()));
    }
  }
}
