package io.plimsoll.node.server.run;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.node.cli.Main;
import io.plimsoll.node.cli.ParametersOption;
import io.plimsoll.node.log.BlockLogWriter;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.parameters.ParameterFiles;
import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.server.dev.DevScenario;
import io.plimsoll.node.server.http.Served;
import io.plimsoll.node.storage.StoredChain;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A chain that is margined by a parameter set of its operators', and nodes with and without it. */
class ModelsTest {

  private static final int CHOSEN_AT = 3;
  private static final int NOTICE = 64;
  private static final String SHIPPED = "portfolio/illustrative";

  private static final String HALT = "--halt-height=1";

  @TempDir Path folder;

  private Path file = Path.of("");
  private String said = "";

  /** The shipped set with one value changed, as an operator would. */
  @BeforeEach
  void write() throws IOException {
    try (InputStream in =
        requireNonNull(Models.class.getResourceAsStream(SHIPPED + ".json"), SHIPPED)) {
      String shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String own = shipped.replace("\"value\": \"0.75\"", "\"value\": \"0.76\"");
      assertFalse(own.equals(shipped), "what is to be changed is not there");
      file = folder.resolve("own.json");
      Files.writeString(file, own);
    }
  }

  private long number() throws IOException {
    return ModelId.of(Models.of(ParameterFiles.read(file)));
  }

  /** The scenario, of which one block schedules the model. */
  private record Choosing(BlockSource scenario, long number) implements BlockSource {

    @Override
    public String name() {
      return "choosing";
    }

    @Override
    public @Nullable Block next(ChainView after) throws InterruptedException, IOException {
      Block own = requireNonNull(scenario.next(after));
      if (own.height() != CHOSEN_AT) {
        return own;
      }
      List<byte[]> commands = new ArrayList<>(own.commands());
      Command change =
          new Command.ChangeParameter(Parameter.PORTFOLIO_MODEL, 0, number, CHOSEN_AT + NOTICE, 0);
      commands.add(CommandCodec.encode(new Authenticated(DevScenario.OPERATOR, change)));
      return new Block(own.height(), own.timeMs(), own.previous(), commands);
    }
  }

  private BlockSource source() throws IOException {
    return new Choosing(TestNode.scenario(Upgrades.of("", Upgrades.carried())), number());
  }

  private TestNode node(String name, long halt, ModelCatalogue models) throws IOException {
    return new TestNode(folder.resolve(name), halt, source(), models);
  }

  private static long count(String text, String of) {
    return text.lines().filter(line -> line.contains(of)).count();
  }

  @Test
  void aModelThatIsMissingIsToldOfLongBeforeItStopsTheNode() throws Exception {
    String warning = "model missing parameter=PORTFOLIO_MODEL model=" + number() + " height=67";
    try (TestNode node = node("chain", CHOSEN_AT - 1, Models.catalogue())) {
      assertTrue(node.run());
      assertEquals(List.of(), node.node().missingModels());
    }
    for (long halt : new long[] {10, 12}) {
      TestNode node = node("chain", halt, Models.catalogue());
      try (Served served = new Served(node, 0, 60)) {
        assertTrue(node.run());
        assertEquals(1, count(node.logged(), warning), node::logged);
        assertTrue(node.metrics().text().contains("\nplimsoll_missing_models 1\n"));
        HttpRequest health =
            HttpRequest.newBuilder(URI.create(served.url()).resolve("/health")).build();
        HttpResponse<String> answer =
            HttpClient.newHttpClient().send(health, HttpResponse.BodyHandlers.ofString());
        assertTrue(
            answer.body().contains("\"warnings\":[\"PORTFOLIO_MODEL names model " + number()),
            answer::body);
      }
    }
    try (TestNode node = node("chain", 0, Models.catalogue())) {
      assertFalse(node.run());
      assertEquals(CHOSEN_AT + NOTICE - 1, node.chain().chain().height());
      assertTrue(node.logged().contains("which PORTFOLIO_MODEL names and this node lacks"));
    }
    Hash root;
    ModelCatalogue own = ParametersOption.models(ParametersOption.own(List.of(file)));
    try (TestNode node = node("chain", 80, own)) {
      assertTrue(node.run(), node::logged);
      assertEquals(0, count(node.logged(), "model missing"));
      root = node.chain().chain().root();
    }
    try (TestNode node = node("other", 80, own)) {
      assertTrue(node.run(), node::logged);
      assertEquals(root, node.chain().chain().root());
    }
  }

  /** Runs a command line; returns its exit code. */
  private int run(String... args) {
    CommandLine line = Main.commandLine();
    StringWriter written = new StringWriter();
    quiet(line, new PrintWriter(written));
    int code = line.execute(args);
    said = written.toString();
    return code;
  }

  private static void quiet(CommandLine line, PrintWriter to) {
    line.setErr(to);
    line.setOut(new PrintWriter(new StringWriter()));
    line.getSubcommands().values().forEach(each -> quiet(each, to));
  }

