package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.command.Address;
import io.plimsoll.node.evm.proof.FakeBlocks;
import io.plimsoll.node.evm.proof.FakeBlocks.FakeBlock;
import io.plimsoll.node.evm.rpc.EvmLog;
import io.plimsoll.node.evm.rpc.RpcClient;
import java.util.ArrayList;
import java.util.List;

/**
 * How many events a second come from a node on this machine through to blocks: HTTP, decoding,
 * comparison with nothing, events, commands. A main program, as tests measure no time: {@code java
 * ... DecodeRate [events of a block] [seconds] [auto|never]}.
 */
public final class DecodeRate {

  private static final int BLOCKS = 20;
  private static final RpcClient.Limits LIMITS = new RpcClient.Limits(60_000, 1L << 28);

  private DecodeRate() {}

  /** Runs it. */
  public static void main(String[] args) throws InterruptedException {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
    long seconds = args.length > 1 ? Long.parseLong(args[1]) : 20;
    boolean proven = args.length > 2 && args[2].equals("auto");
    List<FakeBlock> chain = new ArrayList<>(Scene.chain(1, ""));
    long sequence = 0;
    for (int i = 1; i < BLOCKS; i++) {
      List<EvmLog> logs = new ArrayList<>();
      for (int k = 0; k < events; k++) {
        sequence++;
        Address owner = Address.ofNumber(sequence);
        logs.add(
            k % 2 == 0
                ? Logs.deposited(k, sequence, owner, 0, 0xffff_ffffL, sequence)
                : Logs.answered(k, sequence, Logs.FEED, sequence));
      }
      FakeBlock last = chain.getLast();
      long number = last.number() + 1;
      chain.add(FakeBlocks.block(number, last.hash(), 1_700_000_000L + number, "", logs));
    }
    Endpoints.Rules rules =
        new Endpoints.Rules(1, proven ? Endpoints.Prove.ALWAYS : Endpoints.Prove.NEVER, -1);
    long untilNs = System.nanoTime() + seconds * 1_000_000_000L;
    try (FakeNode node = new FakeNode(chain, true)) {
      while (System.nanoTime() < untilNs) {
        try (Scene scene = new Scene(Scene.terms(true), rules, LIMITS, node)) {
          scene.follow(1);
          long fromNs = System.nanoTime();
          scene.follow(BLOCKS);
          long ns = System.nanoTime() - fromNs;
          System.out.println(
              sequence * 1_000_000_000L / ns
                  + " events/s, "
                  + (BLOCKS - 1)
                  + " blocks of "
                  + events);
        }
      }
    }
  }
}
