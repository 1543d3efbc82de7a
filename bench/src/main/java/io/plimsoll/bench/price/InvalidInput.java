package io.plimsoll.bench.price;

/**
 * A file that a person wrote breaks a rule. The message names the file, the line, the field, the
 * value and the rule, in this order, and is meant to be shown as it is.
 */
public final class InvalidInput extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 80;

  private final String file;
  private final int line;
  private final String field;
  private final String rule;

  /**
   * An error of one field.
   *
   * @param file the file as the person named it
   * @param line from 1; 0 where the rule is about the whole file
   * @param field the column or the path of the field, such as {@code markets[0].step}
   * @param value the text that was found, or empty where something is missing
   * @param rule what holds, as a clause: "must be positive"
   */
  public InvalidInput(String file, int line, String field, String value, String rule) {
    super(message(file, line, field, value, rule));
    this.file = file;
    this.line = line;
    this.field = field;
    this.rule = rule;
  }

  private static String message(String file, int line, String field, String value, String rule) {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line);
    }
    text.append(": ").append(field);
    if (!value.isEmpty()) {
      text.append(" '").append(printable(value)).append('\'');
    }
    return text.append(' ').append(rule).toString();
  }

  /**
   * A value may hold anything, so control characters are shown by their numbers and length ends.
   */
  private static String printable(String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      if (i == SHOWN) {
        return text.append("...").toString();
      }
      char c = value.charAt(i);
      if (Character.isISOControl(c)) {
        text.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** The file as the person named it. */
  public String file() {
    return file;
  }

  /** The line from 1, or 0 for the whole file. */
  public int line() {
    return line;
  }

  /** The column or the path of the field. */
  public String field() {
    return field;
  }

  /** What was broken. */
  public String rule() {
    return rule;
  }
}
