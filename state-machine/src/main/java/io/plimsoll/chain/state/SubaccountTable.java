package io.plimsoll.chain.state;

import io.plimsoll.chain.command.SubaccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of rows that few subaccounts have. Beside a row stands what margin models read, which is
 * found by the subaccount's handle, so that a pass over all subaccounts neither searches nor
 * allocates.
 *
 * @param <V> row
 * @param <D> what is derived of it
 */
public final class SubaccountTable<V, D> extends RowTable<SubaccountId, V> {

  private final Accounts accounts;
  private final Function<V, D> derive;
  private final List<@Nullable D> derived = new ArrayList<>();

  SubaccountTable(
      Journal journal,
      int tag,
      Codec<SubaccountId, V> codec,
      Accounts accounts,
      Function<V, D> derive) {
    super(journal, tag, codec);
    this.accounts = accounts;
    this.derive = derive;
  }

  /** Whether no subaccount has a row. */
  public boolean isEmpty() {
    return rows().isEmpty();
  }

  /** What is derived of a subaccount's row, or null where it has none. */
  public @Nullable D of(int handle) {
    return handle < derived.size() ? derived.get(handle) : null;
  }

  @Override
  void changed(SubaccountId key, @Nullable V row) {
    int handle = accounts.findOrAdd(key);
    while (derived.size() <= handle) {
      derived.add(null);
    }
    derived.set(handle, row == null ? null : derive.apply(row));
    accounts.mark(handle);
  }
}
