package io.plimsoll.node.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The text that Prometheus reads. */
class MetricsTest {

  @Test
  void countersGaugesAndHistogramsAreWritten() {
    Metrics metrics = new Metrics();
    metrics.counter("calls_total", "Calls.", "method=\"a\"").add(2);
    metrics.counter("calls_total", "Calls.", "method=\"b\"").increment();
    metrics.gauge("height", "Height.", () -> 7);
    metrics.durations("took_seconds", "Time.").take(300_000);
    metrics.durations("took_seconds", "Time.").take(20_000_000_000L);
    String text = metrics.text();
    assertEquals(
        """
        # HELP plimsoll_calls_total Calls.
        # TYPE plimsoll_calls_total counter
        plimsoll_calls_total{method="a"} 2
        plimsoll_calls_total{method="b"} 1
        # HELP plimsoll_height Height.
        # TYPE plimsoll_height gauge
        plimsoll_height 7
        # HELP plimsoll_took_seconds Time.
        # TYPE plimsoll_took_seconds histogram
        plimsoll_took_seconds_bucket{le="0.000100000"} 0
        plimsoll_took_seconds_bucket{le="0.000250000"} 0
        plimsoll_took_seconds_bucket{le="0.000500000"} 1
        """,
        text.substring(0, text.indexOf("plimsoll_took_seconds_bucket{le=\"0.001")));
    assertEquals(
        """
        plimsoll_took_seconds_bucket{le="+Inf"} 2
        plimsoll_took_seconds_sum 20.000300000
        plimsoll_took_seconds_count 2
        """,
        text.substring(text.indexOf("plimsoll_took_seconds_bucket{le=\"+Inf")));
  }
}
