package io.plimsoll.kernels.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of a chain during which a device fails: each block's result is the scalar engine's. */
class BlockFaultTest {

  private static final long DOLLAR = 1_000_000;
  private static final int BOOKS = 150;
  private static final int MAKER = 1_000;
  private static final int[] PRICES = {100_000, 97_000, 92_000, 88_000, 87_000};
  private static final Address ADMIN = Address.ofNumber(999);

  private final List<byte[]> waiting = new ArrayList<>();
  private final List<DeviceAlarm> alarms = new ArrayList<>();

  private void add(Address sender, Command command) {
    waiting.add(CommandCodec.encode(new Authenticated(sender, command)));
  }

  private static SubaccountId account(int number) {
    return new SubaccountId(Address.ofNumber(number), 0);
  }

  /** Executes and commits what waits. */
  private BlockResult commit(MarginChain chain) {
    long height = chain.height() + 1;
    long timeMs = 1_700_000_000_000L + 60_000 * height;
    BlockResult result = chain.execute(new Block(height, timeMs, chain.lastHash(), waiting));
    chain.commit();
    waiting.clear();
    return result;
  }

  /** 150 portfolios, and a fall that takes some of them below maintenance. */
  private List<BlockResult> run(Engine engine) {
    MarginChain chain = new MarginChain(engine);
    add(ADMIN, new Command.Genesis(7, ADMIN));
    add(ADMIN, new Command.GrantRole(ADMIN, Role.ALL));
    add(ADMIN, new Command.ListUnderlying(1, "BTC", -6));
    add(ADMIN, new Command.ListMarket(1, 1, false, 1, 1_000));
    add(ADMIN, new Command.ListInstrument(1, 1, InstrumentKind.PERPETUAL, 0, 0));
    add(ADMIN, new Command.ChangeParameter(Parameter.INITIAL_PPM, 1, 50_000, 0, 0));
    add(ADMIN, new Command.ChangeParameter(Parameter.MAINTENANCE_PPM, 1, 600_000, 0, 0));
    commit(chain);
    List<BlockResult> results = new ArrayList<>();
    for (int price : PRICES) {
      add(ADMIN, new Command.Prices(1, price * DOLLAR, List.of(), List.of()));
      if (results.isEmpty()) {
        open();
      }
      add(
          Address.ofNumber(MAKER),
          new Command.LiquidityQuote(account(MAKER), 1, true, 1_000_000, price * DOLLAR));
      results.add(commit(chain));
    }
    return results;
  }

  private void open() {
    add(ADMIN, new Command.Deposit(account(MAKER), 100_000_000 * DOLLAR));
    for (int book = 1; book <= BOOKS; book++) {
      add(ADMIN, new Command.Deposit(account(book), (18_000 + 100L * book) * DOLLAR));
      add(Address.ofNumber(book), new Command.SetMode(account(book), Mode.PORTFOLIO));
      add(
          ADMIN,
          new Command.Fill(account(book), account(MAKER), 1, 1_000, PRICES[0] * DOLLAR, 0, 0));
    }
  }

  private List<BlockResult> law() {
    try (Engine scalar = Engines.create("scalar", 1)) {
      List<BlockResult> law = run(scalar);
      assertEquals(BOOKS + 1, law.get(0).totals().subaccounts());
      assertTrue(law.stream().anyMatch(block -> block.totals().belowMaintenance() > 0));
      return law;
    }
  }

  private DeviceEngine engine(String fault, int callMs) {
    return new DeviceEngine(
        "tornado",
        FaultyWorker.launcher(fault, KnownAnswerSuite.CALLS + 2),
        DeviceSettings.usual().withCallMs(callMs),
        Engines.create("scalar", 1),
        alarms::add);
  }

  @ParameterizedTest
  @CsvSource({
    "bit of a loss, LOSS",
    "bit of a checksum, CHECKSUM",
    "argmin out of range, INDEX",
    "exception, FAILED",
    "exit, DIED",
    "out of memory, OUT_OF_MEMORY",
    "hang, DEADLINE",
    "no driver, NO_DRIVER",
  })
  void noBlockIsLostAndNoneDiffers(String name, Fault fault) {
    List<BlockResult> law = law();
    try (DeviceEngine engine = engine(name, name.equals("hang") ? 300 : 30_000)) {
      boolean trusted = engine.awaitDevice(60_000);
      assertEquals(fault != Fault.NO_DRIVER, trusted);
      assertEquals(law, run(engine));
      // One call a block, and the third one failed.
      assertEquals(trusted ? 2 : 0, engine.state().deviceCalls());
      assertEquals(trusted ? PRICES.length - 2 : PRICES.length, engine.state().cpuCalls());
      assertEquals(DeviceState.Phase.DROPPED, engine.state().phase());
    }
    assertEquals(List.of(fault), alarms.stream().map(DeviceAlarm::fault).toList());
  }

  @Test
  void aDeviceThatIsRightServesEachBlockWithOneCall() {
    try (DeviceEngine engine = engine("none", 30_000)) {
      assertTrue(engine.awaitDevice(60_000));
      assertEquals(law(), run(engine));
      assertEquals(PRICES.length, engine.state().deviceCalls());
      assertEquals(0, engine.state().cpuCalls());
    }
    assertEquals(List.of(), alarms);
  }
}
