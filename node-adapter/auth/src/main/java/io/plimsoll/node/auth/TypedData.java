package io.plimsoll.node.auth;

import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records as structs of EIP-712. A struct has the record's simple name and its components in their
 * order: {@code long} is int64, {@code int} is int32, an address is address, an enum is the string
 * of its name, a subaccount is {@code Subaccount(address owner,uint32 number)}, a list is an array,
 * another record is a struct.
 */
final class TypedData {

  private static final int WORD = 32;
  private static final String SUBACCOUNT = "Subaccount";

  /** A member of a struct, and how it is read of the struct's record. */
  record Member(String name, String type, Function<Object, Object> reader) {}

  /** A struct and what its members are. */
  record Value(Struct struct, List<Object> members) {

    /** A record as it is. */
    static Value of(Object record) {
      Struct struct = structOf(record.getClass());
      List<Object> members = new ArrayList<>();
      struct.members.forEach(member -> members.add(member.reader.apply(record)));
      return new Value(struct, members);
    }

    /** With one member more, which is a record. */
    Value with(String name, Object record) {
      List<Object> longer = new ArrayList<>(members);
      longer.add(record);
      return new Value(struct.with(name, structOf(record.getClass())), longer);
    }

    /** Its hash: of its type and its members. */
    byte[] hash() {
      byte[][] parts = new byte[members.size() + 1][];
      parts[0] = Keccak.hash(struct.encodeType().getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < members.size(); i++) {
        parts[i + 1] = word(struct.members.get(i).type, members.get(i));
      }
      return Keccak.hash(parts);
    }
  }

  /** A struct type. */
  record Struct(String name, List<Member> members, SortedMap<String, Struct> needs) {

    /** With one member more, of another struct. */
    Struct with(String member, Struct of) {
      TreeMap<String, Struct> all = new TreeMap<>(needs);
      all.putAll(of.needs);
      all.put(of.name, of);
      List<Member> longer = new ArrayList<>(members);
      longer.add(new Member(member, of.name, record -> record));
      return new Struct(name, longer, all);
    }

    /** As EIP-712 hashes it: itself, then what it needs in the order of names. */
    String encodeType() {
      StringBuilder out = new StringBuilder(own());
      needs.values().forEach(each -> out.append(each.own()));
      return out.toString();
    }

    private String own() {
      StringBuilder out = new StringBuilder(name).append('(');
      for (int i = 0; i < members.size(); i++) {
        Member member = members.get(i);
        out.append(i == 0 ? "" : ",").append(member.type).append(' ').append(member.name);
      }
      return out.append(')').toString();
    }
  }

  private static final Map<Class<?>, Struct> STRUCTS = new ConcurrentHashMap<>();

  private TypedData() {}

  /** The struct of a record's class. */
  static Struct structOf(Class<?> of) {
    Struct there = STRUCTS.get(of);
    if (there == null) {
      // Not within the map: structs need structs.
      there = makeStruct(of);
      STRUCTS.put(of, there);
    }
    return there;
  }

  private static Struct makeStruct(Class<?> of) {
    List<Member> members = new ArrayList<>();
    SortedMap<String, Struct> needs = new TreeMap<>();
    for (RecordComponent component : of.getRecordComponents()) {
      String type = type(component.getGenericType(), needs);
      boolean unsigned = of == SubaccountId.class && type.equals("int32");
      members.add(new Member(component.getName(), unsigned ? "uint32" : type, reader(component)));
    }
    return new Struct(name(of), List.copyOf(members), needs);
  }

  private static Function<Object, Object> reader(RecordComponent component) {
    return record -> {
      try {
        return component.getAccessor().invoke(record);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new LinkageError("a record's component cannot be read: " + component, e);
      }
    };
  }

  private static String name(Class<?> of) {
    return of == SubaccountId.class ? SUBACCOUNT : of.getSimpleName();
  }

  private static String type(Type of, SortedMap<String, Struct> needs) {
    if (of instanceof ParameterizedType list) {
      return type(list.getActualTypeArguments()[0], needs) + "[]";
    }
    Class<?> plain = (Class<?>) of;
    if (plain == long.class) {
      return "int64";
    } else if (plain == int.class) {
      return "int32";
    } else if (plain == boolean.class) {
      return "bool";
    } else if (plain == String.class || plain.isEnum()) {
      return "string";
    } else if (plain == Address.class) {
      return "address";
    } else if (plain.isRecord()) {
      Struct struct = structOf(plain);
      needs.putAll(struct.needs);
      needs.put(struct.name, struct);
      return struct.name;
    }
    throw new IllegalArgumentException("no type of EIP-712 stands for " + of);
  }

