package io.plimsoll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.batch.AccountRows;
import io.plimsoll.kernels.batch.LossGrid;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.RowList;
import io.plimsoll.kernels.batch.TailRank;
import io.plimsoll.kernels.batch.TailRule;
import io.plimsoll.kernels.batch.TailTable;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.PnlTransform;
import io.plimsoll.kernels.scenario.Scenario;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transforms, joint sets, tails, grids and partial updates, by all engines and exactly. */
class RevaluationTest {

  private final List<Engine> engines =
      List.of(
          Engines.create("scalar", 1),
          Engines.create("simd", 1),
          Engines.create("simd", 3),
          Engines.create("shadow", 2));

  @AfterEach
  void close() {
    engines.forEach(Engine::close);
  }

  /** Entries of any bits, without pricing anything. */
  private static RiskArrays entries(Seeded random, int instruments, int scenarios, int bits) {
    RiskArrays arrays = new RiskArrays();
    arrays.reset(instruments, scenarios);
    for (int i = 0; i < instruments; i++) {
      for (int s = 0; s < scenarios; s++) {
        arrays.entries()[i * arrays.stride() + s] = random.signed(bits);
      }
    }
    arrays.summarise();
    return arrays;
  }

  private static ScenarioSet transforming(Seeded random, int scenarios) {
    ScenarioSet.Builder builder = new ScenarioSet.Builder();
    for (int s = 0; s < scenarios; s++) {
      int weightPpm = random.chance(50) ? 1_000_000 : random.below(1_000_001);
      long dampening = random.chance(50) ? 0 : Math.abs(random.signed(63));
      int gainPpm = random.chance(50) ? 1_000_000 : random.below(2_000_001) - 1_000_000;
      builder.add(
          Scenario.named("scenario " + s)
              .transform(new PnlTransform(weightPpm, dampening, gainPpm)));
    }
    return builder.build();
  }

  private void revalue(Revaluation rows, RiskArrays arrays) {
    LossTable table = new LossTable();
    for (Engine engine : engines) {
      engine.revalue(rows, arrays, table);
      for (int row = 0; row < rows.rows(); row++) {
        assertEquals(
            Oracle.row(rows, row, arrays), Oracle.row(table, row), engine.name() + ", row " + row);
      }
    }
  }

  /** The order of steps and each rounding, by hand. */
  @Test
  void transformsByHand() {
    ScenarioSet set =
        new ScenarioSet.Builder()
            .add(Scenario.named("half").transform(new PnlTransform(500_000, 0, 1_000_000)))
            .add(Scenario.named("dampened").transform(new PnlTransform(1_000_000, 10, 1_000_000)))
            .add(Scenario.named("gains at 60%").transform(new PnlTransform(1_000_000, 0, 600_000)))
            .add(Scenario.named("all three").transform(new PnlTransform(500_000, 10, 600_000)))
            .add(Scenario.named("gains lose").transform(new PnlTransform(1_000_000, 0, -100_000)))
            .build();
    long[][] cases = {
      // What the row gains before transform, then what it counts as.
      {31, 15, 21, 18, 3, -4},
      {-31, -16, -21, -31, -6, -31},
      {10, 5, 0, 6, 0, -1},
      {-9, -5, 0, -9, 0, -9},
      {0, 0, 0, 0, 0, 0},
    };
    RiskArrays arrays = new RiskArrays();
    arrays.reset(1, set.size());
    java.util.Arrays.fill(arrays.entries(), 0, set.size(), 1);
    arrays.summarise();
    for (long[] each : cases) {
      Revaluation rows = new Revaluation();
      rows.addScenarioSet(set);
      rows.beginRow(0, 0);
      rows.addPosition(0, each[0]);
      for (Engine engine : engines) {
        long[] pnl = new long[set.size()];
        engine.lossGrid(rows, 0, arrays, pnl);
        for (int s = 0; s < pnl.length; s++) {
          assertEquals(each[s + 1], pnl[s], engine.name() + ": " + each[0] + ", " + set.name(s));
        }
      }
      revalue(rows, arrays);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 23, 33, 65, 130})
  void transformsOfAllSizes(int scenarios) {
    Seeded random = Seeded.of("transformsOfAllSizes", 41);
    ScenarioSet set = transforming(random, scenarios);
    for (int bits : new int[] {20, 31, 63}) {
      RiskArrays arrays = entries(random, 9, scenarios, bits);
      revalue(Books.rows(random, set, 9, 80, 6, bits), arrays);
    }
  }

