package io.plimsoll.node.server.http;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names by which clients may call the node. A page of another site that a browser shows can reach a
 * port of the same machine, under a name of its own; it cannot choose the Host and Origin that the
 * browser sends.
 */
final class Names {

  private static final String ANY = "*";

  private final List<String> names;

  Names(String commaSeparated) {
    names = Stream.of(commaSeparated.split(",", -1)).map(Names::lower).toList();
  }

  private static String lower(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /** Whether a request's Host is one of the names, whatever its port. */
  boolean isHost(@Nullable String host) {
    return names.contains(ANY) || (host != null && names.contains(withoutPort(lower(host))));
  }

  /** Whether a request comes from no page, or from one of the names. */
  boolean isOrigin(@Nullable String origin) {
    if (origin == null || names.contains(ANY)) {
      return true;
    }
    int at = origin.indexOf("://");
    return at > 0 && names.contains(withoutPort(lower(origin.substring(at + 3))));
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    // The colons of an IPv6 address are within brackets.
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
