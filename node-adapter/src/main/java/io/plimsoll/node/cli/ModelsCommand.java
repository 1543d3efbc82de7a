package io.plimsoll.node.cli;

import io.plimsoll.chain.model.ModelId;
import io.plimsoll.margin.model.Completeness;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.parameters.ParameterFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code plimsoll models}. */
@CommandLine.Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = {
      "Lists margin models by their parameter sets, with the numbers that chains have for them.",
      "",
      "A chain's ISOLATED_MODEL, CROSS_MODEL or PORTFOLIO_MODEL of such a number margins that mode"
          + " by the model. The number is made of the model's name and rules and the set's values,"
          + " so that no two nodes can mean different values by it."
    })
final class ModelsCommand implements Callable<Integer> {

  /** Of a set that lacks a value: no chain can have it. */
  private static final String NONE = "none, it lacks values";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Parameters(
      paramLabel = "SET|FILE",
      arity = "0..*",
      description = "Parameter sets or files of them; all that ship where none is named.")
  private List<String> sets = new ArrayList<>();

  @CommandLine.Mixin private FormatOption format = new FormatOption();

  /** For picocli. */
  ModelsCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Columns table = new Columns(4).row("set", "number on a chain", "date", "assumed", "SHA-256");
    ObjectNode root = JsonMapper.shared().createObjectNode();
    ArrayNode all = root.putArray("models");
    try {
      for (String set : sets.isEmpty() ? Models.sets() : sets) {
        HoldingModel model = Models.chosen(set);
        SortedSet<String> missing = Completeness.missing(model);
        String id = missing.isEmpty() ? Long.toString(ModelId.of(model)) : NONE;
        int assumed = model.parameters().assumptions().size();
        String hash = HexFormat.of().formatHex(ModelId.hash(model));
        table.row(set, id, model.parameters().date(), String.valueOf(assumed), hash);
        ObjectNode node = all.addObject();
        node.put("set", set);
        node.put("id", missing.isEmpty() ? id : null);
        node.put("sha256", hash);
        ArrayNode lacks = node.putArray("lacks");
        missing.forEach(lacks::add);
        node.put("name", model.parameters().name());
        node.put("date", model.parameters().date());
        node.put("assumed", assumed);
        node.put("cash", model.cash());
        node.put("nets", model.terms().nets());
        node.put("ignores", model.terms().ignores());
      }
    } catch (ParameterFiles.Refused | IllegalArgumentException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
    if (format.isJson()) {
      out.println(root.toPrettyString());
    } else {
      table.print(out);
    }
    out.flush();
    return 0;
  }
}
