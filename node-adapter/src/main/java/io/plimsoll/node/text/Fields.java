package io.plimsoll.node.text;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import java.lang.reflect.RecordComponent;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of the chain, as events, commands and rows, as names and texts, field by field. */
public final class Fields {

  private Fields() {}

  /** The fields of a record, those of records and lists in it among them. */
  public static Map<String, String> of(Object value) {
    Map<String, String> out = new LinkedHashMap<>();
    put("", value, out);
    return out;
  }

  private static void put(String path, @Nullable Object value, Map<String, String> out) {
    switch (value) {
      case null -> out.put(path, "none");
      case Hash hash -> out.put(path, hash.hex());
      case Address address -> out.put(path, address.toString());
      case SubaccountId id -> out.put(path, id.toString());
      case byte[] bytes -> out.put(path, HexFormat.of().formatHex(bytes));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          put(path + "[" + i + "]", list.get(i), out);
        }
      }
      case Record record -> {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
          put(name, get(component, record), out);
        }
      }
      default -> out.put(path, String.valueOf(value));
    }
  }

  private static @Nullable Object get(RecordComponent component, Record of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " of " + of.getClass(), e);
    }
  }

  /** One line: a kind and its fields. */
  public static String line(Object value) {
    StringBuilder out = new StringBuilder(value.getClass().getSimpleName());
    of(value).forEach((name, text) -> out.append(' ').append(name).append('=').append(text));
    return out.toString();
  }
}
