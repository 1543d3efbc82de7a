package io.plimsoll.node.server.rpc;

import io.plimsoll.node.server.pool.CommandPool;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.run.Overview;
import io.plimsoll.node.server.run.Readers;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import java.util.ArrayList;
import java.util.List;

/** All methods of a node. */
public final class Service {

  private Service() {}

  /**
   * What answers calls about a node.
   *
   * @param mostBytes of a request
   * @param mostDepth of its JSON
   * @param mostBatch calls in a batch
   */
  public static Dispatcher of(
      Node node,
      Readers readers,
      Feed feed,
      CommandPool pool,
      Overview overview,
      String version,
      int mostBytes,
      int mostDepth,
      int mostBatch,
      EventLogger log,
      Metrics metrics) {
    List<RpcMethod> methods = new ArrayList<>();
    methods.addAll(new AccountMethods(node, readers).all());
    methods.addAll(new MarketMethods(readers).all());
    methods.addAll(new BlockMethods(node, version).all());
    methods.addAll(new CommitmentMethods(node).all());
    methods.addAll(new CommandMethods(node, readers, pool, mostBytes / 2, metrics).all());
    methods.addAll(new OverviewMethods(node, readers, pool, overview, version).all());
    methods.addAll(feed.methods());
    methods.addAll(new AdminMethods(node, log).all());
    return new Dispatcher(methods, version, mostBytes, mostDepth, mostBatch, log, metrics);
  }
}
