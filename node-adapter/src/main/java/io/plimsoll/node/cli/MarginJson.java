package io.plimsoll.node.cli;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.analysis.LeaveOneOut;
import io.plimsoll.margin.analysis.Trade;
import io.plimsoll.margin.analysis.WhatIf;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.HoldingModel;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What models say, as JSON; amounts are texts of all their digits. */
final class MarginJson {

  private static final JsonMapper MAPPER = new JsonMapper();

  private MarginJson() {}

  /** A book and what each of its positions adds, which may be left out. */
  static ObjectNode of(HoldingModel made, Assessment got, List<LeaveOneOut> adds) {
    ObjectNode root = MAPPER.createObjectNode();
    margins(root, made, got);
    parts(root, got);
    if (!adds.isEmpty()) {
      ArrayNode added = root.putArray("adds");
      adds.forEach(each ->
          added
              .addObject()
              .put("instrument", each.symbol())
              .put("initial", E18.text(each.initial()))
              .put("maintenance", E18.text(each.maintenance())));
    }
    return root;
  }

  private static void margins(ObjectNode root, HoldingModel made, Assessment got) {
    root.put("model", made.name());
    root.put("equity", E18.text(got.equity()));
    root.put("initial", E18.text(got.initial()));
    root.put("maintenance", E18.text(got.maintenance()));
    root.put("canOpen", made.canOpen(got));
    root.put("isLiquidatable", made.isLiquidatable(got));
  }

  private static void parts(ObjectNode root, Assessment got) {
    ArrayNode pools = root.putArray("pools");
    for (Assessment.Pool pool : got.pools()) {
      pools
          .addObject()
          .put("name", pool.name())
          .put("asset", pool.asset())
          .put("equity", E18.text(pool.equity()))
          .put("initial", E18.text(pool.initial()))
          .put("maintenance", E18.text(pool.maintenance()));
    }
    ArrayNode components = root.putArray("components");
    for (Assessment.Component component : got.components()) {
      components
          .addObject()
          .put("name", component.name())
          .put("amount", E18.text(component.amount()))
          .put("asset", component.asset())
          .put("inputs", component.inputs());
    }
    ArrayNode drivers = root.putArray("drivers");
    for (Assessment.Driver driver : got.drivers()) {
      drivers
          .addObject()
          .put("unit", driver.unit())
          .put("scenario", driver.scenario())
          .put("loss", E18.text(driver.loss()))
          .put("asset", driver.asset())
          .put("runnerUp", driver.runnerUp())
          .put("gap", E18.text(driver.gap()));
    }
    ArrayNode positions = root.putArray("positions");
    for (Assessment.Contribution contribution : got.contributions()) {
      positions
          .addObject()
          .put("instrument", contribution.symbol())
          .put("unit", contribution.unit())
          .put("gain", E18.text(contribution.gain()))
          .put("asset", got.assetOf(contribution.unit()));
    }
    ArrayNode parameters = root.putArray("parameters");
    got.parameters().forEach(parameters::add);
    ArrayNode assumed = root.putArray("assumed");
    got.assumed().forEach(assumed::add);
  }

  /** A book before and after trades. */
  static ObjectNode of(HoldingModel made, WhatIf of) {
    ObjectNode root = MAPPER.createObjectNode();
    margins(root.putObject("before"), made, of.before());
    margins(root.putObject("after"), made, of.after());
    ArrayNode legs = root.putArray("legs");
    for (WhatIf.Leg leg : of.legs()) {
      ObjectNode node = legs.addObject();
      node.put("instrument", leg.trade().instrument().symbol())
          .put("amount", E18.text(leg.trade().amount()))
          .put("price", E18.text(leg.trade().price()));
      ArrayNode flows = node.putArray("cashAtOnce");
      for (Trade.Flow flow : leg.flows()) {
        flows
            .addObject()
            .put("asset", flow.asset())
            .put("amount", E18.text(flow.amount()))
            .put("what", flow.what());
      }
      margins(node, made, leg.after());
    }
    root.put("worstLeg", of.worst());
    ArrayNode differences = root.putArray("differences");
    for (WhatIf.Difference each : of.differences()) {
      differences
          .addObject()
          .put("name", each.name())
          .put("asset", each.asset())
          .put("before", E18.text(each.before()))
          .put("after", E18.text(each.after()));
    }
    return root;
  }

  static String text(ObjectNode node) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
  }
}
