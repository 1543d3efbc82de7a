package io.plimsoll.node.cli;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.node.book.BookFile;
import io.plimsoll.node.compare.Comparison;
import io.plimsoll.node.compare.ComparisonPage;
import io.plimsoll.node.file.PartialFile;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.parameters.ParameterFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code plimsoll compare}. */
@CommandLine.Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Computes the margin of one book by many models, side by side.",
      "",
      BookInput.DESCRIPTION
          + " Each model has it as its venue would hold it: inverse contracts become linear ones of"
          + " the same coins, or the other way around; what was changed is said."
    })
final class CompareCommand implements Callable<Integer> {

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final BigInteger CENT = E18.ONE.divide(HUNDRED);

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Mixin private BookInput input = new BookInput();

  @CommandLine.Option(
      names = "--models",
      paramLabel = "SET",
      split = ",",
      description = "Parameter sets or files of them; one of each model where none is named.")
  private List<String> models = new ArrayList<>();

  @CommandLine.Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Also write a page with charts, which needs no network.")
  private @Nullable Path page;

  @CommandLine.Mixin private FormatOption format = new FormatOption();

  /** For picocli. */
  CompareCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Holdings book = input.read();
      SortedMap<String, HoldingModel> made = new TreeMap<>();
      for (String set : models.isEmpty() ? Models.oneOfEach() : models) {
        made.put(set, Models.of(BookInput.set(set)));
      }
      Comparison comparison = Comparison.of(book, made);
      if (format.isJson()) {
        out.println(json(comparison));
      } else {
        print(comparison, out);
      }
      if (page != null) {
        String html = ComparisonPage.of(input.name(), book, comparison);
        try (PartialFile file = PartialFile.of(page)) {
          Files.writeString(file.path(), html);
          file.finish();
        }
      }
    } catch (BookFile.Refused | ParameterFiles.Refused | IllegalArgumentException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
    out.flush();
    return 0;
  }

  private static void print(Comparison comparison, PrintWriter out) {
    out.println("gross notional " + cents(comparison.notional()) + " USD");
    Columns table = new Columns(1);
    table.row("USD", "initial", "maintenance", "equity", "initial of notional", "of equity");
    for (Comparison.Row row : comparison.rows()) {
      Assessment of = row.assessment();
      if (of != null) {
        table.row(
            row.set(),
            cents(of.initial()),
            cents(of.maintenance()),
            cents(of.equity()),
            percent(of.initial(), comparison.notional()),
            percent(of.initial(), of.equity()));
      }
    }
    table.print(out);
    for (Comparison.Row row : comparison.rows()) {
      out.println();
      out.println(row.set());
      if (row.refusal() != null) {
        out.println("  does not cover the book: " + row.refusal());
      }
      out.println("  nets " + row.model().terms().nets());
      out.println("  ignores " + row.model().terms().ignores());
      row.translated().notes().forEach(note -> out.println("  " + note));
      Assessment of = row.assessment();
      if (of != null) {
        of.assumed().forEach(said -> out.println("  assumed " + said));
      }
    }
  }

  /** Whole cents, toward zero. */
  private static String cents(BigInteger amount) {
    return E18.text(amount.divide(CENT).multiply(CENT));
  }

  private static String percent(BigInteger part, BigInteger whole) {
    if (whole.signum() <= 0) {
      return "";
    }
    BigInteger hundredths = part.multiply(HUNDRED).multiply(HUNDRED).divide(whole);
    return E18.text(hundredths.multiply(CENT)) + "%";
  }

  private static String json(Comparison comparison) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("notional", E18.text(comparison.notional()));
    ArrayNode rows = root.putArray("models");
    for (Comparison.Row row : comparison.rows()) {
      ObjectNode node = rows.addObject();
      node.put("set", row.set())
          .put("nets", row.model().terms().nets())
          .put("ignores", row.model().terms().ignores());
      ArrayNode notes = node.putArray("notes");
      row.translated().notes().forEach(notes::add);
      if (row.refusal() != null) {
        node.put("refusal", row.refusal());
      }
      if (row.assessment() != null) {
        node.set("margin", MarginJson.of(row.model(), row.assessment(), List.of()));
      }
    }
    return MarginJson.text(root);
  }
}
