package io.plimsoll.node.conformance;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** dYdX v4, by the rules of {@code io.plimsoll.margin.rule.dydx}. */
final class DydxVenue implements Venue {

  private final SortedMap<String, Topic> topics = new TreeMap<>();
  private final SortedMap<String, Topic> blocks = new TreeMap<>();

  DydxVenue() {
    DydxMargin.addTo(topics);
    DydxUpdates.addTo(topics);
    DydxLiquidation.addTo(topics);
    DydxFunding.addTo(topics);
    DydxBlocks.addTo(blocks);
    DydxBlockLosses.addTo(blocks);
  }

  @Override
  public String name() {
    return "dydx";
  }

  @Override
  public SortedMap<String, Topic> blocks() {
    return Collections.unmodifiableSortedMap(blocks);
  }

  @Override
  public SortedMap<String, Topic> topics() {
    return Collections.unmodifiableSortedMap(topics);
  }
}
