package io.plimsoll.kernels.scalar;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import java.util.Objects;

/** The law: one instrument after another, one row after another, on the calling thread. */
public final class ScalarEngine implements Engine {

  private final PricingMemory memory = new PricingMemory();
  private final SharedPricing pricing = new SharedPricing(memory);
  private long[] pnl = {};

  /** An engine without threads. */
  public ScalarEngine() {}

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public void price(PricingBatch in, RiskArrays out) {
    out.reset(in.count(), in.scenarios());
    memory.prepare(in, out.stride());
    pricing.begin();
    for (int i = 0; i < in.count(); i++) {
      pricing.price(in, i, out);
    }
    out.summariseRows();
  }

  @Override
  public void reprice(PricingBatch in, int[] instruments, int listed, RiskArrays out) {
    out.requireShape(in.count(), in.scenarios());
    memory.prepare(in, out.stride());
    pricing.begin();
    for (int l = 0; l < listed; l++) {
      pricing.price(in, Objects.checkIndex(instruments[l], in.count()), out);
    }
    out.summariseRows();
  }

  @Override
  public void revalue(Revaluation in, RiskArrays arrays, LossTable out) {
    RowLaw.requireSameScenarios(in, arrays);
    out.reset(in.rows());
    if (pnl.length < in.scenarios()) {
      pnl = new long[in.scenarios()];
    }
    for (int row = 0; row < in.rows(); row++) {
      RowLaw.grid(in, row, arrays, pnl);
      out.reduce(row, pnl, in.scenarios());
    }
  }

  @Override
  public void lossGrid(Revaluation in, int row, RiskArrays arrays, long[] pnlOut) {
    RowLaw.requireSameScenarios(in, arrays);
    RowLaw.grid(in, row, arrays, pnlOut);
  }

  @Override
  public void close() {}
}
