package io.plimsoll.margin.rule.dydx;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * Which positions may stand in one account: any cross markets, or one isolated market.
 *
 * <p>Source: subaccounts/keeper/isolated_subaccount.go.
 */
public final class Isolation {

  private Isolation() {}

  /** Whether the changes of positions keep an account that is in order so. */
  public static boolean permits(Account account, Update update, Markets markets) {
    if (update.positions().isEmpty()) {
      return true;
    }
    OptionalLong changed = isolated(update.positions(), Update.Change::market, markets);
    OptionalLong held = isolated(account.positions(), Position::market, markets);
    if (changed.isEmpty()) {
      return held.isEmpty();
    }
    boolean free = account.positions().isEmpty();
    return update.positions().size() == 1 && (free || held.equals(changed));
  }

  /** The first isolated market among some. */
  private static <T> OptionalLong isolated(List<T> of, ToLongFunction<T> id, Markets markets) {
    return of.stream().mapToLong(id).filter(market -> markets.get(market).isolated()).findFirst();
  }
}
