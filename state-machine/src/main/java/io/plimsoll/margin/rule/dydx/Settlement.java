package io.plimsoll.margin.rule.dydx;

import io.plimsoll.margin.rule.Funding;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settlement of funding: every touch of an account settles all its positions, with one Floor for
 * the account.
 *
 * <p>Source: subaccounts/lib/updates.go.
 *
 * @param account with its cash and its positions' indices brought forward
 * @param payments what is reported as paid (positive) or taken by market, -Floor of each position's
 *     own part, where it is due anything; they need not add to the change of cash
 */
public record Settlement(Account account, SortedMap<Long, BigInteger> payments) {

  /** Copies the map. */
  public Settlement {
    payments = Collections.unmodifiableSortedMap(new TreeMap<>(payments));
  }

  /** Settles an account. */
  public static Settlement of(Account account, Markets markets) {
    BigInteger sum = BigInteger.ZERO;
    List<Position> settled = new ArrayList<>();
    SortedMap<Long, BigInteger> payments = new TreeMap<>();
    for (Position position : account.positions()) {
      BigInteger index = markets.get(position.market()).fundingIndex();
      BigInteger due = Funding.due(index, position.fundingIndex(), position.size());
      if (due.signum() != 0) {
        payments.put(position.market(), Funding.paid(due));
      }
      sum = sum.add(due);
      settled.add(new Position(position.market(), position.size(), position.quote(), index));
    }
    BigInteger cash = account.cash().add(Funding.settled(sum));
    return new Settlement(new Account(cash, settled, account.ownPpm()), payments);
  }
}
