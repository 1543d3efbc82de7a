package io.plimsoll.node.server.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.server.config.Setting;
import io.plimsoll.node.server.config.Settings;
import io.plimsoll.node.server.http.HttpServer;
import io.plimsoll.node.server.http.Token;
import io.plimsoll.node.server.rpc.Feed;
import io.plimsoll.node.server.rpc.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Operators' files name what is there. */
class OperateFilesTest {

  private static final Path FILES = Path.of("../operate");
  private static final Pattern METRIC = Pattern.compile("plimsoll_[a-z_]+");

  @TempDir Path folder;

  private static String read(String name) throws IOException {
    return Files.readString(FILES.resolve(name));
  }

  /** The names in a node's metrics, all parts of which have said what they count. */
  private Set<String> metrics() {
    try (TestNode node = new TestNode(folder.resolve("chain"), 0);
        HttpServer server =
            new HttpServer(
                new HttpServer.Limits(0, 16, 60, "localhost"),
                Token.none(),
                node.log(),
                node.metrics())) {
      Feed feed = new Feed(server::publish, node.metrics());
      Service.of(
          node.node(),
          node.readers(),
          feed,
          node.pool(),
          node.overview(),
          "test",
          4_096,
          12,
          8,
          node.log(),
          node.metrics());
      return names(node.metrics().text());
    }
  }

  private static Set<String> names(String text) {
    Set<String> out = new TreeSet<>();
    Matcher found = METRIC.matcher(text);
    while (found.find()) {
      out.add(found.group());
    }
    return out;
  }

  private static void texts(JsonNode in, List<String> to) {
    if (in.isString()) {
      to.add(in.stringValue());
    }
    in.forEach(each -> texts(each, to));
  }

  private static List<?> list(Object of, String member) {
    return (List<?>) Objects.requireNonNull(((Map<?, ?>) of).get(member), member);
  }

  /** The rules, by the alert's name. */
  private static Map<String, Map<?, ?>> rules() throws IOException {
    Object root = new Load(LoadSettings.builder().build()).loadFromString(read("alerts.yaml"));
    Map<String, Map<?, ?>> out = new LinkedHashMap<>();
    for (Object group : list(root, "groups")) {
      for (Object rule : list(group, "rules")) {
        Map<?, ?> of = (Map<?, ?>) rule;
        assertEquals(null, out.put(String.valueOf(of.get("alert")), of), "twice: " + of);
      }
    }
    return out;
  }

  @Test
  void rulesAndDashboardNameMetricsThatThereAre() throws IOException {
    Set<String> there = metrics();
    assertTrue(there.size() > 20, there::toString);
    Set<String> wanted = new TreeSet<>();
    for (Map<?, ?> rule : rules().values()) {
      wanted.addAll(names(String.valueOf(rule.get("expr"))));
    }
    List<String> texts = new ArrayList<>();
    JsonNode dashboard = new JsonMapper().readTree(read("dashboard.json"));
    texts(dashboard, texts);
    texts.forEach(text -> wanted.addAll(names(text)));
    assertTrue(wanted.size() > 15, wanted::toString);
    wanted.removeAll(there);
    assertEquals(Set.of(), wanted);
    for (JsonNode panel : dashboard.path("panels")) {
      boolean isRow = panel.path("type").asString().equals("row");
      assertEquals(isRow, panel.path("targets").isMissingNode(), panel::toString);
    }
  }

  @Test
  void eachAlertSaysWhatToDo() throws IOException {
    String page = read("README.md");
    Map<String, Map<?, ?>> rules = rules();
    assertTrue(rules.size() > 8, rules::toString);
    for (Map.Entry<String, Map<?, ?>> rule : rules.entrySet()) {
      assertTrue(page.contains("| `" + rule.getKey() + "` |"), rule.getKey());
      Map<?, ?> notes =
          (Map<?, ?>) Objects.requireNonNull(rule.getValue().get("annotations"), rule.getKey());
      assertFalse(String.valueOf(notes.get("summary")).isBlank(), rule.getKey());
    }
    Matcher named = Pattern.compile("\\| `(Plimsoll\\w+)` \\|").matcher(page);
    while (named.find()) {
      assertTrue(rules.containsKey(named.group(1)), named.group(1));
    }
  }

  @Test
  void theSettingsAreANodes() throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PLIMSOLL_NODE_CONFIG", FILES.resolve("node.yaml").toString());
    Settings settings = Settings.of(new LinkedHashMap<>(), null, environment);
    assertEquals("json", settings.text(Setting.LOG_FORMAT));
    assertEquals(100_000, settings.whole(Setting.KEEP_BLOCKS));
    Matcher named =
        Pattern.compile("PLIMSOLL_NODE_[A-Z_]+")
            .matcher(read("Containerfile") + read("plimsoll-node.service"));
    Set<String> known = new TreeSet<>(List.of("PLIMSOLL_NODE_CONFIG"));
    for (Setting setting : Setting.values()) {
      known.add("PLIMSOLL_NODE_" + setting.name());
    }
    int count = 0;
    while (named.find()) {
      count++;
      assertTrue(known.contains(named.group()), named.group());
    }
    assertTrue(count > 3, "it looks for too little");
  }
}
