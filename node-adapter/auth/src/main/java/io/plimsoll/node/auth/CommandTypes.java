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

  /** The names of all commands that can be signed, in their order. */
  public static List<String> names() {
    return signable().stream().map(Class::getSimpleName).sorted().toList();
  }

  private static List<Class<?>> signable() {
    List<Class<?>> out = new ArrayList<>(List.of(Command.class.getPermittedSubclasses()));
    out.remove(Command.Genesis.class);
    return out;
  }

  /**
   * A command from what {@link #forWallet} has for its message, without {@code once}: maps, lists,
   * texts, booleans and whole numbers.
   *
   * @param name as in {@link #names}
   * @throws IllegalArgumentException where there is no such command, or a member is missing,
   *     unknown, or not of its type; the message names it
   */
  public static Command read(String name, Map<String, ?> members) {
    for (Class<?> kind : signable()) {
      if (kind.getSimpleName().equals(name)) {
        return (Command) PlainRecords.read(kind, members, "");
      }
    }
    throw new IllegalArgumentException("there is no such command; there are " + names());
  }

  /** The types of all commands and of the order as EIP-712 hashes them, in the order of names. */
  public static List<String> all() {
    TypedData.Struct once = TypedData.structOf(Authenticated.Once.class);
    List<String> out = new ArrayList<>();
    signable().forEach(kind -> out.add(TypedData.structOf(kind).with(ONCE, once).encodeType()));
    out.add(TypedData.structOf(Command.Order.class).encodeType());
    return out.stream().sorted().toList();
  }
}
