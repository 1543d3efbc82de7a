package io.plimsoll.node.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Lines of text in columns as wide as their longest cell. */
public final class Columns {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int left;

  /**
   * No rows yet.
   *
   * @param left the number of columns, from the first, whose cells stand to the left; cells of the
   *     others stand to the right, as numbers do
   */
  public Columns(int left) {
    this.left = left;
  }

  /** Adds a row; rows may have fewer cells than others. */
  public Columns row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** Prints all rows. */
  public void print(PrintWriter out) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < row.size(); c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        String cell = row.get(c);
        String blanks = " ".repeat(widths[c] - cell.length());
        line.append(c < left ? cell + blanks : blanks + cell).append(GAP);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
