package io.plimsoll.node.server.cli;

import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code plimsoll query}: any call of a node. */
@CommandLine.Command(
    name = "query",
    mixinStandardHelpOptions = true,
    description = {
      "Calls a node and prints the result as JSON.",
      "",
      "Without a method it lists those of the node. A parameter is NAME=VALUE; what is not text"
          + " there is JSON: explain=true, trades='[{\"instrument\":1,\"lots\":\"5\"}]'. One that"
          + " begins with { has all parameters."
    })
final class QueryCommand implements Callable<Integer> {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Parameters(index = "0", arity = "0..1", paramLabel = "METHOD")
  private @Nullable String method;

  @CommandLine.Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME=VALUE")
  private List<String> params = new ArrayList<>();

  @CommandLine.Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = NodeClient.URL,
      description = "The node (${DEFAULT-VALUE}).")
  private String url = NodeClient.URL;

  @CommandLine.Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the token of administrative calls.")
  private @Nullable Path tokenFile;

  /** For picocli. */
  QueryCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    NodeClient node = new NodeClient(url, tokenFile);
    PrintWriter out = spec.commandLine().getOut();
    JsonNode methods =
        node.call("rpc.discover", JsonNodeFactory.instance.objectNode()).path("methods");
    if (method == null) {
      for (JsonNode each : methods) {
        String name = each.path("name").asString("");
        out.println(name + " ".repeat(Math.max(2, 20 - name.length())) + text(each, "summary"));
      }
      return 0;
    }
    JsonNode known = null;
    for (JsonNode each : methods) {
      known = each.path("name").asString("").equals(method) ? each : known;
    }
    if (known == null) {
      throw new Failure(method + ": the node has no such method; query alone lists them");
    }
    JsonNode result = node.call(method, given(known));
    out.println(new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result));
    return 0;
  }

  private static String text(JsonNode of, String name) {
    return of.path(name).asString("");
  }

  /** The parameters, by what the node says of their types. */
  private JsonNode given(JsonNode known) {
    if (params.size() == 1 && params.get(0).startsWith("{")) {
      return json(params.get(0), "the parameters");
    }
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    for (String param : params) {
      int equals = param.indexOf('=');
      if (equals < 1) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "'" + param + "' must be NAME=VALUE");
      }
      String name = param.substring(0, equals);
      String value = param.substring(equals + 1);
      boolean isText = false;
      for (JsonNode each : known.path("params")) {
        isText |=
            text(each, "name").equals(name) && text(each.path("schema"), "type").equals("string");
      }
      if (isText) {
        out.put(name, value);
      } else {
        out.set(name, json(value, name));
      }
    }
    return out;
  }

  static JsonNode json(String text, String what) {
    try {
      return new JsonMapper().readTree(text);
    } catch (JacksonException e) {
      throw new Failure(what + ": '" + text + "' is not JSON");
    }
  }
}
