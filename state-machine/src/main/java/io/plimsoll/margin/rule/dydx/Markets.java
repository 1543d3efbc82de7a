package io.plimsoll.margin.rule.dydx;

import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/** All markets, by id; it never changes. */
public final class Markets {

  private final TreeMap<Long, Market> byId = new TreeMap<>();

  /** Of two markets with one id the later counts. */
  public Markets(Collection<Market> markets) {
    markets.forEach(market -> byId.put(market.id(), market));
  }

  /** Whether there is one. */
  public boolean has(long id) {
    return byId.containsKey(id);
  }

  /**
   * The one with an id, which must be there: a position in a market that does not exist is a fault
   * of who made the account.
   */
  public Market get(long id) {
    Market market = byId.get(id);
    if (market == null) {
      throw new NoSuchElementException("there is no market " + id);
    }
    return market;
  }

  /** All, in the order of their ids. */
  public List<Market> all() {
    return List.copyOf(byId.values());
  }

  /** The same with another market under its id. */
  public Markets with(Market market) {
    Markets changed = new Markets(byId.values());
    changed.byId.put(market.id(), market);
    return changed;
  }
}
