package io.plimsoll.node.auth;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is signed of a command: the EIP-712 struct of its name and members with a last member {@code
 * Once once}, in the domain {@code Plimsoll}, version {@code 1}, of its chain. Of an order it is
 * the struct {@code Order} as it is. So a wallet shows what it signs in words.
 */
public final class CommandTypes {

  private static final String NAME = "Plimsoll";
  private static final String VERSION = "1";
  private static final String ONCE = "once";

  private CommandTypes() {}

  private static TypedData.Domain domain(long chainId) {
    return new TypedData.Domain(NAME, VERSION, chainId, null);
  }

  private static TypedData.Value value(Authenticated of) {
    Authenticated.Once once = of.once();
    if (once == null) {
      throw new IllegalArgumentException("what is signed has a nonce and an expiry");
    }
    return TypedData.Value.of(of.command()).with(ONCE, once);
  }

  /**
   * The digest that the sender of a command signs.
   *
   * @throws IllegalArgumentException where it does not count once
   */
  public static byte[] digest(long chainId, Authenticated of) {
    return domain(chainId).digest(value(of).hash());
  }

  /** The digest that the signer of an order signs; the chain is the order's. */
  public static byte[] digest(Command.Order order) {
    return domain(order.chainId()).digest(TypedData.Value.of(order).hash());
  }

  /**
   * What a wallet is given to sign a command by {@code eth_signTypedData_v4}, for a JSON writer:
   * maps, lists, texts and booleans.
   *
   * @throws IllegalArgumentException where it does not count once
   */
  public static Map<String, Object> forWallet(long chainId, Authenticated of) {
    return TypedData.forWallet(domain(chainId), value(of));
  }

  /** What a wallet is given to sign an order. */
  public static Map<String, Object> forWallet(Command.Order order) {
    return TypedData.forWallet(domain(order.chainId()), TypedData.Value.of(order));
  }

  /** The types of all commands and of the order as EIP-712 hashes them, in the order of names. */
  public static List<String> all() {
    TypedData.Struct once = TypedData.structOf(Authenticated.Once.class);
    List<String> out = new ArrayList<>();
    for (Class<?> kind : Command.class.getPermittedSubclasses()) {
      if (kind != Command.Genesis.class) {
        out.add(TypedData.structOf(kind).with(ONCE, once).encodeType());
      }
    }
    out.add(TypedData.structOf(Command.Order.class).encodeType());
    return out.stream().sorted().toList();
  }
}
