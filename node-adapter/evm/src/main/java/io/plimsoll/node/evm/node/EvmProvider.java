package io.plimsoll.node.evm.node;

import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.follow.ChainTerms;
import io.plimsoll.node.evm.follow.Endpoints;
import io.plimsoll.node.evm.follow.Follower;
import io.plimsoll.node.evm.follow.Patience;
import io.plimsoll.node.evm.follow.TermsFile;
import io.plimsoll.node.evm.rpc.RpcClient;
import io.plimsoll.node.server.config.Setting;
import io.plimsoll.node.server.config.Settings;
import io.plimsoll.node.server.run.BlockSource;
import io.plimsoll.node.server.run.SourceProvider;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import io.plimsoll.node.storage.StoredChain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Opens the source of {@code --evm}. */
public final class EvmProvider implements SourceProvider {

  private static final String FINALIZED = "finalized";

  /** For the service loader. */
  public EvmProvider() {}

  @Override
  public Setting setting() {
    return Setting.EVM;
  }

  @Override
  public BlockSource open(Settings settings, StoredChain chain, EventLogger log, Metrics metrics)
      throws IOException {
    String file = settings.text(Setting.EVM_TERMS);
    if (file.isEmpty()) {
      throw new Failure("say with --evm-terms which file has the chain's terms");
    }
    ChainTerms terms = TermsFile.read(Path.of(file));
    Patience patience = Patience.usual(settings.whole(Setting.EVM_POLL_MS));
    List<URI> uris = uris(settings.text(Setting.EVM));
    Endpoints endpoints =
        new Endpoints(
            uris,
            terms,
            new RpcClient.Limits(
                settings.whole(Setting.EVM_ANSWER_MS), settings.whole(Setting.EVM_ANSWER_BYTES)),
            patience,
            rules(settings, uris.size()),
            log,
            metrics);
    Follower follower =
        new Follower(terms, endpoints, new StoredHistory(chain), patience, log, metrics);
    return new EvmSource(follower, endpoints, "EVM chain " + terms.evmChain());
  }

  private static Endpoints.Rules rules(Settings settings, int endpoints) {
    String last = settings.text(Setting.EVM_FINAL);
    int agree = settings.count(Setting.EVM_AGREE);
    if (agree > endpoints) {
      throw new Failure("evm-agree is " + agree + "; there are " + endpoints + " endpoints");
    }
    return new Endpoints.Rules(
        agree,
        Endpoints.Prove.valueOf(settings.text(Setting.EVM_PROVE).toUpperCase(Locale.ROOT)),
        last.equals(FINALIZED) ? -1 : Long.parseLong(last));
  }

  private static List<URI> uris(String text) {
    List<URI> uris = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      URI uri;
      try {
        uri = URI.create(each.strip());
      } catch (IllegalArgumentException e) {
        throw new Failure("evm: an endpoint must be http://host:port");
      }
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
        throw new Failure("evm: an endpoint must be http://host:port");
      }
      if (uris.contains(uri)) {
        throw new Failure("evm: an endpoint is named twice");
      }
      uris.add(uri);
    }
    return uris;
  }

  /** What a chain on disk knows of its blocks. */
  private record StoredHistory(StoredChain chain) implements Follower.History {
    @Override
    public int undoable() {
      return chain.chain().undoable();
    }

    @Override
    public byte @Nullable [] note(long height) {
      return chain.store().note(height);
    }
  }
}
