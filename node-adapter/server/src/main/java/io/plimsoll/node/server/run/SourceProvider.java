package io.plimsoll.node.server.run;

import io.plimsoll.node.server.config.Setting;
import io.plimsoll.node.server.config.Settings;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import io.plimsoll.node.storage.StoredChain;
import java.io.IOException;

/** Opens a kind of source that another module brings, which the service loader finds. */
public interface SourceProvider {

  /** The setting that asks for it where it is not empty. */
  Setting setting();

  /**
   * Opens it.
   *
   * @throws io.plimsoll.node.cli.Failure where the settings do not make sense
   */
  BlockSource open(Settings settings, StoredChain chain, EventLogger log, Metrics metrics)
      throws IOException;
}
