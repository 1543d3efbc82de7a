package io.plimsoll.node.dryrun;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.margin.model.HoldingModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Replays a log twice side by side: as it is, and with parameters that its first governor changes
 * at the end of the block before they hold; of a model by its number the notice is waived. The
 * second chain runs on by itself: what it liquidates or refuses stays so, and later commands of the
 * log meet the accounts that it has.
 */
public final class DryRun {

  private static final int PARTS = 10;
  private static final int PORTFOLIO = 2;

  private final ModelCatalogue models;
  private final MarginChain base;
  private final MarginChain changed;
  private final Changes changes;
  private final SortedMap<SubaccountId, Fall> falls = new TreeMap<>();
  private final SortedMap<SubaccountId, Long> liquidatedBefore = new TreeMap<>();
  private final SortedMap<SubaccountId, Long> liquidatedNow = new TreeMap<>();
  private @Nullable Address governor;
  private List<Capital> byModel = List.of();
  private List<Capital> byDecile = List.of();
  private long comparedAt;
  private long refusedNow;
  private long acceptedNow;

  /**
   * Two chains.
   *
   * @param base engine of one of them, which the caller closes
   * @param changed that of the other
   * @param models that the log or the changes may name
   */
  public DryRun(Engine base, Engine changed, ModelCatalogue models, Changes changes) {
    this.models = models;
    this.base = new MarginChain(base, models);
    this.changed = new MarginChain(changed, models);
    this.changes = changes;
  }

  /**
   * An account that falls below a margin with the changes, at a height at which it does not without
   * them.
   *
   * @param initialAt first height at which it is below its initial margin; 0 for none
   * @param maintenanceAt first height at which it is to be liquidated, in the block or after it; 0
   *     for none
   * @param before its margin at the first of both, without the changes
   * @param now the same with them, after the block
   */
  public record Fall(
      SubaccountId id,
      long initialAt,
      long maintenanceAt,
      AccountMargin before,
      AccountMargin now) {}

  /**
   * Requirements of some accounts, in quanta.
   *
   * @param name of them
   * @param accounts how many have positions without the changes
   * @param before initial margins without the changes
   * @param now with them
   */
  public record Capital(String name, int accounts, long before, long now) {

    private static Capital none(String name) {
      return new Capital(name, 0, 0, 0);
    }

    private Capital plus(Capital other) {
      return new Capital(
          name,
          accounts + other.accounts,
          saturated(before, other.before),
          saturated(now, other.now));
    }

    private static long saturated(long one, long other) {
      return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
  }

  /**
   * What the log's accounts would have lived through.
   *
   * @param falls in key order
   * @param liquidated all that are liquidated with the changes, with their first height
   * @param would accounts that are liquidated with the changes alone, with their first height
   * @param wouldNot accounts that are liquidated without the changes alone, likewise
   * @param both how many are liquidated in either
   * @param comparedAt height after which capital is compared: the first at which all changes hold,
   *     or the last of the log
   * @param byModel by mode and what serves it with the changes
   * @param byDecile tenths of the accounts with positions, from the least initial margin on
   * @param refusedNow commands of the log that are done without the changes alone
   * @param acceptedNow commands of the log that are done with the changes alone
   */
  public record Report(
      List<Fall> falls,
      SortedMap<SubaccountId, Long> liquidated,
      SortedMap<SubaccountId, Long> would,
      SortedMap<SubaccountId, Long> wouldNot,
      int both,
      long comparedAt,
      List<Capital> byModel,
      List<Capital> byDecile,
      long refusedNow,
      long acceptedNow) {}

  /** A change that the chain does not take; the message says which and why. */
  public static final class ChangeRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ChangeRefused(String message) {
      super(message);
    }
  }

  /**
   * Applies the log's next block to both.
   *
   * @throws ChangeRefused where a change is refused
   */
  public void apply(Block block) {
    if (base.height() == 0) {
      governor = governor(block);
    }
    BlockResult before = base.execute(block);
    base.commit();
    List<byte[]> commands = new ArrayList<>(block.commands());
    List<Command.ChangeParameter> due = new ArrayList<>();
    for (Command.ChangeParameter change : changes.all()) {
      if (change.activationHeight() == block.height() + 2 && ModelId.isOne(change.value())) {
        due.add(new Command.ChangeParameter(Parameter.MODEL_NOTICE, 0, 1, 0, 0));
      }
      if (change.activationHeight() == block.height() + 1) {
        due.add(change);
      }
    }
    Address by = governor;
    for (Command.ChangeParameter change : due) {
      if (by == null) {
        throw new ChangeRefused("the log names no governor in its first command");
      }
      commands.add(CommandCodec.encode(new Authenticated(by, change)));
    }
    BlockResult now =
        changed.execute(new Block(block.height(), block.timeMs(), changed.lastHash(), commands));
    changed.commit();
    check(due, now);
    compareResults(before, now);
    note(before, liquidatedBefore);
    note(now, liquidatedNow);
    if (block.height() >= changes.first()) {
      compareMargins(now);
    }
    if (block.height() <= changes.full()) {
      compareCapital();
    }
  }

  private static @Nullable Address governor(Block block) {
    if (block.commands().isEmpty()) {
      return null;
    }
    try {
      Command first = CommandCodec.decode(block.commands().getFirst()).command();
      return first instanceof Command.Genesis genesis ? genesis.governor() : null;
    } catch (MalformedBytes e) {
      return null;
    }
  }

