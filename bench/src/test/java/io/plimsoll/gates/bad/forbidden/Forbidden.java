package io.plimsoll.gates.bad.forbidden;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Uses what the deterministic modules must not, one line each. */
@SuppressWarnings({"DefaultCharset", "StringCaseLocaleUsage", "AnnotateFormatMethod"})
public final class Forbidden {

  private Forbidden() {}

  public static long clock() {
    return System.currentTimeMillis() + System.nanoTime();
  }

  public static int chance() {
    return new Random().nextInt();
  }

  public static Map<String, String> order() {
    return new HashMap<>(Map.of("a", "b"));
  }

  public static int identity(Object value) {
    return System.identityHashCode(value);
  }

  public static long parallel(List<Long> values) {
    return values.parallelStream().count();
  }

  public static double floating(double value) {
    return Math.sqrt(value) + new BigDecimal(value).doubleValue();
  }

  public static String setting() {
    return System.getProperty("user.dir") + "";
  }

  public static String text(String format, String value) {
    return String.format(format, value) + format.formatted(value) + value.toLowerCase();
  }

  public static byte[] bytes(String value) {
    return value.getBytes();
  }

  public static void io(Path path) throws IOException {
    System.out.println(Files.size(path));
  }

  public static Class<?> byName(String name) throws ClassNotFoundException {
    return Class.forName(name);
  }
}