  /** Rows with dampened and with plain sets between each other, at more rows than a block has. */
  @Test
  void setsOfAllKindsSideBySide() {
    Seeded random = Seeded.of("setsOfAllKindsSideBySide", 42);
    Revaluation rows = new Revaluation();
    rows.addScenarioSet(Books.scenarios(random, 33, false));
    rows.addScenarioSet(Books.scenarios(random, 33, true));
    rows.addScenarioSet(transforming(random, 33));
    RiskArrays arrays = entries(random, 40, 33, 31);
    for (int row = 0; row < 1_000; row++) {
      // Long runs of one set, then all mixed.
      rows.beginRow(row < 600 ? row / 200 : random.below(3), random.below(13));
      for (int p = 0; p < row % 11; p++) {
        rows.addPosition(random.below(40), random.signed(25));
      }
    }
    revalue(rows, arrays);
  }

  /** On both sides of each bound at which factors or sums become wider. */
  @ParameterizedTest
  @ValueSource(ints = {2, 8, 33, 100})
  void boundsOfWidths(int scenarios) {
    Seeded random = Seeded.of("boundsOfWidths", 43);
    long int31 = Integer.MAX_VALUE;
    long[] entries = {
      1, int31, int31 + 1, -int31, -int31 - 1, -int31 - 2, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE
    };
    long[] lots = {
      1,
      -1,
      int31,
      int31 + 1,
      -int31,
      -int31 - 1,
      -int31 - 2,
      1L << 21,
      (1L << 22) - 1,
      1L << 22,
      1L << 31,
      (1L << 31) - 1,
      1L << 61,
      1L << 62,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      0
    };
    for (int most = 1; most <= entries.length; most++) {
      // The widest entry of all decides for all rows, so each has its turn.
      RiskArrays arrays = new RiskArrays();
      arrays.reset(most, scenarios);
      for (int i = 0; i < most; i++) {
        for (int s = 0; s < scenarios; s++) {
          boolean other = s % 3 == 2;
          arrays.entries()[i * arrays.stride() + s] = other ? -1 - entries[i] : entries[i];
        }
      }
      arrays.summarise();
      Revaluation rows = new Revaluation();
      rows.addScenarioSet(Books.scenarios(random, scenarios, false));
      rows.addScenarioSet(Books.scenarios(random, scenarios, true));
      for (long each : lots) {
        for (int positions = 1; positions <= 5; positions += 2) {
          rows.beginRow(random.below(2), random.below(13));
          for (int p = 0; p < positions; p++) {
            rows.addPosition(most - 1, p % 2 == 0 || positions == 5 ? each : -each);
          }
          rows.addPosition(0, random.signed(20));
        }
      }
      revalue(rows, arrays);
    }
  }

