package io.plimsoll.node.evm.node;

import io.plimsoll.chain.ChainViews;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.follow.ChainTerms;
import io.plimsoll.node.evm.follow.Endpoints;
import io.plimsoll.node.evm.follow.Follower;
import io.plimsoll.node.evm.follow.Patience;
import io.plimsoll.node.evm.follow.SourceNote;
import io.plimsoll.node.evm.follow.TermsFile;
import io.plimsoll.node.evm.rpc.RpcClient;
import io.plimsoll.node.evm.validate.Validator;
import io.plimsoll.node.evm.validate.ValidatorThread;
import io.plimsoll.node.evm.validate.Validators;
import io.plimsoll.node.keys.KeyFile;
import io.plimsoll.node.keys.KeyRefused;
import io.plimsoll.node.keys.Password;
import io.plimsoll.node.server.config.Setting;
import io.plimsoll.node.server.config.Settings;
import io.plimsoll.node.server.run.BlockSource;
import io.plimsoll.node.server.run.SourceProvider;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import io.plimsoll.node.storage.ChainStore;
import io.plimsoll.node.storage.Outcome;
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
    List<URI> uris = uris("evm", settings.text(Setting.EVM));
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
    boolean signs = !settings.text(Setting.VALIDATOR_KEYSTORE).isEmpty();
    SigningKey key = signs ? key(settings) : null;
    Validators.Told told = signs ? told(settings) : null;
    return source(terms, endpoints, chain, patience, key, told, log, metrics);
  }

  /**
   * The source of a chain on disk.
   *
   * @param key the validator's; null where this node is none
   * @param told null where the key is
   */
  public static EvmSource source(
      ChainTerms terms,
      Endpoints endpoints,
      StoredChain chain,
      Patience patience,
      @Nullable SigningKey key,
      Validators.@Nullable Told told,
      EventLogger log,
      Metrics metrics)
      throws IOException {
    Follower follower =
        new Follower(terms, endpoints, new StoredHistory(chain), patience, log, metrics);
    ValidatorThread validator = null;
    if (key != null && told != null) {
      // The views first, while nobody else looks.
      StoredRoots roots = new StoredRoots(chain.store(), chain.chain().views());
      validator = Validators.of(terms, endpoints, roots, key, told, log, metrics);
      validator.start();
    }
    String name = "EVM chain " + terms.evmChain();
    return new EvmSource(follower, endpoints, name, terms.every(), validator);
  }

  private static SigningKey key(Settings settings) throws IOException {
    String password = settings.text(Setting.VALIDATOR_PASSWORD_FILE);
    if (password.isEmpty()) {
      throw new Failure("say with --validator-password-file where the key's password is");
    }
    Path file = Path.of(settings.text(Setting.VALIDATOR_KEYSTORE));
    try (Password read = Password.read(Path.of(password))) {
      return KeyFile.read(file).unlock(read);
    } catch (KeyRefused e) {
      throw new Failure(file + ": " + e.getMessage());
    }
  }

  private static Validators.Told told(Settings settings) {
    String peers = settings.text(Setting.VALIDATOR_PEERS);
    return new Validators.Told(
        Path.of(settings.text(Setting.DATA)).resolve("SIGNED"),
        peers.isEmpty() ? List.of() : uris("validator.peers", peers),
        settings.flag(Setting.VALIDATOR_SUBMIT),
        settings.whole(Setting.VALIDATOR_SUBMIT_AFTER_MS),
        settings.whole(Setting.VALIDATOR_STUCK_MS),
        settings.whole(Setting.VALIDATOR_MAX_FEE_GWEI),
        settings.whole(Setting.EVM_POLL_MS),
        settings.flag(Setting.VALIDATOR_NEW));
  }

  private static Endpoints.Rules rules(Settings settings, int endpoints) {
    String last = settings.text(Setting.EVM_FINAL);
    int agree = settings.count(Setting.EVM_AGREE);
    if (agree > endpoints) {
      throw new Failure(
          "evm-agree is "
              + agree
              + ", but evm names "
              + endpoints
              + " endpoints; name more, or let fewer agree");
    }
    return new Endpoints.Rules(
        agree,
        Endpoints.Prove.valueOf(settings.text(Setting.EVM_PROVE).toUpperCase(Locale.ROOT)),
        last.equals(FINALIZED) ? -1 : Long.parseLong(last));
  }

  private static List<URI> uris(String setting, String text) {
    List<URI> uris = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      URI uri;
      try {
        uri = URI.create(each.strip());
      } catch (IllegalArgumentException e) {
        throw new Failure(setting + ": each must be http://host:port");
      }
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
        throw new Failure(setting + ": each must be http://host:port");
      }
      if (uris.contains(uri)) {
        throw new Failure(setting + ": one is named twice");
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

  /** What a chain on disk came to. */
  private record StoredRoots(ChainStore store, ChainViews views) implements Validator.Roots {
    @Override
    public long height() {
      return views.latest().height();
    }

    @Override
    public Validator.@Nullable Came came(long height) {
      Outcome outcome = store.outcome(height);
      return outcome == null
          ? null
          : new Validator.Came(outcome.stateRoot(), outcome.marginDigest());
    }

    @Override
    public @Nullable SourceNote note(long height) {
      byte[] bytes = store.note(height);
      return bytes == null ? null : SourceNote.of(bytes);
    }
  }
}
