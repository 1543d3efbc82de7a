package io.plimsoll.kernels.scalar;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;

/** The law. */
public final class ScalarEngine implements Engine {

  /** An engine without threads. */
  public ScalarEngine() {}

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public void price(PricingBatch in, RiskArrays out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void revalue(Revaluation in, RiskArrays arrays, LossTable out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void lossGrid(Revaluation in, int row, RiskArrays arrays, long[] pnlOut) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
