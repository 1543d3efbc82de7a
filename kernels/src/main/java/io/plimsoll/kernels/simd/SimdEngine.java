package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.batch.AccountRows;
import io.plimsoll.kernels.batch.LossGrid;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.RowList;
import io.plimsoll.kernels.batch.TailRank;
import io.plimsoll.kernels.batch.TailRule;
import io.plimsoll.kernels.batch.TailTable;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.scalar.PricingMemory;
import io.plimsoll.kernels.scalar.RowLaw;
import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.LongVector;
import org.jspecify.annotations.Nullable;

/**
 * The scalar engine's results by vector instructions, on a crew of threads for large inputs. Rows
 * and instruments are independent and each is computed by one thread, so the number of threads
 * cannot show in the result.
 */
public final class SimdEngine implements Engine {

  /** Fewer rows than this are not worth waking another thread. */
  private static final int ROWS_WORTH_SHARING = 2_000;

  /** Fewer instruments than this are not worth waking another thread. */
  private static final int INSTRUMENTS_WORTH_SHARING = 64;

  private static final int USEFUL_BITS = 256;

  private final Workers workers;
  private final RowLanes[] lanes;
  private final PricingMemory memory = new PricingMemory();
  private final PriceLanes[] priceLanes;
  private final Workers.Job pricing = this::pricePart;
  private final Workers.Job revaluing = this::revaluePart;
  private final Workers.Job updating = this::updatePart;
  private final Workers.Job joining = this::joinPart;
  private final Workers.Job sorting = this::tailPart;
  private final Workers.Job spreading = this::gridPart;

  // What the jobs work on during a call; the hand-over of a job publishes them to the threads.
  private PricingBatch batch = new PricingBatch();
  private boolean partly;
  private int[] listed = {};
  private int toPrice;
  private RiskArrays riskArrays = new RiskArrays();
  private Revaluation revaluation = new Revaluation();
  private RowList list = new RowList();
  private AccountRows accounts = new AccountRows();
  private TailRule rule = new TailRule(0, TailRank.CEIL);
  private LossTable losses = new LossTable();
  private TailTable tails = new TailTable();
  private LossGrid grid = new LossGrid();
  private @Nullable SetPlan[] plans = {};

  /**
   * An engine that has not started its threads yet.
   *
   * @param threads the number of threads, the calling one among them, at least 1
   */
  public SimdEngine(int threads) {
    workers = new Workers(threads, "plimsoll-simd");
    lanes = new RowLanes[threads];
    priceLanes = new PriceLanes[threads];
    for (int i = 0; i < threads; i++) {
      lanes[i] = new RowLanes();
      priceLanes[i] = new PriceLanes(memory);
    }
  }

  /** Whether this machine's vectors are wide enough, 256 bits, to be worth using. */
  public static boolean helps() {
    return vectorBits() >= USEFUL_BITS;
  }

  /** The bits of this machine's preferred vectors. */
  public static int vectorBits() {
    return LongVector.SPECIES_PREFERRED.vectorBitSize();
  }

  @Override
  public String name() {
    return "simd";
  }

  @Override
  public void price(PricingBatch in, RiskArrays out) {
    out.reset(in.count(), in.scenarios());
    partly = false;
    price(in, in.count(), true, out);
  }

  @Override
  public void reprice(PricingBatch in, int[] instruments, int count, RiskArrays out) {
    out.requireShape(in.count(), in.scenarios());
    boolean rises = true;
    for (int l = 0; l < count; l++) {
      int i = Objects.checkIndex(instruments[l], in.count());
      rises &= l == 0 || i > instruments[l - 1];
    }
    partly = true;
    listed = instruments;
    // Two threads must not price one instrument, and only a list that rises names each once.
    price(in, count, rises, out);
  }

  private void price(PricingBatch in, int count, boolean apart, RiskArrays out) {
    memory.prepare(in, out.stride());
    batch = in;
    toPrice = count;
    riskArrays = out;
    share(pricing, apart && count >= INSTRUMENTS_WORTH_SHARING);
    out.summariseRows();
  }

  @Override
  public void revalue(Revaluation in, RiskArrays arrays, LossTable out) {
    prepare(in, arrays);
    out.reset(in.rows());
    losses = out;
    share(revaluing, in.rows() >= ROWS_WORTH_SHARING);
  }