  /** What stands for a member in its struct: 32 bytes. */
  private static byte[] word(String type, Object value) {
    return switch (value) {
      case Long number -> number(number, number >> (Long.SIZE - 1));
      case Integer number -> {
        boolean unsigned = type.startsWith("u");
        long wide = unsigned ? Integer.toUnsignedLong(number) : number;
        yield number(wide, wide >> (Long.SIZE - 1));
      }
      case Boolean bit -> number(bit ? 1 : 0, 0);
      case String text -> Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
      case Enum<?> name -> Keccak.hash(name.name().getBytes(StandardCharsets.US_ASCII));
      case Address address -> {
        ByteWriter out = new ByteWriter();
        out.i64(0).i32(0);
        address.write(out);
        yield out.toBytes();
      }
      case List<?> list -> {
        String each = type.substring(0, type.length() - 2);
        yield Keccak.hash(list.stream().map(element -> word(each, element)).toArray(byte[][]::new));
      }
      default -> Value.of(value).hash();
    };
  }

  private static byte[] number(long value, long sign) {
    ByteWriter out = new ByteWriter();
    for (int i = Long.BYTES; i < WORD; i += Long.BYTES) {
      out.i64(sign);
    }
    return out.i64(value).toBytes();
  }

  /**
   * What a wallet is asked to sign with {@code eth_signTypedData_v4}: its types, domain and message
   * as maps, lists and texts, numbers as decimal texts.
   */
  static Map<String, Object> forWallet(Domain domain, Value of) {
    Struct primary = of.struct;
    Map<String, Object> types = new LinkedHashMap<>();
    types.put("EIP712Domain", domain.members());
    types.put(primary.name, membersForWallet(primary));
    primary.needs.values().forEach(each -> types.put(each.name, membersForWallet(each)));
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("types", types);
    out.put("primaryType", primary.name);
    out.put("domain", domain.forWallet());
    out.put("message", message(of));
    return out;
  }

  private static List<Map<String, String>> membersForWallet(Struct of) {
    List<Map<String, String>> out = new ArrayList<>();
    of.members.forEach(member -> out.add(member(member.name, member.type)));
    return out;
  }

  static Map<String, String> member(String name, String type) {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("name", name);
    out.put("type", type);
    return out;
  }

  private static Map<String, Object> message(Value of) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (int i = 0; i < of.members.size(); i++) {
      Member member = of.struct.members.get(i);
      out.put(member.name, plain(member.type, of.members.get(i)));
    }
    return out;
  }

  private static Object plain(String type, Object value) {
    return switch (value) {
      case Long number -> number.toString();
      case Integer number ->
          type.startsWith("u") ? Integer.toUnsignedString(number) : number.toString();
      case Boolean bit -> bit;
      case String text -> text;
      case Enum<?> name -> name.name();
      case Address address -> address.toString();
      case List<?> list -> {
        String each = type.substring(0, type.length() - 2);
        yield list.stream().map(element -> plain(each, element)).toList();
      }
      default -> message(Value.of(value));
    };
  }

  /**
   * For which application and chain something is signed.
   *
   * @param contract null where no contract checks it
   */
  record Domain(String name, String version, long chainId, @Nullable Address contract) {

    private List<Map<String, String>> members() {
      List<Map<String, String>> out = new ArrayList<>();
      out.add(member("name", "string"));
      out.add(member("version", "string"));
      out.add(member("chainId", "uint256"));
      if (contract != null) {
        out.add(member("verifyingContract", "address"));
      }
      return out;
    }

    private Map<String, Object> forWallet() {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("name", name);
      out.put("version", version);
      out.put("chainId", Long.toUnsignedString(chainId));
      if (contract != null) {
        out.put("verifyingContract", contract.toString());
      }
      return out;
    }

    /** The domain's hash, which separates its signatures from others'. */
    byte[] separator() {
      StringBuilder type = new StringBuilder();
      members()
          .forEach(each ->
              type.append(type.isEmpty() ? "" : ",")
                  .append(each.get("type"))
                  .append(' ')
                  .append(each.get("name")));
      List<byte[]> parts = new ArrayList<>();
      parts.add(Keccak.hash(("EIP712Domain(" + type + ")").getBytes(StandardCharsets.US_ASCII)));
      parts.add(word("string", name));
      parts.add(word("string", version));
      parts.add(number(chainId, 0));
      if (contract != null) {
        parts.add(word("address", contract));
      }
      return Keccak.hash(parts.toArray(byte[][]::new));
    }

    /** What is signed: of this domain and a struct's hash. */
    byte[] digest(byte[] structHash) {
      return Keccak.hash(new byte[] {0x19, 0x01}, separator(), structHash);
    }
  }
}
