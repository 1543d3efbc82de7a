package io.plimsoll.node.server.config;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a node can be told, by a flag ({@code --rpc-port 8645}), the environment ({@code
 * PLIMSOLL_NODE_RPC_PORT}), a file ({@code rpc: port: 8645}) or not at all, in that order.
 */
public enum Setting {
  /** Where the chain is kept. */
  DATA("data", "", "text", "Folder of the chain; it is made where there is none."),
  /** Whether the node makes its own blocks. */
  DEV("dev", "false", "flag", "Make blocks of its own from the scenario below."),
  /** Seed of the scenario. */
  DEV_SEED("dev.seed", "1", "0..9223372036854775807", "Seed of the scenario."),
  /** Traders of the scenario. */
  DEV_TRADERS("dev.traders", "1000", "2..1000000", "Traders of the scenario."),
  /** Fills of the scenario. */
  DEV_FILLS("dev.fills", "50", "0..100000", "Fills in each block of the scenario."),
  /** Pace of the scenario. */
  DEV_BLOCK_MS(
      "dev.block-ms",
      "1000",
      "0..3600000",
      "Milliseconds from block to block; 0 is as fast as they can be made."),
  /** What margins portfolios of the scenario. */
  DEV_MODEL(
      "dev.model",
      "",
      "text",
      "Parameter set, one that ships or a file, by which the scenario margins mode portfolio from"
          + " its first block on."),
  /** Models that a chain may name besides those that ship. */
  MODELS_PARAMETERS(
      "models.parameters",
      "",
      "text",
      "Files of parameter sets that the chain may name as models, with commas between, beside those"
          + " that ship."),
  /** Whom the node follows. */
  FOLLOW(
      "follow",
      "",
      "text",
      "Take blocks from a log (a file) or from another node (http://host:port) instead."),
  /** The EVM chain that the node follows. */
  EVM(
      "evm",
      "",
      "text",
      "Take blocks from an EVM chain instead, by these nodes of it (http://host:port), with commas"
          + " between; they are compared."),
  /** What all nodes of a chain have the same. */
  EVM_TERMS("evm-terms", "", "text", "File with the terms of a chain beside an EVM chain."),
  /** When a block of the EVM chain is final. */
  EVM_FINAL(
      "evm-final",
      "finalized",
      "finalized|[0-9]{1,6}",
      "When a block of the EVM chain is final: finalized, as the chain says, or after so many"
          + " blocks."),
  /** How many endpoints must agree. */
  EVM_AGREE("evm-agree", "1", "1..100", "The least number of endpoints that say the same."),
  /** When receipts are asked for. */
  EVM_PROVE(
      "evm-prove",
      "auto",
      "auto|always|never",
      "When a block's receipts prove its logs: where fewer than two endpoints say what they are or"
          + " they differ; always; where they differ alone."),
  /** Pace of questions. */
  EVM_POLL_MS("evm-poll-ms", "1000", "10..60000", "Milliseconds from one look for a block on."),
  /** Limit of an endpoint. */
  EVM_ANSWER_MS("evm-answer-ms", "10000", "100..600000", "Milliseconds for a whole answer."),
  /** Limit of an endpoint. */
  EVM_ANSWER_BYTES(
      "evm-answer-bytes", "67108864", "65536..1073741824", "The most bytes of an answer."),
  /** The validator's key. */
  VALIDATOR_KEYSTORE(
      "validator.keystore",
      "",
      "text",
      "Encrypted file with the key that signs roots for the contract of commitments."),
  /** The key's password. */
  VALIDATOR_PASSWORD_FILE("validator.password-file", "", "text", "File with its password."),
  /** Where other validators answer. */
  VALIDATOR_PEERS(
      "validator.peers",
      "",
      "text",
      "Other validators' nodes (http://host:port), with commas between, asked for signatures."),
  /** Whether this node posts what a quorum has signed. */
  VALIDATOR_SUBMIT("validator.submit", "false", "flag", "Post what a quorum has signed."),
  /** Who posts first. */
  VALIDATOR_SUBMIT_AFTER_MS(
      "validator.submit-after-ms",
      "0",
      "0..3600000",
      "Milliseconds that others have to post a quorum first."),
  /** When a post is brought again. */
  VALIDATOR_STUCK_MS(
      "validator.stuck-ms",
      "60000",
      "1000..3600000",
      "Milliseconds after which a post in no block is sent again for higher fees."),
  /** Limit of fees. */
  VALIDATOR_MAX_FEE_GWEI(
      "validator.max-fee-gwei", "500", "1..1000000", "The most that a unit of gas may cost."),
  /** That a key has signed nothing yet. */
  VALIDATOR_NEW(
      "validator.new",
      "false",
      "flag",
      "This key has signed for this contract nowhere, so a folder with blocks may lack the file of"
          + " what was signed. Refused once there is that file: take it out then."),
  /** Upgrades. */
  UPGRADES(
      "upgrades",
      "",
      "text",
      "Upgrades by height, NAME@HEIGHT, with commas between; see the README."),
  /** Where to stop. */
  HALT_HEIGHT(
      "halt-height",
      "0",
      "0..9223372036854775807",
      "Stop, with exit code 0, when this block is on disk; 0 is never."),
  /** How many blocks are kept. */
  KEEP_BLOCKS(
      "keep-blocks",
      "0",
      "0..9223372036854775807",
      "Blocks to keep, at least 64, the state stays whole; 0 keeps all."),
  /** Who computes. */
  ENGINE(
      "engine", "auto", "auto|scalar|simd|tornado|shadow", "Who computes; the roots are the same."),
  /** Threads of the engine. */
  THREADS("threads", "1", "1..1024", "Threads of the engine; the roots are the same."),
  /** Limit of the pool. */
  POOL_COMMANDS("pool.commands", "10000", "1..1000000", "The most commands that wait for a block."),
  /** Limit of the pool. */
  POOL_BYTES(
      "pool.bytes",
      "8388608",
      "1024..268435456",
      "The most bytes of them, up to 256 MiB; their file may be four times as long."),
  /** Limit of a sender. */
  POOL_PER_SENDER("pool.per-sender", "64", "1..1000000", "The most commands of one sender."),
  /** Address of the port. */
  RPC_HOST(
      "rpc.host",
      "127.0.0.1",
      "text",
      "Address to listen on. Whoever reaches it can ask; administrative calls need the token."),
  /** The port. */
  RPC_PORT("rpc.port", "8645", "0..65535", "Port of RPC, metrics and health; 0 takes a free one."),
  /** Names by which clients may call the node. */
  RPC_NAMES(
      "rpc.names",
      "localhost,127.0.0.1,[::1]",
      "text",
      "Names in a request's Host that are answered, with commas between; * is any."),
  /** Readers. */
  RPC_READERS("rpc.readers", "2", "1..256", "Questions that are answered at once."),
  /** The token. */
  RPC_TOKEN_FILE(
      "rpc.token-file",
      "",
      "text",
      "File with the token of administrative calls; without one there are none."),
  /** Limit of a request. */
  RPC_BODY_BYTES("rpc.body-bytes", "262144", "64..67108864", "The most bytes of a request."),
  /** Limit of a request. */
  RPC_DEPTH("rpc.depth", "16", "4..200", "The most levels of JSON in a request."),
  /** Limit of a batch. */
  RPC_BATCH("rpc.batch", "50", "1..10000", "The most calls in a batch."),
  /** Limit of an address. */
  RPC_RATE(
      "rpc.rate",
      "1000",
      "0..1000000000",
      "Calls a second from one address, with as many at once; 0 is without limit."),
  /** Limit of connections. */
  RPC_CONNECTIONS("rpc.connections", "256", "1..65536", "The most connections at a time."),
  /** Limit of a slow client. */
  RPC_IDLE_SECONDS(
      "rpc.idle-seconds",
      "30",
      "1..86400",
      "Seconds after which a client that sends or takes nothing is dropped."),
  /** What is logged. */
  LOG_LEVEL("log.level", "info", "error|warn|info|debug", "Least level."),
  /** How it is logged. */
  LOG_FORMAT("log.format", "text", "text|json", "text, or json: one object a line.");

