package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Events of liquidations and what follows from them, as JSON. */
final class EventJson {

  private EventJson() {}

  /** The event, or null where it is of something else. */
  static @Nullable ObjectNode liquidation(Event event) {
    return switch (event) {
      case Event.LiquidationStarted e ->
          about("liquidationStarted", e.subaccount())
              .put("equity", Long.toString(e.equity()))
              .put("maintenance", Long.toString(e.maintenance()));
      case Event.LiquidationFill e ->
          trade("liquidationFill", e.subaccount(), e.maker(), e.instrument(), e.lots(), e.quote())
              .put("penalty", Long.toString(e.penalty()))
              .put("fundPaid", Long.toString(e.fundPaid()))
              .put("backstop", e.backstop());
      case Event.BackstopTook e ->
          trade("backstopTook", e.subaccount(), e.backstop(), e.instrument(), e.lots(), e.quote())
              .put("margin", Long.toString(e.margin()));
      case Event.Deleveraged e ->
          trade("deleveraged", e.subaccount(), e.holder(), e.instrument(), e.lots(), e.quote())
              .put("holderGave", Long.toString(e.holderGave()))
              .put("rank", e.standing().rank())
              .put("of", e.standing().of());
      case Event.AuctionStarted e ->
          about("auctionStarted", e.subaccount())
              .put("insolvent", e.insolvent())
              .put("equity", Long.toString(e.equity()))
              .put("maintenance", Long.toString(e.maintenance()))
              .put("fee", Long.toString(e.fee()));
      case Event.AuctionBid e -> {
        ObjectNode bid = about("auctionBid", e.subaccount());
        Answers.putId(bid, "counterparty", "counterpartyNumber", e.bidder());
        yield bid.put("portionPpm", e.portionPpm())
            .put("paid", Long.toString(e.paid()))
            .put("fundPaid", Long.toString(e.fundPaid()))
            .put("backstop", e.backstop());
      }
      case Event.LiquidationEnded e ->
          about("liquidationEnded", e.subaccount())
              .put("equity", Long.toString(e.equity()))
              .put("maintenance", Long.toString(e.maintenance()));
      case Event.DebtSeen e ->
          about("debtSeen", e.subaccount())
              .put("pool", e.pool())
              .put("owed", Long.toString(e.owed()));
      case Event.NegativeCashCovered e ->
          about("debtCovered", e.subaccount())
              .put("pool", e.pool())
              .put("paid", Long.toString(e.paid()))
              .put("left", Long.toString(e.left()));
      default -> null;
    };
  }

  private static ObjectNode about(String kind, SubaccountId id) {
    ObjectNode to = Answers.object().put("kind", kind);
    Answers.putId(to, "owner", "number", id);
    return to;
  }

  private static ObjectNode trade(
      String kind, SubaccountId id, SubaccountId other, int instrument, long lots, long quote) {
    ObjectNode to = about(kind, id);
    Answers.putId(to, "counterparty", "counterpartyNumber", other);
    return to.put("instrument", instrument)
        .put("lots", Long.toString(lots))
        .put("quote", Long.toString(quote));
  }
}
