package io.plimsoll.node.evm.node;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.node.evm.follow.Endpoints;
import io.plimsoll.node.evm.follow.Follower;
import io.plimsoll.node.evm.validate.ValidatorThread;
import io.plimsoll.node.server.run.BlockSource;
import io.plimsoll.node.server.run.Reorganised;
import io.plimsoll.node.server.run.SignedRoot;
import io.plimsoll.node.storage.StoredChain;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Blocks made of an EVM chain's, one for one. */
public final class EvmSource implements BlockSource {

  private static final long TROUBLE_MS = 60_000;
  private static final int KEPT = 64;

  private final Follower follower;
  private final Endpoints endpoints;
  private final String name;
  private final @Nullable ValidatorThread validator;

  /** States at heights that are committed, so that leaves can be proven under their roots. */
  private final ConcurrentSkipListMap<Long, ChainView> views = new ConcurrentSkipListMap<>();

  private final long every;
  private byte[] note = StoredChain.NO_NOTE;

  /**
   * The blocks that a follower makes, and who signs what they come to.
   *
   * @param every heights that are multiples of this are committed
   */
  public EvmSource(
      Follower follower,
      Endpoints endpoints,
      String name,
      long every,
      @Nullable ValidatorThread validator) {
    this.every = every;
    this.follower = follower;
    this.endpoints = endpoints;
    this.name = name;
    this.validator = validator;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Block next(ChainView after) throws InterruptedException {
    keep(after);
    Follower.Tip tip = new Follower.Tip(after.height(), after.timeMs(), after.lastHash());
    return switch (follower.next(tip)) {
      case Follower.Step.Next next -> {
        note = next.note().toBytes();
        yield next.block();
      }
      case Follower.Step.Back back -> throw new Reorganised(back.height(), back.why());
    };
  }

  private void keep(ChainView last) {
    views.tailMap(last.height(), false).clear();
    if (last.height() > 0 && last.height() % every == 0) {
      views.put(last.height(), last);
      if (views.size() > KEPT) {
        views.pollFirstEntry();
      }
    }
  }

  @Override
  public @Nullable ChainView viewAt(long height) {
    return views.get(height);
  }

  @Override
  public byte[] note() {
    return note;
  }

  @Override
  public @Nullable String trouble() {
    return endpoints.trouble(TROUBLE_MS);
  }

  @Override
  public @Nullable SignedRoot signedRoot(long height) {
    return validator == null ? null : validator.validator().signedRoot(height);
  }

  @Override
  public void close() {
    if (validator != null) {
      validator.close();
    }
    endpoints.close();
  }
}