  private static void check(List<Command.ChangeParameter> due, BlockResult now) {
    int first = now.results().size() - due.size();
    for (int i = 0; i < due.size(); i++) {
      ResultCode code = now.results().get(first + i);
      if (code != ResultCode.OK) {
        Command.ChangeParameter change = due.get(i);
        throw new ChangeRefused(
            change.parameter()
                + " of "
                + change.subject()
                + " to "
                + change.value()
                + " at height "
                + change.activationHeight()
                + " is refused: "
                + code);
      }
    }
  }

  private void compareResults(BlockResult before, BlockResult now) {
    for (int i = 0; i < before.results().size(); i++) {
      boolean was = before.results().get(i) == ResultCode.OK;
      boolean is = now.results().get(i) == ResultCode.OK;
      refusedNow += was && !is ? 1 : 0;
      acceptedNow += is && !was ? 1 : 0;
    }
  }

  private static void note(BlockResult of, SortedMap<SubaccountId, Long> heights) {
    for (Event event : of.events()) {
      if (event instanceof Event.LiquidationStarted started) {
        heights.putIfAbsent(started.subaccount(), of.height());
      }
    }
  }

  private void compareMargins(BlockResult now) {
    long height = now.height();
    Accounts accounts = changed.state().accounts();
    for (int handle : accounts.inKeyOrder()) {
      SubaccountId id = accounts.id(handle);
      Long liquidated = liquidatedNow.get(id);
      boolean isInBlock = liquidated != null && liquidated == height;
      if (accounts.positions(handle) == 0 && !isInBlock) {
        continue;
      }
      AccountMargin margin = changed.processor().margin(handle);
      AccountMargin other = marginBefore(id);
      Fall known = falls.get(id);
      long initialAt = known == null ? 0 : known.initialAt();
      long maintenanceAt = known == null ? 0 : known.maintenanceAt();
      Long liquidatedThen = liquidatedBefore.get(id);
      boolean wasInBlock = liquidatedThen != null && liquidatedThen <= height;
      boolean isBelow = margin.equity() < margin.initial() || isInBlock;
      boolean wasBelow = other.equity() < other.initial() || wasInBlock;
      if (initialAt == 0 && isBelow && !wasBelow) {
        initialAt = height;
      }
      boolean falls = margin.isLiquidatable() || isInBlock;
      if (maintenanceAt == 0 && falls && !other.isLiquidatable() && !wasInBlock) {
        maintenanceAt = height;
      }
      if (initialAt != 0 || maintenanceAt != 0) {
        this.falls.put(
            id,
            known == null
                ? new Fall(id, initialAt, maintenanceAt, other, margin)
                : new Fall(id, initialAt, maintenanceAt, known.before(), known.now()));
      }
    }
  }

  private AccountMargin marginBefore(SubaccountId id) {
    int handle = base.state().accounts().find(id);
    return handle < 0 ? new AccountMargin(0, 0, 0, true, false) : base.processor().margin(handle);
  }

  private void compareCapital() {
    comparedAt = base.height();
    Accounts accounts = base.state().accounts();
    List<Capital> each = new ArrayList<>();
    SortedMap<String, Capital> models = new TreeMap<>();
    for (int handle : accounts.inKeyOrder()) {
      if (accounts.positions(handle) == 0) {
        continue;
      }
      SubaccountId id = accounts.id(handle);
      int other = changed.state().accounts().find(id);
      long now = other < 0 ? 0 : changed.processor().margin(other).initial();
      Capital own = new Capital("" + id, 1, base.processor().margin(handle).initial(), now);
      each.add(own);
      String name = name(accounts.mode(handle));
      models.merge(name, Capital.none(name).plus(own), (sum, more) -> sum.plus(own));
    }
    each.sort(Comparator.comparingLong(Capital::before));
    List<Capital> deciles = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      Capital sum = Capital.none(String.valueOf(part + 1));
      for (Capital own : each.subList(cut(each, part), cut(each, part + 1))) {
        sum = sum.plus(own);
      }
      deciles.add(sum);
    }
    byModel = List.copyOf(models.values());
    byDecile = deciles;
  }

  private static int cut(List<Capital> each, int part) {
    return Math.toIntExact((long) each.size() * part / PARTS);
  }

  private String name(Mode mode) {
    Parameter parameter =
        switch (mode) {
          case ISOLATED -> Parameter.ISOLATED_MODEL;
          case CROSS -> Parameter.CROSS_MODEL;
          case PORTFOLIO -> Parameter.PORTFOLIO_MODEL;
        };
    long was = base.state().parameters().at(base.height(), parameter, 0);
    long is = changed.state().parameters().at(changed.height(), parameter, 0);
    String model = model(was) + (was == is ? "" : " to " + model(is));
    return mode.name().toLowerCase(Locale.ROOT) + ", " + model;
  }

  private String model(long code) {
    HoldingModel chosen = code > PORTFOLIO ? models.find(code) : null;
    if (chosen != null) {
      return chosen.parameters().name();
    }
    return code == 1 ? "tiered" : code == PORTFOLIO ? "portfolio" : "model " + code;
  }

  /** After the last block. */
  public Report report() {
    NavigableMap<SubaccountId, Long> would = new TreeMap<>(liquidatedNow);
    liquidatedBefore.keySet().forEach(would::remove);
    NavigableMap<SubaccountId, Long> wouldNot = new TreeMap<>(liquidatedBefore);
    liquidatedNow.keySet().forEach(wouldNot::remove);
    return new Report(
        List.copyOf(falls.values()),
        new TreeMap<>(liquidatedNow),
        would,
        wouldNot,
        liquidatedNow.size() - would.size(),
        comparedAt,
        byModel,
        byDecile,
        refusedNow,
        acceptedNow);
  }

  /** The height of the last block. */
  public long height() {
    return base.height();
  }
}
