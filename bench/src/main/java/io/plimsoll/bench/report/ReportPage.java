package io.plimsoll.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Puts a summary into the page that draws it.
 *
 * <p>The page is a template with one gap, which takes the JSON. Its scripts draw everything from
 * there, so the page needs no server, no network and no second file.
 */
public final class ReportPage {

  private static final String TEMPLATE = "report.html";

  /** The gap in the template; it occurs there once. */
  static final String PLACEHOLDER = "{{summary}}";

  private ReportPage() {}

  /**
   * The page for a summary, as text to be written in UTF-8. Equal summaries give equal pages.
   *
   * @param summaryJson the content of summary.json: one JSON object
   * @return a whole HTML document
   */
  public static String render(String summaryJson) {
    String template = template();
    int gap = template.indexOf(PLACEHOLDER);
    if (gap < 0) {
      throw new IllegalStateException(TEMPLATE + " has no place for the summary: " + PLACEHOLDER);
    }
    return template.substring(0, gap)
        + escape(summaryJson)
        + template.substring(gap + PLACEHOLDER.length());
  }

  /**
   * The same JSON without a character that could end the script element around it or be read as
   * markup. Outside of its strings JSON has none of these characters, and inside a string an escape
   * means the character itself, so a parser gets what was written.
   */
  static String escape(String json) {
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

  static String template() {
    try (InputStream in = ReportPage.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IllegalStateException(TEMPLATE + " is missing beside " + ReportPage.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