  private final String key;
  private final String initially;

  /** {@code text}, {@code flag}, {@code least..most} or {@code one|of|these}, each a pattern. */
  private final String rule;

  private final String help;

  Setting(String key, String initially, String rule, String help) {
    this.key = key;
    this.initially = initially;
    this.rule = rule;
    this.help = help;
  }

  /** Its name in files, with dots between levels. */
  public String key() {
    return key;
  }

  /** Its name as a flag. */
  public String flag() {
    return "--" + key.replace('.', '-');
  }

  /** Its name in the environment. */
  public String variable() {
    return Settings.VARIABLES + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Its value where nobody says any. */
  public String initially() {
    return initially;
  }

  /** Whether it is true or false. */
  public boolean isFlag() {
    return rule.equals("flag");
  }

  /** A sentence for people. */
  public String help() {
    return help;
  }

  /** The rule that a value breaks, or null. */
  @Nullable String broken(String value) {
    if (rule.equals("text")) {
      boolean controls = value.chars().anyMatch(Character::isISOControl);
      return controls ? "it must be without control characters" : null;
    }
    if (rule.equals("flag")) {
      return value.equals("true") || value.equals("false") ? null : "it must be true or false";
    }
    int dots = rule.indexOf("..");
    if (dots < 0) {
      List<String> words = List.of(rule.split("\\|", -1));
      return words.stream().anyMatch(value::matches)
          ? null
          : "it must be one of " + String.join(", ", words);
    }
    // Twenty digits and more are more than any rule allows.
    boolean whole =
        value.matches("[0-9]{1,19}")
            && isIn(new BigInteger(value), rule.substring(0, dots), rule.substring(dots + 2));
    return whole ? null : "it must be a whole number in " + rule;
  }

  private static boolean isIn(BigInteger value, String least, String most) {
    return value.compareTo(new BigInteger(least)) >= 0
        && value.compareTo(new BigInteger(most)) <= 0;
  }
}
