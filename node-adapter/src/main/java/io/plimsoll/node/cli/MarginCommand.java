package io.plimsoll.node.cli;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.text.Decimals;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.node.book.BookFile;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.parameters.ParameterFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code plimsoll margin}. */
@CommandLine.Command(
    name = "margin",
    mixinStandardHelpOptions = true,
    description = {
      "Computes the margin of a book by a venue's model.",
      "",
      "A book is a JSON file of the schema plimsoll-book/1 or a CSV file with the columns"
          + " instrument, amount and entry. --explain says what the margin is made of, which"
          + " scenario drives it, and what each position gains in it."
    })
final class MarginCommand implements Callable<Integer> {

  private static final int DECIMALS = 9;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Parameters(paramLabel = "BOOK", description = "The book.")
  private Path book = Path.of("");

  @CommandLine.Option(
      names = "--model",
      required = true,
      paramLabel = "SET",
      description =
          "A parameter set, as deribit/2024-06, or a file of one; the part of its name before the"
              + " slash is the model.")
  private String model = "";

  @CommandLine.Option(
      names = "--quotes",
      paramLabel = "FILE",
      description = "Quotes of Deribit's options in CSV, for what the book has no quote of.")
  private @Nullable Path quotes;

  @CommandLine.Option(
      names = "--venue",
      paramLabel = "NAME",
      defaultValue = "deribit",
      description =
          "Whose names a CSV book's instruments have: deribit, bybit, okx, binance"
              + " (${DEFAULT-VALUE}).")
  private String venue = "";

  @CommandLine.Option(names = "--explain", description = "Say how the margin comes about.")
  private boolean explain;

  @CommandLine.Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "table",
      converter = Format.Converter.class,
      description = Format.DESCRIPTION)
  private Format format;

  /** For picocli. */
  MarginCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      HoldingModel made = Models.of(set());
      Notation notation = notation();
      Holdings holdings =
          quotes == null ? BookFile.read(book, notation) : BookFile.read(book, notation, quotes);
      Assessment got = made.assess(holdings);
      if (format == Format.JSON) {
        out.println(json(made, got));
      } else {
        print(made, got, out);
      }
    } catch (BookFile.Refused | ParameterFiles.Refused | IllegalArgumentException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
    out.flush();
    return 0;
  }

  private ParameterSet set() throws IOException {
    if (Models.sets().contains(model)) {
      return ParameterFiles.named(model);
    }
    if (!model.endsWith(".json")) {
      throw new Failure(
          "model " + model + " must be a file of parameters, or one of " + Models.sets());
    }
    return ParameterFiles.read(Path.of(model));
  }

  private Notation notation() {
    for (Notation notation : Notation.values()) {
      if (notation.name().toLowerCase(Locale.ROOT).equals(venue)) {
        return notation;
      }
    }
    throw new Failure("venue " + venue + " must be one of deribit, bybit, okx, binance");
  }

  private void print(HoldingModel made, Assessment got, PrintWriter out) {
    Columns table = new Columns(1);
    table.row("", "equity", "initial", "maintenance");
    table.row("USD", text(got.equity()), text(got.initial()), text(got.maintenance()));
    boolean isWhole = got.pools().size() == 1 && got.pools().getFirst().asset().equals("USD");
    for (Assessment.Pool pool : isWhole ? List.<Assessment.Pool>of() : got.pools()) {
      table.row(
          pool.name() + " in " + pool.asset(),
          text(pool.equity()),
          text(pool.initial()),
          text(pool.maintenance()));
    }
    table.print(out);
    out.println(made.canOpen(got) ? "may take on risk" : "may not take on risk");
    if (made.isLiquidatable(got)) {
      out.println("is to be liquidated");
    }
    if (explain) {
      explain(got, out);
    }
    got.parameters().forEach(title -> out.println("parameters " + title));
    got.assumed().forEach(said -> out.println("assumed " + said));
  }

  private static void explain(Assessment got, PrintWriter out) {
    Columns components = new Columns(1);
    for (Assessment.Component component : got.components()) {
      components.row(
          component.name(), text(component.amount()), component.asset(), component.inputs());
    }
    components.print(out);
    for (Assessment.Driver driver : got.drivers()) {
      out.println(
          driver.unit()
              + ": driven by "
              + driver.scenario()
              + ", which loses "
              + text(driver.loss())
              + " "
              + driver.asset()
              + "; next "
              + driver.runnerUp()
              + ", "
              + text(driver.gap())
              + " less");
    }
    Columns positions = new Columns(2);
    List<Assessment.Contribution> sorted = new ArrayList<>(got.contributions());
    sorted.sort(Comparator.comparing(Assessment.Contribution::gain));
    for (Assessment.Contribution contribution : sorted) {
      positions.row(contribution.unit(), contribution.symbol(), text(contribution.gain()));
    }
    positions.print(out);
  }

  /** At most nine decimals; what is less is not shown, and the JSON form has all. */
  private static String text(BigInteger value) {
    BigInteger shown = value.divide(BigInteger.TEN.pow(E18.SCALE - DECIMALS));
    return Decimals.formatWide(shown, DECIMALS);
  }

  private static String json(HoldingModel made, Assessment got) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("model", made.name());
    root.put("equity", E18.text(got.equity()));
    root.put("initial", E18.text(got.initial()));
    root.put("maintenance", E18.text(got.maintenance()));
    root.put("canOpen", made.canOpen(got));
    root.put("isLiquidatable", made.isLiquidatable(got));
    ArrayNode pools = root.putArray("pools");
    for (Assessment.Pool pool : got.pools()) {
      pools
          .addObject()
          .put("name", pool.name())
          .put("asset", pool.asset())
          .put("equity", E18.text(pool.equity()))
          .put("initial", E18.text(pool.initial()))
          .put("maintenance", E18.text(pool.maintenance()));
    }
    ArrayNode components = root.putArray("components");
    for (Assessment.Component component : got.components()) {
      components
          .addObject()
          .put("name", component.name())
          .put("amount", E18.text(component.amount()))
          .put("asset", component.asset())
          .put("inputs", component.inputs());
    }
    ArrayNode drivers = root.putArray("drivers");
    for (Assessment.Driver driver : got.drivers()) {
      drivers
          .addObject()
          .put("unit", driver.unit())
          .put("scenario", driver.scenario())
          .put("loss", E18.text(driver.loss()))
          .put("asset", driver.asset())
          .put("runnerUp", driver.runnerUp())
          .put("gap", E18.text(driver.gap()));
    }
    ArrayNode positions = root.putArray("positions");
    for (Assessment.Contribution contribution : got.contributions()) {
      positions
          .addObject()
          .put("instrument", contribution.symbol())
          .put("unit", contribution.unit())
          .put("gain", E18.text(contribution.gain()));
    }
    ArrayNode parameters = root.putArray("parameters");
    got.parameters().forEach(parameters::add);
    ArrayNode assumed = root.putArray("assumed");
    got.assumed().forEach(assumed::add);
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }
}