  /** Sums of just below and just above 2^62, 2^126 and 2^127, all of one sign and of both. */
  @Test
  void boundsOfExactSums() {
    RiskArrays arrays = new RiskArrays();
    arrays.reset(4, 2);
    long[] entries = {1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 62) - 1};
    for (int i = 0; i < entries.length; i++) {
      arrays.entries()[i * arrays.stride()] = entries[i];
      arrays.entries()[i * arrays.stride() + 1] = -entries[i];
    }
    arrays.summarise();
    ScenarioSet set =
        new ScenarioSet.Builder().add("whole", 0, 0, 1_000_000).add("least", 0, 0, 1).build();
    for (long lots : new long[] {1L << 22, (1L << 22) - 1, Long.MAX_VALUE, Long.MIN_VALUE, 3}) {
      for (int instrument = 0; instrument < entries.length; instrument++) {
        Revaluation rows = new Revaluation();
        rows.addScenarioSet(set);
        for (int positions = 1; positions <= 9; positions++) {
          for (int k = 0; k <= 12; k += 6) {
            rows.beginRow(0, k);
            for (int p = 0; p < positions; p++) {
              rows.addPosition(instrument, lots);
            }
            rows.beginRow(0, k);
            for (int p = 0; p < positions; p++) {
              rows.addPosition(instrument, p % 2 == 0 ? lots : -lots);
            }
            rows.beginRow(0, k);
            for (int p = 0; p < positions; p++) {
              rows.addPosition(p % 2 == 0 ? 1 : 2, lots - p);
            }
          }
        }
        revalue(rows, arrays);
      }
    }
  }

  @Test
  void hugeRows() {
    Seeded random = Seeded.of("hugeRows", 44);
    ScenarioSet set = Books.scenarios(random, 33, true);
    for (int bits : new int[] {20, 31, 63}) {
      RiskArrays arrays = entries(random, 101, 33, bits);
      Revaluation rows = new Revaluation();
      rows.addScenarioSet(set);
      for (int positions : new int[] {0, 1, 7, 10_007, 0, 1_009, 64}) {
        rows.beginRow(0, 3);
        for (int p = 0; p < positions; p++) {
          rows.addPosition(random.below(101), random.signed(20));
        }
      }
      revalue(rows, arrays);
    }
  }

  /** All lots and entries the smallest, or the largest, or both in turn. */
  @Test
  void allTheSmallestAndAllTheLargest() {
    Seeded random = Seeded.of("allTheSmallestAndAllTheLargest", 45);
    long[][] pairs = {
      {Integer.MIN_VALUE, Integer.MAX_VALUE},
      {-Integer.MAX_VALUE, Integer.MAX_VALUE},
      {Long.MIN_VALUE, Long.MAX_VALUE},
    };
    for (long[] entry : pairs) {
      for (long[] lot : pairs) {
        RiskArrays arrays = new RiskArrays();
        arrays.reset(3, 33);
        for (int s = 0; s < 33; s++) {
          arrays.entries()[s] = entry[0];
          arrays.entries()[arrays.stride() + s] = entry[1];
          arrays.entries()[2 * arrays.stride() + s] = entry[s % 2];
        }
        arrays.summarise();
        Revaluation rows = new Revaluation();
        rows.addScenarioSet(Books.scenarios(random, 33, false));
        for (int row = 0; row < 60; row++) {
          rows.beginRow(0, row % 13);
          for (int p = 0; p < 1 + row % 7; p++) {
            rows.addPosition(row % 3, lot[(row & 8) == 0 ? row % 2 : p % 2]);
          }
        }
        revalue(rows, arrays);
      }
    }
  }

  private static AccountRows accounts(Seeded random, Revaluation rows) {
    AccountRows accounts = new AccountRows();
    for (int row = 0; row < rows.rows(); ) {
      int end = Math.min(rows.rows(), row + random.below(5));
      accounts.add(row, end);
      row = Math.max(end, row + random.below(2));
    }
    return accounts;
  }

  private void joint(Revaluation rows, AccountRows accounts, RiskArrays arrays) {
    LossTable table = new LossTable();
    for (Engine engine : engines) {
      engine.revalueJoint(rows, accounts, arrays, table);
      assertEquals(accounts.accounts(), table.rows());
      for (int a = 0; a < accounts.accounts(); a++) {
        assertEquals(
            Oracle.row(rows, accounts.from()[a], accounts.to()[a], arrays),
            Oracle.row(table, a),
            engine.name() + ", account " + a);
      }
    }
  }

  /** Each unit is floored before units are added, which this row of numbers shows. */
  @Test
  void unitsAreFlooredBeforeTheyAreAdded() {
    ScenarioSet set = Books.scenarios(Seeded.of("unitsAreFloored", 1), 2, false);
    RiskArrays arrays = new RiskArrays();
    arrays.reset(2, 2);
    arrays.entries()[0] = -15;
    arrays.entries()[1] = 19;
    arrays.entries()[arrays.stride()] = -15;
    arrays.entries()[arrays.stride() + 1] = -38;
    arrays.summarise();
    Revaluation rows = new Revaluation();
    rows.addScenarioSet(set);
    rows.beginRow(0, 1);
    rows.addPosition(0, 1);
    rows.beginRow(0, 1);
    rows.addPosition(1, 1);
    AccountRows accounts = new AccountRows();
    accounts.add(0, 2);
    for (Engine engine : engines) {
      LossTable table = new LossTable();
      engine.revalueJoint(rows, accounts, arrays, table);
      // -1.5 and -1.5 are -2 and -2; 1.9 and -3.8 are 1 and -4.
      assertEquals("-4@0 -3@1", Oracle.row(table, 0), engine.name());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10, 33, 64, 65, 100})
  void jointSets(int scenarios) {
    Seeded random = Seeded.of("jointSets", 46);
    for (int bits : new int[] {25, 63}) {
      RiskArrays arrays = entries(random, 12, scenarios, bits);
      ScenarioSet set =
          bits == 63 ? transforming(random, scenarios) : Books.scenarios(random, scenarios, true);
      Revaluation rows = Books.rows(random, set, 12, 150, 5, bits);
      joint(rows, accounts(random, rows), arrays);
    }
  }

  @Test
  void enoughAccountsForAllThreads() {
    Seeded random = Seeded.of("enoughAccountsForAllThreads", 47);
    RiskArrays arrays = entries(random, 50, 33, 28);
    Revaluation rows = Books.rows(random, Books.scenarios(random, 33, true), 50, 4_001, 5, 22);
    joint(rows, accounts(random, rows), arrays);
  }

  private void tails(Revaluation rows, AccountRows accounts, RiskArrays arrays, TailRule... rules) {
    TailTable table = new TailTable();
    for (TailRule rule : rules) {
      String[] exact = new String[accounts.accounts()];
      for (int a = 0; a < exact.length; a++) {
        long[] pnl = new long[rows.scenarios()];
        for (int s = 0; s < pnl.length; s++) {
          pnl[s] = Oracle.jointPnl(rows, accounts.from()[a], accounts.to()[a], arrays, s);
        }
        exact[a] = Oracle.tail(pnl, rule);
      }
      for (Engine engine : engines) {
        engine.tails(rows, accounts, arrays, rule, table);
        assertEquals(exact.length, table.accounts());
        for (int a = 0; a < exact.length; a++) {
          String found =
              table.quantilePnl()[a] + "@" + table.quantile()[a] + " " + table.shortfallPnl()[a];
          assertEquals(exact[a], found, engine.name() + ", " + rule + ", account " + a);
        }
      }
    }
  }

  private static TailRule[] rules(int... confidencesPpm) {
    TailRank[] ranks = TailRank.values();
    TailRule[] rules = new TailRule[confidencesPpm.length * ranks.length];
    for (int i = 0; i < rules.length; i++) {
      rules[i] = new TailRule(confidencesPpm[i / ranks.length], ranks[i % ranks.length]);
    }
    return rules;
  }

  /** Losses of 1 to 100 at 99%: conventions differ by design, and 100% is the worst case. */
  @Test
  void conventionsByHand() {
    ScenarioSet set = Books.scenarios(Seeded.of("conventionsByHand", 1), 100, false);
    RiskArrays arrays = new RiskArrays();
    arrays.reset(1, 100);
    for (int s = 0; s < 100; s++) {
      arrays.entries()[s] = -100L * (s + 1);
    }
    arrays.summarise();
    Revaluation rows = new Revaluation();
    rows.addScenarioSet(set);
    rows.beginRow(0, 0);
    rows.addPosition(0, 1);
    AccountRows accounts = new AccountRows();
    accounts.addEachRow(rows);
    Object[][] cases = {
      {990_000, TailRank.CEIL, "-10000@99 -10000"},
      {990_000, TailRank.FLOOR_PLUS_ONE, "-9900@98 -9950"},
      {990_000, TailRank.INTERPOLATED, "-9901@99 -10000"},
      {975_000, TailRank.CEIL, "-9800@97 -9900"},
      {975_000, TailRank.FLOOR_PLUS_ONE, "-9800@97 -9900"},
      // t = 2.5: (10000 + 9900 + 9800 / 2) / 2.5; h = 2.475.
      {975_000, TailRank.INTERPOLATED, "-9753@97 -9920"},
      {1_000_000, TailRank.CEIL, "-10000@99 -10000"},
      {1_000_000, TailRank.FLOOR_PLUS_ONE, "-10000@99 -10000"},
      {1_000_000, TailRank.INTERPOLATED, "-10000@99 -10000"},
      {0, TailRank.CEIL, "-100@0 -5050"},
      {0, TailRank.FLOOR_PLUS_ONE, "-100@0 -5050"},
      {0, TailRank.INTERPOLATED, "-100@0 -5050"},
    };
    TailTable table = new TailTable();
    for (Engine engine : engines) {
      for (Object[] each : cases) {
        TailRule rule = new TailRule((Integer) each[0], (TailRank) each[1]);
        engine.tails(rows, accounts, arrays, rule, table);
        assertEquals(
            each[2],
            table.quantilePnl()[0] + "@" + table.quantile()[0] + " " + table.shortfallPnl()[0],
            engine.name() + ", " + rule);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 33, 250, 251, 1_009})
  void tailsOfAllSizes(int scenarios) {
    Seeded random = Seeded.of("tailsOfAllSizes", 48);
    for (int bits : new int[] {4, 25, 63}) {
      RiskArrays arrays = entries(random, 6, scenarios, bits);
      Revaluation rows =
          Books.rows(random, Books.scenarios(random, scenarios, true), 6, 12, 4, bits);
      tails(
          rows,
          accounts(random, rows),
          arrays,
          rules(990_000, 995_001, 974_999, 500_000, 0, 1_000_000, random.below(1_000_001)));
    }
  }

  /** Few different values, so that ties are everywhere, at the tail's edge too. */
  @Test
  void tiesInTails() {
    Seeded random = Seeded.of("tiesInTails", 49);
    int scenarios = 500;
    RiskArrays arrays = entries(random, 3, scenarios, 2);
    Revaluation rows = Books.rows(random, Books.scenarios(random, scenarios, false), 3, 40, 2, 2);
    AccountRows accounts = new AccountRows();
    accounts.addEachRow(rows);
    tails(rows, accounts, arrays, rules(990_000, 950_000, 300_000));
  }

  /** Tails too long for the short list of the fastest way, of enough accounts for all threads. */
  @Test
  void longTailsOnAllThreads() {
    Seeded random = Seeded.of("longTailsOnAllThreads", 53);
    int scenarios = 650;
    RiskArrays arrays = entries(random, 6, scenarios, 25);
    Revaluation rows = Books.rows(random, Books.scenarios(random, scenarios, false), 6, 300, 3, 20);
    AccountRows accounts = new AccountRows();
    accounts.addEachRow(rows);
    tails(rows, accounts, arrays, rules(400_000, 0));
  }

  @Test
  void confidenceOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new TailRule(-1, TailRank.CEIL));
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class, () -> new TailRule(1_000_001, TailRank.CEIL))
                .getMessage());
    assertTrue(message.contains("1000001"), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 33, 100})
  void gridsOfRanges(int scenarios) {
    Seeded random = Seeded.of("gridsOfRanges", 50);
    RiskArrays arrays = entries(random, 12, scenarios, 40);
    Revaluation rows = Books.rows(random, transforming(random, scenarios), 12, 2_500, 4, 30);
    LossGrid grid = new LossGrid();
    for (Engine engine : engines) {
      for (int[] range : new int[][] {{0, 0}, {7, 8}, {100, 2_400}}) {
        engine.lossGrid(rows, range[0], range[1], arrays, grid);
        assertEquals(range[1] - range[0], grid.rows());
        for (int row = range[0]; row < range[1]; row += 13) {
          for (int s = 0; s < scenarios; s++) {
            assertEquals(Oracle.pnl(rows, row, arrays, s), grid.at(row, s), engine.name());
          }
        }
      }
    }
  }

  private static String text(LossTable table) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < table.rows(); row++) {
      text.append(Oracle.row(table, row)).append('\n');
    }
    return text.toString();
  }

  /** A table whose changed rows are revalued equals one that is revalued whole. */
  @Test
  void partialUpdatesEqualFullOnes() {
    Seeded random = Seeded.of("partialUpdatesEqualFullOnes", 51);
    int instruments = 60;
    RiskArrays arrays = entries(random, instruments, 33, 30);
    ScenarioSet set = Books.scenarios(random, 33, true);
    for (Engine engine : engines) {
      Revaluation rows = Books.rows(random, set, instruments, 5_000, 6, 24);
      LossTable kept = new LossTable();
      engine.revalue(rows, arrays, kept);
      RowList list = new RowList();
      for (int round = 0; round < 4; round++) {
        String before = text(kept);
        list.clear();
        // New lots in some rows, new entries of two instruments, and a row more.
        for (int i = 0; i < 20; i++) {
          int row = random.below(5_000);
          for (int p = rows.start()[row]; p < rows.end()[row]; p++) {
            rows.lots()[p] = random.signed(24);
          }
          list.add(row);
        }
        boolean[] changed = new boolean[instruments];
        for (int i = 0; i < 2; i++) {
          int instrument = random.below(instruments);
          changed[instrument] = true;
          arrays.entries()[instrument * arrays.stride() + random.below(33)] = random.signed(31);
        }
        arrays.summarise();
        list.addHolders(rows, changed);
        list.add(rows.beginRow(0, 2));
        rows.addPosition(random.below(instruments), random.signed(20));
        kept.resize(rows.rows());
        engine.revalue(rows, list, arrays, kept);
        LossTable whole = new LossTable();
        engines.get(0).revalue(rows, arrays, whole);
        assertEquals(text(whole), text(kept), engine.name());
        assertNotEquals(before, text(kept), "the changes were to change something");
        assertTrue(list.count() < 4_000, "the list was to be partial: " + list.count());
      }
    }
  }

  @Test
  void partialUpdatesOfATableOfOtherRows() {
    Seeded random = Seeded.of("partialUpdatesOfATableOfOtherRows", 52);
    RiskArrays arrays = entries(random, 3, 5, 10);
    Revaluation rows = Books.rows(random, Books.scenarios(random, 5, false), 3, 4, 2, 8);
    RowList list = new RowList();
    for (Engine engine : engines) {
      String message =
          String.valueOf(
              assertThrows(
                      IllegalArgumentException.class,
                      () -> engine.revalue(rows, list, arrays, new LossTable()))
                  .getMessage());
      assertTrue(message.contains("is 0; it must be 4"), message);
    }
  }
}
