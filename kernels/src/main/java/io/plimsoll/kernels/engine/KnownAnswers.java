package io.plimsoll.kernels.engine;

import io.plimsoll.kernels.batch.AccountRows;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.RowList;
import io.plimsoll.kernels.batch.TailRank;
import io.plimsoll.kernels.batch.TailRule;
import io.plimsoll.kernels.batch.TailTable;
import io.plimsoll.kernels.scenario.PnlTransform;
import io.plimsoll.kernels.scenario.Scenario;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.kernels.scenario.TimeCurve;
import io.plimsoll.kernels.scenario.VolShock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A short run whose answers are known: whether an engine deserves trust on this machine. The
 * answers are kept as a digest of each case, so a machine or compiler that breaks the scalar engine
 * too is seen; a case that fails is then run beside the scalar engine, to say where.
 *
 * <p>The digests change only with the definition of a result, and so with the state roots.
 */
public final class KnownAnswers {

  private static final List<Case> ALL =
      List.of(
          new Case("a book of options", KnownAnswers::book, 0x4D7A050571E7FE28L),
          new Case("ties after Floor", KnownAnswers::ties, 0x569E6EF1974022C3L),
          new Case("sums about the bound of 64 bits", KnownAnswers::bounds, 0x9BBBA7756E821862L),
          new Case(
              "rows of no, one and a thousand positions",
              KnownAnswers::lengths,
              0xAFF3EC519EF2F53AL),
          new Case("every kind of shock and instrument", KnownAnswers::kinds, 0xEC1480E5107A6448L),
          new Case("one scenario", run -> shape(run, 1), 0xAB5C9518C7E46181L),
          new Case("two scenarios", run -> shape(run, 2), 0x6AA0EB5BFC12A81CL),
          new Case("eight scenarios", run -> shape(run, 8), 0x5B446967B4348D88L),
          new Case("33 scenarios", run -> shape(run, 33), 0xFEA89140F284896BL),
          new Case("41 scenarios", run -> shape(run, 41), 0x1CCA5D641EF6A612L),
          new Case("97 scenarios", run -> shape(run, 97), 0x2A7F0AA5FFA8B678L),
          new Case(
              "profits and losses that are changed", KnownAnswers::transforms, 0xC1049E4C6668C328L),
          new Case(
              "accounts of several rows",
              KnownAnswers::transforms,
              KnownAnswers::accounts,
              0x5A0BD17476C4F78DL),
          new Case(
              "a batch of which a part changes",
              KnownAnswers::kinds,
              KnownAnswers::parts,
              0x74F73DDD0A73DAF4L));

  /** The number of cases. */
  public static final int CASES = ALL.size();

  /** A power of two nearby times the golden ratio: each bit of the product depends on many. */
  private static final long MIXER = 0x9E3779B97F4A7C15L;

  private static final int ONE_PPM = ScenarioSet.ONE_PPM;

  private KnownAnswers() {}

  /** What an engine is given in one case. */
  private static final class Run {
    private final PricingBatch batch = new PricingBatch();
    private final Revaluation rows = new Revaluation();

    private void scenarios(ScenarioSet set) {
      batch.addScenarioSet(set);
      rows.addScenarioSet(set);
    }
  }

  /** Fills a run. */
  private interface Filling {
    void fill(Run run);
  }

  /** What is asked of an engine about a run; a digest of its answers. */
  private interface Question {
    long digest(Engine engine, Run run);
  }

  private record Case(String name, Filling filling, Question question, long answer) {

    Case(String name, Filling filling, long answer) {
      this(name, filling, KnownAnswers::all, answer);
    }
  }

  /**
   * What is wrong with an engine, or nothing where it gives all known answers. Does not throw, and
   * closes neither engine.
   *
   * @param law a scalar engine, asked only where the candidate fails, to say where it differs
   */
  public static @Nullable String failureOf(Engine candidate, Engine law) {
    for (Case each : ALL) {
      try {
        long digest = each.question().digest(candidate, filled(each));
        if (digest != each.answer()) {
          return "case '" + each.name() + "': " + difference(candidate, law, each, digest);
        }
      } catch (RuntimeException | LinkageError e) {
        // Whatever it was, this engine is not to be used here.
        return "case '" + each.name() + "': " + e;
      }
    }
    return null;
  }

  /** Questions may change a run, so each gets a new one. */
  private static Run filled(Case of) {
    Run run = new Run();
    of.filling().fill(run);
    return run;
  }

