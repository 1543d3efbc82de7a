package io.plimsoll.node.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One event is one line, whatever its fields hold. */
class EventLoggerTest {

  private static final String HOSTILE = "a\n2026 ERROR forged \"x\" \u001b[31m";

  private static String logged(boolean json, Level least) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventLogger log =
        new EventLogger(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            least,
            json,
            () -> Instant.ofEpochMilli(1_000));
    log.info("block", "height", 5, "name", HOSTILE, "empty", "");
    log.debug("detail");
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void textQuotesWhatIsNotPlain() {
    assertEquals(
        "1970-01-01T00:00:01Z INFO  block height=5"
            + " name=\"a\\n2026 ERROR forged \\\"x\\\" \\u001B[31m\" empty=\"\"\n",
        logged(false, Level.INFO));
  }

  @Test
  void jsonIsOneObjectALine() {
    String[] lines = logged(true, Level.DEBUG).split("\n", -1);
    assertEquals(3, lines.length);
    JsonNode first = new JsonMapper().readTree(lines[0]);
    assertEquals("info", first.get("level").stringValue());
    assertEquals(5, first.get("height").intValue());
    assertEquals(HOSTILE, first.get("name").stringValue());
    assertEquals("detail", new JsonMapper().readTree(lines[1]).get("event").stringValue());
  }
}
