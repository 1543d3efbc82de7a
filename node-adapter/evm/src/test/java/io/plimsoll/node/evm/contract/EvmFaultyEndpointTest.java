package io.plimsoll.node.evm.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.plimsoll.node.evm.contract.FaultyProxy.Fault;
import io.plimsoll.node.evm.follow.Patience;
import io.plimsoll.node.evm.rpc.RpcClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A whole node on a real EVM by two endpoints, of which the first one fails in each way in turn and
 * gets well again: it is named, left and taken back, and the blocks are what they are without it.
 * Three ways in a plain build; {@code -Dplimsoll.evm.faults} says how many more than all of them
 * there are, in an order of the seed's.
 */
@Timeout(600)
class EvmFaultyEndpointTest extends NodesOnAnvil {

  private static final int MORE = Integer.getInteger("plimsoll.evm.faults", 0);
  private static final long SEED = Long.getLong("plimsoll.seed", 1);

  /** Away for 600 ms at most, as tests are in a hurry. */
  private static final Patience PATIENCE = new Patience(20, 300, 1, 600);

  private static final RpcClient.Limits LIMITS = new RpcClient.Limits(700, 64L << 20);

  @Test
  void aFaultyOneIsNamedLeftAndTakenBack() throws InterruptedException {
    System.out.println("EvmFaultyEndpointTest: -Dplimsoll.seed=" + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    price(50_000);
    fund(evm.account(3), ALICE.address(), 100_000 * USD);
    fund(evm.account(4), BOB.address(), 100_000 * USD);
    List<Fault> all = new ArrayList<>(List.of(Fault.values()));
    all.remove(Fault.NONE);
    List<Fault> faults = new ArrayList<>(all);
    if (MORE == 0) {
      faults.retainAll(List.of(Fault.STALE, Fault.OTHER_RECEIPTS, Fault.TRUNCATES));
    }
    for (int i = 0; i < MORE; i++) {
      faults.add(all.get(random.nextInt(all.size())));
    }
    try (FaultyProxy proxy = new FaultyProxy(URI.create(evm.url()));
        EvmNode node =
            new EvmNode(
                folder.resolve("node"),
                terms,
                List.of(URI.create(proxy.url()), URI.create(evm.url())),
                null,
                -1,
                PATIENCE,
                LIMITS)) {
      for (Fault fault : faults) {
        untilSame(node);
        node.until(
            "taken back before " + fault,
            () -> node.metrics().contains("plimsoll_evm_endpoints_serving 2\n"));
        long before = left(node, fault);
        proxy.does(fault, lastNumber());
        life(random, 2);
        untilSame(node);
        node.until("left for " + fault, () -> left(node, fault) > before);
        proxy.does(Fault.NONE, 0);
      }
      untilSame(node);
      assertFalse(node.logged().contains("left endpoint=#2"), node::logged);
      assertFalse(node.logged().contains("left endpoint=\"#2"), node::logged);
      long height = node.height();
      assertEquals(control("control", height), roots(node, height));
    }
  }

  /** How often an endpoint was left for what a fault looks like. */
  private static long left(EvmNode node, Fault fault) {
    Matcher found =
        Pattern.compile("evm_endpoints_left_total\\{reason=\"" + fault.reason() + "\"\\} (\\d+)")
            .matcher(node.metrics());
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