  private static String difference(Engine candidate, Engine law, Case of, long digest) {
    try {
      of.question().digest(new ShadowEngine("proof", candidate, law), filled(of));
      return "the answer's digest is 0x"
          + Long.toHexString(digest)
          + ", which is not the known one, and so it is by the scalar engine here";
    } catch (EngineMismatch e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** All prices, all rows and one row's grid. */
  private static long all(Engine engine, Run run) {
    RiskArrays arrays = new RiskArrays();
    engine.price(run.batch, arrays);
    LossTable table = new LossTable();
    engine.revalue(run.rows, arrays, table);
    long digest = mixed(ofPrices(arrays), table, run.rows.rows());
    long[] grid = new long[run.rows.scenarios()];
    engine.lossGrid(run.rows, 0, arrays, grid);
    for (long pnl : grid) {
      digest = mixed(digest, pnl);
    }
    return digest;
  }

  /** Accounts of 0 to 6 rows, their worst scenarios and the tails by every convention. */
  private static long accounts(Engine engine, Run run) {
    RiskArrays arrays = new RiskArrays();
    engine.price(run.batch, arrays);
    AccountRows accounts = new AccountRows();
    int first = 0;
    for (int a = 0; first < run.rows.rows(); a++) {
      int end = Math.min(run.rows.rows(), first + a % 7);
      accounts.add(first, end);
      first = end;
    }
    LossTable table = new LossTable();
    engine.revalueJoint(run.rows, accounts, arrays, table);
    long digest = mixed(0, table, accounts.accounts());
    TailTable tails = new TailTable();
    for (TailRank rank : TailRank.values()) {
      for (int confidencePpm : new int[] {0, 930_000, ONE_PPM}) {
        engine.tails(run.rows, accounts, arrays, new TailRule(confidencePpm, rank), tails);
        for (int account = 0; account < accounts.accounts(); account++) {
          digest = mixed(digest, tails.quantilePnl()[account]);
          digest = mixed(digest, tails.quantile()[account]);
          digest = mixed(digest, tails.shortfallPnl()[account]);
        }
      }
    }
    return digest;
  }

  /** Every third instrument is priced anew, and then the rows that hold one of them. */
  private static long parts(Engine engine, Run run) {
    RiskArrays arrays = new RiskArrays();
    engine.price(run.batch, arrays);
    LossTable table = new LossTable();
    engine.revalue(run.rows, arrays, table);
    int[] changed = new int[run.batch.count()];
    boolean[] isChanged = new boolean[run.batch.count()];
    int count = 0;
    for (int i = 0; i < run.batch.count(); i += 3) {
      run.batch.volPpm()[i] += 10_000;
      isChanged[i] = true;
      changed[count++] = i;
    }
    engine.reprice(run.batch, changed, count, arrays);
    RowList holders = new RowList();
    holders.addHolders(run.rows, isChanged);
    engine.revalue(run.rows, holders, arrays, table);
    return mixed(ofPrices(arrays), table, run.rows.rows());
  }

  private static long ofPrices(RiskArrays arrays) {
    long mixed = mixed(arrays.count(), arrays.scenarios());
    for (int i = 0; i < arrays.count(); i++) {
      mixed = mixed(mixed, arrays.mark()[i]);
      for (int s = 0; s < arrays.scenarios(); s++) {
        mixed = mixed(mixed, arrays.entry(i, s));
      }
    }
    return mixed;
  }

  private static long mixed(long digest, LossTable table, int rows) {
    long mixed = digest;
    for (int row = 0; row < rows; row++) {
      mixed = mixed(mixed, table.worstPnl()[row]);
      mixed = mixed(mixed, table.worst()[row]);
      mixed = mixed(mixed, table.runnerUpPnl()[row]);
      mixed = mixed(mixed, table.runnerUp()[row]);
    }
    return mixed;
  }

  private static long mixed(long digest, long value) {
    long product = (digest ^ value) * MIXER;
    return product ^ (product >>> 29);
  }

  /** Options in and out of the money and expired, and enough rows to wake all threads. */
  private static void book(Run run) {
    run.scenarios(ScenarioSet.stressMatrix(150_000, 3, 250_000, 250_000, 450_000, 350_000));
    long forward = 98_765_432_109L;
    run.batch.addLinear(forward, 1, 1_000_000, 6, 0);
    run.batch.addLinear(7, Long.MAX_VALUE, 3, 12, 0);
    int options = 60;
    for (int i = 0; i < options; i++) {
      byte kind = i % 2 == 0 ? PricingBatch.CALL : PricingBatch.PUT;
      long strike = 2_000_000_011L * (i + 20);
      long timeMs = 40_000_000L * i * i;
      long discountQ62 = (1L << 62) - i * (1L << 50);
      run.batch.addOption(kind, forward, strike, 30_000L * i, timeMs, discountQ62, 3, 7, 3, 0);
    }
    int rows = 2_500;
    for (int row = 0; row < rows; row++) {
      run.rows.beginRow(0, 3);
      for (int p = 0; p < row % 12; p++) {
        // Instrument 1 is the one whose entries leave 64 bits; few rows hold it.
        int instrument = row % 97 == 0 ? 1 : 2 + (row * 31 + p * 7) % options;
        run.rows.addPosition(instrument, (row % 7 - 3L) * (p + 1));
      }
    }
  }

  /** Values that differ before Floor and tie after it, among them such that are weighted. */
  private static void ties(Run run) {
    ScenarioSet.Builder set = new ScenarioSet.Builder();
    int[] moves = {0, 5, -1_003, -1_009, -1_001, -1_009, -2_000, -500};
    int[] weights = {1, 1, ONE_PPM, ONE_PPM, ONE_PPM, ONE_PPM, 503_000, ONE_PPM};
    for (int s = 0; s < moves.length; s++) {
      set.add("move " + moves[s], moves[s], 0, weights[s]);
    }
    run.scenarios(set.build());
    run.batch.addLinear(1_000_000, 1, 1, 0, 0);
    for (int k = 0; k <= PricingBatch.LARGEST_UNIT_SCALE; k++) {
      for (long lots : new long[] {1, -1, 10, -1000, 0}) {
        run.rows.beginRow(0, k);
        run.rows.addPosition(0, lots);
      }
    }
  }

  /** Sums on both sides of 2^62, where a row's path changes, and of what a long holds. */
  private static void bounds(Run run) {
    run.scenarios(
        new ScenarioSet.Builder()
            .add("rise", ONE_PPM, 0, ONE_PPM)
            .add("fall", -ONE_PPM, 0, ONE_PPM)
            .add("half", -ONE_PPM, 0, ONE_PPM / 2)
            .build());
    run.batch.addLinear(1, 1, 1, 0, 0);
    run.batch.addLinear(1 << 20, 1, 1, 0, 0);
    run.batch.addLinear(PricingBatch.LARGEST_PRICE, Long.MAX_VALUE, 1, 12, 0);
    for (int shift : new int[] {0, 30, 31, 32, 40, 41, 42, 43, 60, 61, 62, 63}) {
      for (long lots : new long[] {(1L << shift) - 1, 1L << shift, -(1L << shift) - 1}) {
        for (int instrument = 0; instrument < 3; instrument++) {
          run.rows.beginRow(0, 0);
          run.rows.addPosition(instrument, lots);
          run.rows.beginRow(0, 1);
          run.rows.addPosition(instrument, lots);
          run.rows.addPosition(instrument, -lots);
          run.rows.addPosition(instrument, lots);
        }
      }
    }
  }

  /** Volatility by every kind of shock and curve, absolute moves, time and rate; coins too. */
  private static void kinds(Run run) {
    long threeHoursMs = 10_800_000L;
    long dayMs = 8 * threeHoursMs;
    TimeCurve root = new TimeCurve.RootCurve(50_000, 300_000, -20_000, 60_000, 400_000);
    TimeCurve table =
        new TimeCurve.Table(
            List.of(
                new TimeCurve.Point(dayMs, 900_000),
                new TimeCurve.Point(9 * dayMs, 400_000),
                new TimeCurve.Point(80 * dayMs, 100_000)),
            true);
    TimeCurve power = new TimeCurve.PowerLaw(30 * dayMs, 300_000, 130_000, dayMs);
    VolShock[] shocks = {
      VolShock.NONE,
      VolShock.relative(400_000),
      VolShock.relative(-300_000, power),
      VolShock.absolute(150_000, table),
      VolShock.skew(250_000, power, root),
      VolShock.wings(350_000, table, root).within(200_000, 1_500_000)
    };
    ScenarioSet.Builder set = new ScenarioSet.Builder();
    for (int s = 0; s < 4 * shocks.length; s++) {
      Scenario scenario =
          Scenario.named("kind " + s)
              .priceMovePpm((s * 7_919) % 400_000 - 200_000)
              .volShock(shocks[s % shocks.length]);
      set.add(
          switch (s / shocks.length) {
            case 1 -> scenario.priceMove(12_345_678L - 1_000_000L * s);
            case 2 -> scenario.timeShiftMs(2L * s * threeHoursMs).rateShiftPpm(2_500 * s - 40_000);
            case 3 -> scenario.transform(PnlTransform.weight(350_000));
            default -> scenario;
          });
    }
    run.scenarios(set.build());
    byte[] optionKinds = {
      PricingBatch.CALL, PricingBatch.PUT, PricingBatch.INVERSE_CALL, PricingBatch.INVERSE_PUT
    };
    long spot = 3_000_000_007L;
    for (int i = 0; i < 40; i++) {
      byte kind = optionKinds[i % 4];
      long strike = 1_700_000_011L + 70_000_000L * i;
      long volPpm = 200_000 + 30_000L * i;
      long timeMs = threeHoursMs * i * i;
      long discountQ62 = (1L << 62) - i * (1L << 54);
      if (i % 4 < 2) {
        run.batch.addOption(kind, spot + i, strike, volPpm, timeMs, discountQ62, 1, 1_000, 4, 0);
      } else {
        run.batch.addInverseOption(
            kind, spot + i, spot, strike, volPpm, timeMs, discountQ62, 1, 1_000, 4, 0);
      }
    }
    run.batch.addLinear(spot, 1, 1_000, 4, 0);
    run.batch.addInverse(spot + 5, spot, 7_000_000, 3, 4, 0);
    for (int row = 0; row < 53; row++) {
      run.rows.beginRow(0, 4);
      for (int p = 0; p < 1 + row % 9; p++) {
        run.rows.addPosition((row + p * 11) % 42, (row * 17 + p * 29) % 101 - 50L);
      }
    }
  }

  /** Weights, dampening and factors of gains of every size, alone and together. */
  private static void transforms(Run run) {
    ScenarioSet.Builder set = new ScenarioSet.Builder();
    for (int s = 0; s < 43; s++) {
      set.add(
          Scenario.named("changed " + s)
              .priceMovePpm((s * 7_919) % 500_000 - 250_000)
              .volShock(VolShock.relative((s * 104_729) % 900_000 - 450_000))
              .transform(
                  new PnlTransform(
                      s % 3 == 0 ? ONE_PPM : s * 23_000,
                      s % 4 == 0 ? 0 : 1L << s,
                      s % 5 == 0 ? ONE_PPM : 40_000 * s - ONE_PPM)));
    }
    run.scenarios(set.build());
    int instruments = 19;
    for (int i = 0; i < instruments; i++) {
      byte kind = i % 2 == 0 ? PricingBatch.CALL : PricingBatch.PUT;
      long strike = 1_200_000_011L + 130_000_000L * i;
      long timeMs = 7_200_000L * (i * i + 1);
      run.batch.addOption(
          kind, 2_345_678_901L, strike, 300_000L + 40_000L * i, timeMs, 1L << 62, 1, 1_000, 4, 0);
    }
    for (int row = 0; row < 211; row++) {
      // One row in 50 is past the bound of 64 bits.
      long size = row % 50 == 49 ? 1L << 50 : 1L << row % 20;
      run.rows.beginRow(0, 4);
      for (int p = 0; p < row % 8; p++) {
        run.rows.addPosition((row + p * 5) % instruments, size * ((row + p * 29) % 11 - 5));
      }
    }
  }

  private static void lengths(Run run) {
    run.scenarios(ScenarioSet.stressMatrix(100_000, 2, 200_000, 200_000, 0, ONE_PPM));
    int instruments = 31;
    for (int i = 0; i < instruments; i++) {
      run.batch.addLinear(1_000_003L * (i + 1), 1, 1_000, 2, 0);
    }
    for (int positions : new int[] {0, 1, 2, 3, 1_009, 0, 64, 65}) {
      run.rows.beginRow(0, 2);
      for (int p = 0; p < positions; p++) {
        run.rows.addPosition((p * 7) % instruments, p % 3 == 0 ? -p : p);
      }
    }
  }

  /** A set of any size, some of whose scenarios count in part, so that vectors end anywhere. */
  private static void shape(Run run, int scenarios) {
    ScenarioSet.Builder set = new ScenarioSet.Builder();
    for (int s = 0; s < scenarios; s++) {
      int priceMovePpm = (s * 7_919) % 500_000 - 250_000;
      int volMovePpm = s % 3 == 0 ? 0 : (s * 104_729) % 900_000 - 450_000;
      set.add("scenario " + s, priceMovePpm, volMovePpm, s % 4 == 3 ? 350_000 : ONE_PPM);
    }
    run.scenarios(set.build());
    int instruments = 13;
    for (int i = 0; i < instruments; i++) {
      byte kind = i % 2 == 0 ? PricingBatch.CALL : PricingBatch.PUT;
      long strike = 1_500_000_007L + 150_000_000L * i;
      long timeMs = 3_600_000L * (i * i * i + 1);
      run.batch.addOption(
          kind, 2_345_678_901L, strike, 400_000L + 50_000L * i, timeMs, 1L << 62, 1, 1_000, 4, 0);
    }
    for (int row = 0; row < 37; row++) {
      run.rows.beginRow(0, 4);
      for (int p = 0; p < row % 11; p++) {
        run.rows.addPosition((row + p * 5) % instruments, (row * 17 + p * 29) % 101 - 50L);
      }
    }
  }
}
