package io.plimsoll.bench.report;

import io.plimsoll.node.file.PageTemplate;

/** Puts a summary into the page that draws it. */
public final class ReportPage {

  /** The gap in the template. */
  static final String PLACEHOLDER = "{{summary}}";

  private static final PageTemplate TEMPLATE =
      new PageTemplate(ReportPage.class, "report.html", PLACEHOLDER);

  private ReportPage() {}

  /**
   * The page for a summary, as text to be written in UTF-8. Equal summaries give equal pages.
   *
   * @param summaryJson the content of summary.json: one JSON object
   * @return a whole HTML document
   */
  public static String render(String summaryJson) {
    return TEMPLATE.fill(summaryJson);
  }

  static String template() {
    return TEMPLATE.text();
  }
}
