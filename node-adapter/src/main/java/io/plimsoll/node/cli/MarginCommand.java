package io.plimsoll.node.cli;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.analysis.LeaveOneOut;
import io.plimsoll.margin.analysis.LiquidationPrice;
import io.plimsoll.margin.analysis.LiquidationSearch;
import io.plimsoll.margin.analysis.WhatIf;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.node.book.BookFile;
import io.plimsoll.node.book.TradesFile;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.parameters.ParameterFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

/** {@code plimsoll margin}. */
@CommandLine.Command(
    name = "margin",
    mixinStandardHelpOptions = true,
    description = {
      "Computes the margin of a book by a venue's model.",
      "",
      BookInput.DESCRIPTION
          + " --explain says what the margin is made of, which scenario drives it, what each"
          + " position gains in it, and at which price of each coin the book is liquidated next;"
          + " --adds also what each position adds to the whole. --what-if says what some trades"
          + " would change, leg by leg."
    })
final class MarginCommand implements Callable<Integer> {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Mixin private BookInput input = new BookInput();

  @CommandLine.Option(
      names = "--model",
      required = true,
      paramLabel = "SET",
      description =
          "A parameter set, as deribit/2024-06, or a file of one; the part of its name before the"
              + " slash is the model.")
  private String model = "";

  @CommandLine.Option(names = "--explain", description = "Say how the margin comes about.")
  private boolean explain;

  @CommandLine.Option(
      names = "--tick",
      paramLabel = "USD",
      defaultValue = "0.01",
      description = "The step of liquidation prices (${DEFAULT-VALUE}).")
  private String tick = "";

  @CommandLine.Option(
      names = "--adds",
      description = "Say what each position adds to the whole, by leaving it out.")
  private boolean adds;

  @CommandLine.Option(
      names = "--what-if",
      paramLabel = "FILE",
      description = "Trades, a JSON file of the schema plimsoll-trades/1.")
  private @Nullable Path trades;

  @CommandLine.Mixin private FormatOption format = new FormatOption();

  /** For picocli. */
  MarginCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      HoldingModel made = Models.of(BookInput.set(model));
      Holdings book = input.read();
      if (trades == null) {
        assess(made, book, out);
      } else {
        TradesFile file = TradesFile.read(trades, book);
        whatIf(made, WhatIf.of(made, file.book(), file.trades()), out);
      }
    } catch (BookFile.Refused | ParameterFiles.Refused | IllegalArgumentException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
    out.flush();
    return 0;
  }

  private void assess(HoldingModel made, Holdings book, PrintWriter out) {
    Assessment got = made.assess(book);
    List<LeaveOneOut> added = adds ? LeaveOneOut.of(made, book, got) : List.of();
    List<LiquidationPrice> prices =
        explain ? new LiquidationSearch(made, book, limits(book)).all() : List.of();
    if (format.isJson()) {
      ObjectNode root = MarginJson.of(made, got, added);
      if (explain) {
        LiquidationPrices.put(root, prices);
      }
      out.println(MarginJson.text(root));
      return;
    }
    MarginText.print(made, got, out);
    if (explain) {
      MarginText.explain(got, out);
      LiquidationPrices.print(prices, out);
    }
    MarginText.adds(added, out);
    MarginText.sources(got, out);
  }

  private LiquidationSearch.Limits limits(Holdings book) {
    BigInteger step;
    try {
      step = E18.parse(tick);
    } catch (NumberFormatException e) {
      throw new Failure("--tick " + tick + ": " + e.getMessage());
    }
    if (step.signum() <= 0 || step.compareTo(E18.of(1_000_000)) > 0) {
      throw new Failure("--tick " + tick + " must be above 0 and at most 1000000");
    }
    return LiquidationSearch.Limits.of(step, book);
  }

  private void whatIf(HoldingModel made, WhatIf of, PrintWriter out) {
    if (format.isJson()) {
      out.println(MarginJson.text(MarginJson.of(made, of)));
      return;
    }
    MarginText.print(of, out);
    MarginText.print(made, of.after(), out);
    if (explain) {
      MarginText.explain(of.after(), out);
    }
    MarginText.sources(of.after(), out);
  }
}
