package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
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

  // What the jobs work on during a call; the hand-over of a job publishes them to the threads.
  private PricingBatch batch = new PricingBatch();
  private boolean partly;
  private int[] listed = {};
  private int toPrice;
  private RiskArrays riskArrays = new RiskArrays();
  private Revaluation revaluation = new Revaluation();
  private LossTable losses = new LossTable();
  private @Nullable SetPlan[] plans = {};

  /**
   * An engine that has not started its threads yet.
   *
   * @param threads the number of threads, the calling one among them, at least 1
   */
  public SimdEngine(int threads) {
    workers = new Workers(threads);
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
    price(in, in.count(), out);
  }

  @Override
  public void reprice(PricingBatch in, int[] instruments, int count, RiskArrays out) {
    out.requireShape(in.count(), in.scenarios());
    for (int l = 0; l < count; l++) {
      Objects.checkIndex(instruments[l], in.count());
    }
    partly = true;
    listed = instruments;
    price(in, count, out);
  }

  private void price(PricingBatch in, int count, RiskArrays out) {
    memory.prepare(in, out.stride());
    batch = in;
    toPrice = count;
    riskArrays = out;
    share(pricing, count >= INSTRUMENTS_WORTH_SHARING);
    out.summariseRows();
  }

  @Override
  public void revalue(Revaluation in, RiskArrays arrays, LossTable out) {
    RowLaw.requireSameScenarios(in, arrays);
    out.reset(in.rows());
    prepare(in, arrays.stride());
    revaluation = in;
    riskArrays = arrays;
    losses = out;
    share(revaluing, in.rows() >= ROWS_WORTH_SHARING);
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

  private void prepare(Revaluation in, int stride) {
    int sets = in.scenarioSetCount();
    if (plans.length < sets) {
      plans = Arrays.copyOf(plans, sets);
    }
    for (int i = 0; i < sets; i++) {
      SetPlan plan = plans[i];
      if (plan == null || !plan.isOf(in.scenarioSetAt(i), stride)) {
        plans[i] = new SetPlan(in.scenarioSetAt(i), stride);
      }
    }
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
    int end = bound(toPrice, part + 1, parts);
    for (int l = bound(toPrice, part, parts); l < end; l++) {
      mine.price(partly ? listed[l] : l);
    }
    mine.end();
  }

  private void revaluePart(int part, int parts) {
    int rows = revaluation.rows();
    lanes[part].run(
        revaluation,
        riskArrays,
        plans,
        losses,
        bound(rows, part, parts),
        bound(rows, part + 1, parts));
  }

  /** Where part {@code part} of {@code parts} contiguous parts of a range from 0 starts. */
  private static int bound(int count, int part, int parts) {
    int whole = count / parts;
    return whole * part + Math.min(part, count % parts);
  }
}
