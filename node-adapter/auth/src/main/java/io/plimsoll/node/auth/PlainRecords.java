package io.plimsoll.node.auth;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records from the maps, lists, texts, numbers and booleans that {@link TypedData#forWallet} writes
 * of them. A whole number may be a number or a text; nothing may be missing, nothing is guessed.
 */
final class PlainRecords {

  private static final BigInteger MOST_UNSIGNED = BigInteger.valueOf(0xffff_ffffL);
  private static final BigInteger LEAST_INT = BigInteger.valueOf(Integer.MIN_VALUE);
  private static final BigInteger MOST_INT = BigInteger.valueOf(Integer.MAX_VALUE);
  private static final BigInteger LEAST_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST_LONG = BigInteger.valueOf(Long.MAX_VALUE);
  private static final int SHOWN = 60;

  private PlainRecords() {}

  /**
   * A record of a class.
   *
   * @param at what the record is to whoever reads the message of an exception; may be empty
   * @throws IllegalArgumentException where a member is missing, unknown, or not of its type
   */
  static Object read(Class<?> of, @Nullable Object plain, String at) {
    if (!(plain instanceof Map<?, ?> members)) {
      throw broken(at.isEmpty() ? "command" : at, plain, "it must be an object");
    }
    RecordComponent[] components = of.getRecordComponents();
    List<String> names = new ArrayList<>();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      String there = at.isEmpty() ? name : at + "." + name;
      names.add(name);
      types[i] = components[i].getType();
      boolean unsigned = of == SubaccountId.class && types[i] == int.class;
      values[i] = value(components[i].getGenericType(), unsigned, members.get(name), there);
    }
    for (Object name : members.keySet()) {
      if (!names.contains(name)) {
        String unknown = (at.isEmpty() ? "" : at + ".") + shorten(String.valueOf(name));
        throw new IllegalArgumentException(
            unknown + " is no member; there are " + String.join(", ", names));
      }
    }
    try {
      return of.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          at + " is refused: " + shorten(String.valueOf(e.getCause())), e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record's constructor cannot be called: " + of, e);
    }
  }

  private static Object value(Type of, boolean unsigned, @Nullable Object plain, String at) {
    if (of instanceof ParameterizedType list) {
      return list(list.getActualTypeArguments()[0], plain, at);
    }
    Class<?> type = (Class<?>) of;
    if (type == long.class) {
      return whole(plain, LEAST_LONG, MOST_LONG, at).longValue();
    } else if (type == int.class) {
      BigInteger least = unsigned ? BigInteger.ZERO : LEAST_INT;
      return whole(plain, least, unsigned ? MOST_UNSIGNED : MOST_INT, at).intValue();
    } else if (type == boolean.class) {
      if (!(plain instanceof Boolean)) {
        throw broken(at, plain, "it must be true or false");
      }
      return plain;
    } else if (type == String.class) {
      return text(plain, at);
    } else if (type.isEnum()) {
      return constant(type, text(plain, at), at);
    } else if (type == Address.class) {
      return address(text(plain, at), at);
    }
    return read(type, plain, at);
  }

  private static List<Object> list(Type of, @Nullable Object plain, String at) {
    if (!(plain instanceof List<?> elements)) {
      throw broken(at, plain, "it must be a list");
    }
    List<Object> out = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      out.add(value(of, false, elements.get(i), at + "[" + i + "]"));
    }
    return out;
  }

  private static BigInteger whole(
      @Nullable Object plain, BigInteger least, BigInteger most, String at) {
    String rule = "it must be a whole number in " + least + ".." + most;
    BigInteger value =
        switch (plain) {
          case Long number -> BigInteger.valueOf(number);
          case Integer number -> BigInteger.valueOf(number);
          // Twenty digits and more are out of all ranges.
          case String text when text.matches("-?[0-9]{1,19}") -> new BigInteger(text);
          case null, default -> throw broken(at, plain, rule);
        };
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw broken(at, plain, rule);
    }
    return value;
  }

  private static String text(@Nullable Object plain, String at) {
    if (plain instanceof String text) {
      return text;
    }
    throw broken(at, plain, "it must be text");
  }

  private static Object constant(Class<?> type, String name, String at) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String each = ((Enum<?>) constant).name();
      if (each.equals(name)) {
        return constant;
      }
      names.add(each);
    }
    String rule = names.size() > 20 ? "there is no such name" : "it must be one of " + names;
    throw broken(at, name, rule);
  }

  private static Address address(String text, String at) {
    if (!text.matches("0x[0-9a-fA-F]{40}")) {
      throw broken(at, text, "it must be 0x and 40 hexadecimal digits");
    }
    return Address.read(new ByteReader(HexFormat.of().parseHex(text.substring(2))));
  }

  private static IllegalArgumentException broken(String at, @Nullable Object plain, String rule) {
    String shown =
        switch (plain) {
          case null -> "missing";
          case Map<?, ?> map -> "an object";
          case List<?> list -> "a list";
          default -> shorten(String.valueOf(plain));
        };
    return new IllegalArgumentException(at + " is " + shown + "; " + rule);
  }

  private static String shorten(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
