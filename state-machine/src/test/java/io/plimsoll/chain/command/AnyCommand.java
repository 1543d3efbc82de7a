package io.plimsoll.chain.command;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Random commands of every kind, most of whose fields are at the edges of their bytes. They are
 * made by the types of the commands' components, so a new command is among them by itself.
 */
public final class AnyCommand {

  private static final List<Class<?>> ALL = List.of(Command.class.getPermittedSubclasses());

  /** How many kinds there are. */
  public static final int KINDS = ALL.size();

  private final Random random;
  private final Supplier<Address> addresses;

  /** Commands about any addresses. */
  public AnyCommand(Random random) {
    this.random = random;
    addresses = () -> new Address(anyLong(), anyLong(), random.nextInt());
  }

  /** Commands about these addresses, so that some of them mean something to a chain. */
  public AnyCommand(Random random, List<Address> known) {
    this.random = random;
    addresses = () -> known.get(random.nextInt(known.size()));
  }

  private long anyLong() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong();
      case 1 -> 0;
      case 2 -> Long.MAX_VALUE - random.nextInt(2);
      case 3 -> Long.MIN_VALUE + random.nextInt(2);
      case 4 -> -1;
      default -> (1L << random.nextInt(64)) + random.nextInt(3) - 1;
    };
  }

  private int anyInt() {
    return switch (random.nextInt(6)) {
      case 0 -> (int) anyLong();
      case 1 -> 0xffff;
      case 2 -> random.nextInt(1 << 16);
      default -> random.nextInt(12);
    };
  }

  private SubaccountId subaccount() {
    return new SubaccountId(addresses.get(), random.nextBoolean() ? 0 : anyInt());
  }

  private String text() {
    int length = random.nextInt(4) == 0 ? 255 : random.nextInt(6);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) (0x20 + random.nextInt(0x5f)));
    }
    return text.toString();
  }

  private List<Object> list(Type of) {
    List<Object> list = new ArrayList<>();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      list.add(any(of));
    }
    return list;
  }

  /** A command of a kind, 0 to {@link #KINDS} - 1. */
  public Authenticated of(int kind) {
    while (true) {
      Command command = (Command) record(ALL.get(kind));
      boolean once = random.nextInt(4) == 0;
      Authenticated of =
          new Authenticated(
              addresses.get(),
              command,
              once ? (Authenticated.Once) record(Authenticated.Once.class) : null);
      if (fits(of)) {
        return of;
      }
    }
  }

  /** Whether it has bytes: some numbers have fewer of them than an {@code int}. */
  private static boolean fits(Authenticated command) {
    try {
      CommandCodec.encode(command);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Object any(Type type) {
    if (type instanceof ParameterizedType list) {
      return list(list.getActualTypeArguments()[0]);
    }
    Class<?> of = (Class<?>) type;
    if (of == long.class) {
      return anyLong();
    } else if (of == int.class) {
      return anyInt();
    } else if (of == boolean.class) {
      return random.nextBoolean();
    } else if (of == String.class) {
      return text();
    } else if (of == Address.class) {
      return addresses.get();
    } else if (of == SubaccountId.class) {
      return subaccount();
    } else if (of.isEnum()) {
      return any(of.getEnumConstants());
    }
    return record(of);
  }

  private <T> T any(T[] of) {
    return of[random.nextInt(of.length)];
  }

  private Object record(Class<?> of) {
    RecordComponent[] components = of.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = any(components[i].getGenericType());
    }
    try {
      return of.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(of + " cannot be made of " + Arrays.toString(values), e);
    }
  }

  /** Bytes near given ones: bits turned, bytes set, cut, added, moved or taken twice. */
  public byte[] mutated(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int other = random.nextInt(bytes.length + 1);
    byte[] out = bytes.clone();
    switch (random.nextInt(6)) {
      case 0 -> out = Arrays.copyOf(bytes, at);
      case 1 -> out = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(4));
      case 2 -> out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
      case 3 -> out[random.nextInt(out.length)] = any(new Byte[] {0, 1, 127, -128, -1});
      case 4 -> {
        out = Arrays.copyOf(bytes, at + bytes.length - other);
        System.arraycopy(bytes, other, out, at, bytes.length - other);
      }
      default -> random.nextBytes(out);
    }
    return out;
  }
}
