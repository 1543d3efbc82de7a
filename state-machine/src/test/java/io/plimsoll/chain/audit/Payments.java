package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** What positions are said to have paid when their funding is settled. */
final class Payments {

  private Payments() {}

  /** Says it of those whose index has moved: each one's own part, rounded against it. */
  static void note(
      World world,
      List<Event> events,
      SubaccountId id,
      Map<World.PositionKey, World.Position> positions) {
    positions.forEach((key, position) -> {
      BigInteger now = world.fundingIndex(key.instrument(), position.lots());
      BigInteger owed = now.subtract(position.fundingIndex()).multiply(position.lots());
      if (owed.signum() != 0) {
        BigInteger paid = Numbers.saturated(Numbers.ceil(owed, Numbers.MILLION));
        events.add(
            new Event.FundingSettled(
                id, key.instrument(), paid.longValueExact(), now.longValueExact()));
      }
    });
  }
}
