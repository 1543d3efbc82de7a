package io.plimsoll.node.auth;

import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether signed bytes are a command of the one whom they name. The answer depends on the bytes and
 * the chain's id alone: what depends on the state, as nonces, expiries, roles and grants, is for
 * the chain to say. It may be asked by many threads.
 */
public final class Authenticator {

  private final long chainId;

  /** Of commands for a chain. */
  public Authenticator(long chainId) {
    this.chainId = chainId;
  }

  /**
   * The answer.
   *
   * @param command null but where the code is {@link AuthCode#OK}
   */
  public record Answer(AuthCode code, @Nullable Authenticated command) {

    private static Answer not(AuthCode code) {
      return new Answer(code, null);
    }
  }

  /** Looks at bytes, whatever they are. */
  public Answer authenticate(byte[] bytes) {
    SignedCommand signed;
    try {
      signed = SignedCommand.read(bytes);
    } catch (MalformedBytes e) {
      return Answer.not(AuthCode.MALFORMED);
    }
    AuthCode code = check(signed);
    return code == AuthCode.OK ? new Answer(code, signed.command()) : Answer.not(code);
  }

  private AuthCode check(SignedCommand signed) {
    Authenticated of = signed.command();
    if (of.command() instanceof Command.Genesis) {
      return AuthCode.UNSIGNABLE;
    }
    if (signed.chainId() != chainId) {
      return AuthCode.WRONG_CHAIN;
    }
    if (of.once() == null) {
      return AuthCode.NOT_ONCE;
    }
    byte[] digest = CommandTypes.digest(chainId, of);
    AuthCode sender = check(digest, signed.signature(), of.sender(), AuthCode.WRONG_SENDER);
    if (sender == AuthCode.OK && of.command() instanceof Command.FillOrders fill) {
      return checkOrders(List.of(fill.buy(), fill.sell()), signed.orders());
    }
    return sender;
  }

  private AuthCode checkOrders(List<Command.SignedOrder> orders, List<Signature> signatures) {
    for (int i = 0; i < orders.size(); i++) {
      Command.SignedOrder each = orders.get(i);
      if (each.order().chainId() != chainId) {
        return AuthCode.WRONG_CHAIN;
      }
      byte[] digest = CommandTypes.digest(each.order());
      AuthCode code = check(digest, signatures.get(i), each.signer(), AuthCode.WRONG_ORDER_SIGNER);
      if (code != AuthCode.OK) {
        return code;
      }
    }
    return AuthCode.OK;
  }

  private static AuthCode check(
      byte[] digest, Signature signature, Address named, AuthCode otherwise) {
    Secp256k1.Recovered recovered = Secp256k1.recover(digest, signature);
    if (recovered.code() != AuthCode.OK) {
      return recovered.code();
    }
    return recovered.signer().equals(named) ? AuthCode.OK : otherwise;
  }

  /**
   * Signs a command.
   *
   * @param key the sender's
   * @param orders the keys of the signers of the orders, none for all other commands
   * @throws IllegalArgumentException where a key is not that of whom the command names, or the
   *     command does not count once
   */
  public SignedCommand sign(Authenticated command, SigningKey key, SigningKey... orders) {
    requireKey(key, command.sender());
    Signature own = key.sign(CommandTypes.digest(chainId, command));
    if (command.command() instanceof Command.FillOrders fill && orders.length == 2) {
      requireKey(orders[0], fill.buy().signer());
      requireKey(orders[1], fill.sell().signer());
      Signature buy = orders[0].sign(CommandTypes.digest(fill.buy().order()));
      Signature sell = orders[1].sign(CommandTypes.digest(fill.sell().order()));
      return new SignedCommand(chainId, command, own, List.of(buy, sell));
    }
    return new SignedCommand(chainId, command, own, List.of());
  }

  private static void requireKey(SigningKey key, Address named) {
    if (!key.address().equals(named)) {
      throw new IllegalArgumentException(key + " does not sign for " + named);
    }
  }
}
