package io.plimsoll.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class BaselineTest {

  @TempDir private Path folder;

  @Test
  void keepsRunsALineEachAndGivesTheLast() throws IOException {
    Baseline baseline = Baseline.of(folder.resolve("new"), "Intel(R) Chip @ 2.0GHz, 2 cores");
    assertEquals("intel-r-chip-2-0ghz-2-cores.jsonl", baseline.file().getFileName().toString());
    assertEquals(Optional.empty(), baseline.last());
    Run first = Figures.run(Figures.limit("readStream", 2, 0.0625));
    Run second =
        Figures.run(Figures.revalued("simd:2", 1_000, 12.5, 0.25), Figures.price("s", "", 3));
    baseline.append(first);
    baseline.append(second);
    assertEquals(Optional.of(second), baseline.last());
    assertEquals(2, Files.readAllLines(baseline.file()).size());
  }

  @Test
  void refusesALineThatIsNoRun() throws IOException {
    Baseline baseline = Baseline.of(folder, "m");
    for (String line : List.of("{", "{}", "[1]", "{\"time\":\"x\"}")) {
      Files.writeString(baseline.file(), line + "\n");
      Failure failure = assertThrows(Failure.class, baseline::last, line);
      assertTrue(String.valueOf(failure.getMessage()).contains("line 1"), failure.getMessage());
    }
  }

  /** What JMH writes: medians over all forks' iterations, and no error of a single one. */
  @Test
  void readsJmhsResults() {
    String json =
        """
        [{"benchmark":"io.plimsoll.bench.jmh.RevalueBenchmark.revalue","mode":"avgt","threads":1,
          "params":{"engine":"simd:2","rows":"1000"},
          "primaryMetric":{"score":5.0,"scoreError":0.5,"rawData":[[3.0,9.0],[4.0,8.0]]},
          "secondaryMetrics":{"gc.alloc.rate.norm":{"score":24.0}}},
         {"benchmark":"io.plimsoll.bench.jmh.LimitsBenchmark.readStream","mode":"avgt","threads":2,
          "primaryMetric":{"score":1.5,"scoreError":"NaN","rawData":[[1.5]]},
          "secondaryMetrics":{}}]
        """;
    assertEquals(
        List.of(
            new Measurement(Suite.REVALUE, "revalue", "simd:2", 1_000, 1, 6, 0.5, 24),
            new Measurement(Suite.LIMITS, "readStream", "", 0, 2, 1.5, 0, 0)),
        Measurement.fromJmh(new JsonMapper().readTree(json)));
  }
}
