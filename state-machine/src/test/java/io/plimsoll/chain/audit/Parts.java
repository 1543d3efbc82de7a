package io.plimsoll.chain.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * All implementations of an interface beside it, in the order of their names: a feature's part is a
 * file of its own and stands in no list.
 */
public final class Parts {

  private static final Map<Class<?>, List<Class<?>>> KNOWN = new ConcurrentHashMap<>();

  private Parts() {}

  /** Makes one of each implementation in the interface's package, without arguments. */
  public static <T> List<T> of(Class<T> kind) {
    return make(kind, new Class<?>[0]);
  }

  /** Makes one of each implementation in the interface's package, with one argument. */
  public static <T, A> List<T> of(Class<T> kind, Class<A> type, A argument) {
    return make(kind, new Class<?>[] {type}, argument);
  }

  private static <T> List<T> make(Class<T> kind, Class<?>[] types, Object... arguments) {
    List<T> parts = new ArrayList<>();
    for (Class<?> each : KNOWN.computeIfAbsent(kind, Parts::search)) {
      try {
        var constructor = each.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        parts.add(kind.cast(constructor.newInstance(arguments)));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(each + " cannot be made", e);
      }
    }
    return parts;
  }

  private static List<Class<?>> search(Class<?> kind) {
    URL here = Objects.requireNonNull(kind.getResource(kind.getSimpleName() + ".class"));
    List<Class<?>> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(here.toURI()).resolveSibling(""))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.contains("$")) {
          String full = kind.getPackageName() + "." + name.substring(0, name.length() - 6);
          Class<?> each = Class.forName(full, false, kind.getClassLoader());
          if (kind.isAssignableFrom(each) && !each.isInterface()) {
            found.add(each);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
    return found;
  }
}