  private int node(String name, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "node",
                "--data=" + folder.resolve(name),
                "--rpc-port=0",
                "--engine=scalar",
                "--log-level=error"));
    args.addAll(List.of(more));
    if (!args.contains(HALT)) {
      args.add("--halt-height=6");
    }
    return run(args.toArray(String[]::new));
  }

  private Hash root(String name) throws IOException {
    try (TestNode node =
        new TestNode(
            folder.resolve(name),
            6,
            source(),
            ParametersOption.models(ParametersOption.own(List.of(file))))) {
      return node.chain().chain().root();
    }
  }

  @Test
  void anObserverFollowsAScenarioThatChoseASetOfItsOwn() throws IOException {
    String[] dev = {"--dev", "--dev-block-ms=0", "--dev-traders=40", "--dev-model=" + file};
    assertEquals(0, node("made", dev), said);
    Path log = folder.resolve("chain.log");
    try (TestNode node =
            new TestNode(
                folder.resolve("made"),
                6,
                source(),
                ParametersOption.models(ParametersOption.own(List.of(file))));
        BlockLogWriter writer = BlockLogWriter.create(log)) {
      StoredChain made = node.chain();
      assertEquals(number(), made.chain().state().parameters().at(6, Parameter.PORTFOLIO_MODEL, 0));
      for (int height = 1; height <= 6; height++) {
        writer.write(requireNonNull(made.store().block(height)));
      }
      writer.finish();
    }
    assertEquals(0, node("seen", "--follow=" + log, "--models-parameters=" + file), said);
    assertEquals(root("made"), root("seen"));
    assertEquals(1, node("without", "--follow=" + log));
    theOtherCommandsKnowTheSetByItsFile(log);
    assertEquals(0, node("plain", "--dev", "--dev-block-ms=0", "--dev-traders=40"), said);
    assertEquals(1, node("plain", "--dev", "--dev-traders=40", "--dev-model=" + file));
    assertTrue(said.contains("dev.model: the chain is there already"), said);
    // A folder that holds what it names is not taken up without it either.
    assertEquals(1, node("made", "--dev"));
    assertTrue(said.contains("cannot be taken up") && said.contains("this node lacks"), said);
  }

  private void theOtherCommandsKnowTheSetByItsFile(Path log) throws IOException {
    String made = folder.resolve("made").toString();
    String own = "--parameters=" + file;
    // The log is replayed for what a side would be without a state; both come to all that is said.
    assertEquals(0, run("diverge", own, made, log.toString()), said);
    assertEquals(0, run("diverge", own, made, folder.resolve("seen").toString()), said);
    assertEquals(0, run("diverge", own, "--trace=5", made), said);
    assertEquals(2, run("diverge", made, log.toString()));
    assertTrue(said.contains("this node lacks"), said);
    assertEquals(2, run("diverge", "--trace=5", made));
    assertTrue(said.contains("this node lacks"), said);
    String snapshot = folder.resolve("snapshot").toString();
    assertEquals(0, run("db", "export", made, snapshot), said);
    assertEquals(1, run("db", "import", snapshot, folder.resolve("lacks").toString()));
    assertTrue(said.contains("this node lacks"), said);
    assertEquals(0, run("db", "import", own, snapshot, folder.resolve("has").toString()), said);
    assertEquals(root("made"), root("has"));
  }

  @Test
  void whatIsNoSetIsRefusedByName() throws IOException {
    Path junk = folder.resolve("junk.json");
    Files.writeString(junk, "{}");
    assertEquals(1, node("a", "--dev", "--models-parameters=" + junk));
    assertTrue(said.contains(junk.toString()), said);
    assertEquals(1, node("b", "--dev", "--models-parameters=" + folder.resolve("none.json")));
    assertTrue(said.contains("none.json"), said);
    assertEquals(1, node("b", "--dev", "--models-parameters=" + folder));
    assertTrue(said.contains(folder.toString()), said);
    assertEquals(0, node("g", "--dev", "--dev-block-ms=0", "--models-parameters= , ", HALT), said);
    assertEquals(1, node("c", "--dev", "--dev-model=nobody/never"));
    assertTrue(said.contains("dev.model: model nobody/never must be"), said);
    assertEquals(1, node("d", "--dev", "--dev-model=binance/2024-10"));
    assertTrue(said.contains("dev.model: "), said);
    assertEquals(1, node("e", "--follow=" + junk, "--dev-model=" + file));
    assertTrue(said.contains("dev.model is of the scenario"), said);
    Path twice = folder.resolve("twice.json");
    Files.copy(file, twice);
    assertEquals(1, node("f", "--dev", "--models-parameters=" + file + "," + twice));
    assertTrue(said.contains("are the same model"), said);
    assertFalse(Files.exists(folder.resolve("a")), "nothing is made of what is refused");
  }
}
