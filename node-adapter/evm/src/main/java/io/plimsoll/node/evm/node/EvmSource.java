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
import org.jspecify.annotations.Nullable;

/** Blocks made of an EVM chain's, one for one. */
public final class EvmSource implements BlockSource {

  private static final long TROUBLE_MS = 60_000;

  private final Follower follower;
  private final Endpoints endpoints;
  private final String name;
  private final @Nullable ValidatorThread validator;
  private byte[] note = StoredChain.NO_NOTE;

  /** The blocks that a follower makes, and who signs what they come to. */
  public EvmSource(
      Follower follower, Endpoints endpoints, String name, @Nullable ValidatorThread validator) {
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
    Follower.Tip tip = new Follower.Tip(after.height(), after.timeMs(), after.lastHash());
    return switch (follower.next(tip)) {
      case Follower.Step.Next next -> {
        note = next.note().toBytes();
        yield next.block();
      }
      case Follower.Step.Back back -> throw new Reorganised(back.height(), back.why());
    };
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