  @Override
  public void revalue(Revaluation in, RowList rows, RiskArrays arrays, LossTable out) {
    if (out.rows() != in.rows()) {
      // The definition says what is wrong.
      Engine.super.revalue(in, rows, arrays, out);
    }
    prepare(in, arrays);
    list = rows;
    losses = out;
    share(updating, rows.count() >= ROWS_WORTH_SHARING);
  }

  @Override
  public void revalueJoint(Revaluation in, AccountRows accounts, RiskArrays arrays, LossTable out) {
    prepare(in, arrays);
    out.reset(accounts.accounts());
    this.accounts = accounts;
    losses = out;
    share(joining, worthSharing(accounts.accounts(), in));
  }

  @Override
  public void tails(
      Revaluation in, AccountRows accounts, RiskArrays arrays, TailRule rule, TailTable out) {
    prepare(in, arrays);
    out.reset(accounts.accounts());
    this.accounts = accounts;
    this.rule = rule;
    tails = out;
    share(sorting, worthSharing(accounts.accounts(), in));
  }

  @Override
  public void lossGrid(Revaluation in, int from, int to, RiskArrays arrays, LossGrid out) {
    prepare(in, arrays);
    out.reset(from, to - from, in.scenarios());
    grid = out;
    share(spreading, worthSharing(to - from, in));
  }

  @Override
  public void lossGrid(Revaluation in, int row, RiskArrays arrays, long[] pnlOut) {
    RowLaw.requireSameScenarios(in, arrays);
    RowLaw.grid(in, row, arrays, pnlOut);
  }

  @Override
  public void close() {
    workers.close();
  }

  private void prepare(Revaluation in, RiskArrays arrays) {
    RowLaw.requireSameScenarios(in, arrays);
    int sets = in.scenarioSetCount();
    // No longer than that, or a row could name a set of an earlier call.
    if (plans.length != sets) {
      plans = Arrays.copyOf(plans, sets);
    }
    int stride = arrays.stride();
    for (int i = 0; i < sets; i++) {
      SetPlan plan = plans[i];
      if (plan == null || !plan.isOf(in.scenarioSetAt(i), stride)) {
        plans[i] = new SetPlan(in.scenarioSetAt(i), stride);
      }
    }
    revaluation = in;
    for (RowLanes each : lanes) {
      each.begin(in, arrays, plans);
    }
  }

  /** Whether rows of this many scenarios are enough for another thread, as far as one can tell. */
  private static boolean worthSharing(int rows, Revaluation in) {
    return (long) rows * in.scenarios() >= ROWS_WORTH_SHARING * 32L;
  }

  private void share(Workers.Job job, boolean worthIt) {
    if (worthIt) {
      workers.run(job);
    } else {
      job.run(0, 1);
    }
  }

  private void pricePart(int part, int parts) {
    PriceLanes mine = priceLanes[part];
    mine.begin(batch, riskArrays);
    int end = Workers.bound(toPrice, part + 1, parts);
    for (int l = Workers.bound(toPrice, part, parts); l < end; l++) {
      mine.price(partly ? listed[l] : l);
    }
    mine.end();
  }

  private void revaluePart(int part, int parts) {
    int rows = revaluation.rows();
    lanes[part].revalue(
        Workers.bound(rows, part, parts), Workers.bound(rows, part + 1, parts), losses);
  }

  private void updatePart(int part, int parts) {
    int rows = list.count();
    int from = Workers.bound(rows, part, parts);
    lanes[part].revalueListed(list.row(), from, Workers.bound(rows, part + 1, parts), losses);
  }

  private void joinPart(int part, int parts) {
    int count = accounts.accounts();
    int from = Workers.bound(count, part, parts);
    lanes[part].revalueJoint(accounts, from, Workers.bound(count, part + 1, parts), losses);
  }

  private void tailPart(int part, int parts) {
    int count = accounts.accounts();
    int from = Workers.bound(count, part, parts);
    lanes[part].tails(accounts, from, Workers.bound(count, part + 1, parts), rule, tails);
  }

  private void gridPart(int part, int parts) {
    int first = grid.first();
    int from = first + Workers.bound(grid.rows(), part, parts);
    lanes[part].grid(from, first + Workers.bound(grid.rows(), part + 1, parts), grid);
  }
}
