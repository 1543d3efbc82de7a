package io.plimsoll.node.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The page that shows the node. It consists of three files of the program, and its browser is told
 * to load nothing else, from anywhere, and to let no other page frame it.
 */
final class Page {

  static final String HTML = "dashboard.html";
  static final String CSS = "dashboard.css";
  static final String SCRIPT = "dashboard.js";

  private static final String FOLDER = "/io/plimsoll/node/server/page/";
  private static final HeaderName POLICY = HeaderNames.create("Content-Security-Policy");
  private static final HeaderName SNIFFING = HeaderNames.create("X-Content-Type-Options");
  private static final HeaderName REFERRER = HeaderNames.create("Referrer-Policy");
  private static final String ALLOWED =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Map<String, byte[]> files = new TreeMap<>();

  Page() {
    for (String name : new String[] {HTML, CSS, SCRIPT}) {
      files.put(name, read(name));
    }
  }

  private static byte[] read(String name) {
    try (InputStream in = Page.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing in the program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a file. */
  void send(ServerResponse response, String name) {
    String type =
        switch (name) {
          case HTML -> "text/html; charset=utf-8";
          case CSS -> "text/css; charset=utf-8";
          default -> "text/javascript; charset=utf-8";
        };
    response
        .header(HeaderNames.CONTENT_TYPE, type)
        .header(HeaderNames.CACHE_CONTROL, "no-cache")
        .header(POLICY, ALLOWED)
        .header(SNIFFING, "nosniff")
        .header(REFERRER, "no-referrer");
    response.send(files.getOrDefault(name, new byte[0]).clone());
  }
}
