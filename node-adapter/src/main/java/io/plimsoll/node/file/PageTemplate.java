package io.plimsoll.node.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A page with one gap, which takes JSON. Its scripts draw everything from there, so the page needs
 * no server, no network and no second file. Equal JSON gives equal pages.
 */
public final class PageTemplate {

  private final String text;
  private final String gap;

  /**
   * Reads a page.
   *
   * @param beside a class in the package of which the page lies
   * @param name of the page's file
   * @param gap text that occurs in it once
   */
  public PageTemplate(Class<?> beside, String name, String gap) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing beside " + beside);
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.gap = gap;
    if (text.indexOf(gap) < 0 || text.indexOf(gap) != text.lastIndexOf(gap)) {
      throw new IllegalStateException(name + " must have the place " + gap + " once");
    }
  }

  /** The page as it is, with its gap. */
  public String text() {
    return text;
  }

  /** A whole HTML document, to be written in UTF-8. */
  public String fill(String json) {
    return text.replace(gap, escape(json));
  }

  /**
   * The same JSON without a character that could end the script element around it or be read as
   * markup. Outside of its strings JSON has none of these characters, and inside a string an escape
   * means the character itself, so a parser gets what was written.
   */
  private static String escape(String json) {
    StringBuilder out = new StringBuilder(json.length() + 64);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      switch (c) {
        case '<' -> out.append("\\u003c");
        case '>' -> out.append("\\u003e");
        case '&' -> out.append("\\u0026");
        case '\u2028' -> out.append("\\u2028");
        case '\u2029' -> out.append("\\u2029");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
