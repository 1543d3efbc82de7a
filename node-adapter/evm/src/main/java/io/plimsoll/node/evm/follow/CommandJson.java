package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.cli.Failure;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Commands as people write them: an object with one field, the command's name, whose value has the
 * components of {@link Command}'s record of that name. Addresses are 0x and 40 digits, subaccounts
 * {@code ADDRESS/NUMBER}, numbers may be texts, and nothing may be missing or too much.
 *
 * {@snippet lang="json" :
 * {"Withdraw": {"from": "0x00000000000000000000000000000000000003e8/0", "amount": "25000000"}}
 * }
 */
public final class CommandJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .addModule(
              new SimpleModule("plimsoll")
                  .addDeserializer(Address.class, new OfAddress())
                  .addDeserializer(SubaccountId.class, new OfSubaccount()))
          .build();

  private CommandJson() {}

  /**
   * Reads a command.
   *
   * @throws Failure where it is none, with the reason
   */
  public static Command read(JsonNode node) {
    if (!node.isObject() || node.size() != 1) {
      throw new Failure("a command is an object with one field, its name: " + node);
    }
    Map.Entry<String, JsonNode> field = node.properties().iterator().next();
    for (Class<?> type : Command.class.getPermittedSubclasses()) {
      if (type.getSimpleName().equals(field.getKey())) {
        try {
          return (Command) MAPPER.treeToValue(field.getValue(), type);
        } catch (JacksonException | IllegalArgumentException e) {
          String line = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
          throw new Failure("command " + field.getKey() + ": " + line);
        }
      }
    }
    throw new Failure("there is no command " + field.getKey());
  }

  /**
   * The address of 0x and 40 hexadecimal digits.
   *
   * @throws Failure where the text is something else
   */
  public static Address address(String text) {
    if (!text.matches("0x[0-9a-fA-F]{40}")) {
      throw new Failure("'" + text + "' is not 0x and 40 hexadecimal digits");
    }
    return Address.read(new ByteReader(HexFormat.of().parseHex(text.substring(2))));
  }

  /**
   * The subaccount of an address, a slash and a number; the number 0 may be left out.
   *
   * @throws Failure where the text is something else
   */
  public static SubaccountId subaccount(String text) {
    if (!text.matches("0x[0-9a-fA-F]{40}(/[0-9]{1,10})?")) {
      throw new Failure("'" + text + "' is not an address, a slash and a number");
    }
    int slash = text.indexOf('/');
    long number = slash < 0 ? 0 : Long.parseLong(text.substring(slash + 1));
    if (number > 0xffff_ffffL) {
      throw new Failure("'" + text + "' has a number of more than 32 bits");
    }
    return new SubaccountId(address(slash < 0 ? text : text.substring(0, slash)), (int) number);
  }

  private static final class OfAddress extends ValueDeserializer<Address> {
    @Override
    public Address deserialize(JsonParser parser, DeserializationContext context) {
      return address(String.valueOf(parser.getValueAsString()));
    }
  }

  private static final class OfSubaccount extends ValueDeserializer<SubaccountId> {
    @Override
    public SubaccountId deserialize(JsonParser parser, DeserializationContext context) {
      return subaccount(String.valueOf(parser.getValueAsString()));
    }
  }
}
