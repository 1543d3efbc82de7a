package io.plimsoll.node.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.node.conformance.CaseFile.Case;
import io.plimsoll.node.conformance.Conformance.Outcome;
import io.plimsoll.node.conformance.Conformance.Verdict;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ConformanceTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final String MARKET =
      "{'perp_id':0,'base_atomic_resolution':-6,'oracle_price':'1','oracle_price_exponent':0}";

  private static JsonNode json(String text) {
    return MAPPER.readTree(text.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'a':1}                 | {'a':1,'b':2}            | ~~",
        "{'a':'1'}               | {'a':1}                  | ~~",
        "{'a':1}                 | {'a':'2'}                | a expected 1, got 2",
        "{'a':'007'}             | {'a':'7'}                | ~~",
        "{'a':'x'}               | {}                       | a expected x, got nothing",
        "{'a':null}              | {}                       | ~~",
        "{'a':null}              | {'a':null}               | ~~",
        "{'a':null}              | {'a':'E'}                | a expected null, got E",
        "{'a':true}              | {'a':'true'}             | a expected true, got true",
        "{'a':[1,2]}             | {'a':['1','3']}          | a[1] expected 2, got 3",
        "{'a':[1]}               | {'a':[1,2]}              | a expected [1], got [1,2]",
        "{'a':{'b':1}}           | {'a':{'b':2}}            | a.b expected 1, got 2",
        "{'note':'prose','a':1}  | {'a':1}                  | ~~",
        "{'a':{'num':2,'den':4}} | {'a':{'num':1,'den':2}}  | ~~",
        "{'a':{'num':2,'den':4}} | {'a':{'num':2,'den':5}}  |"
            + " a expected {\"num\":2,\"den\":4}, got {\"num\":2,\"den\":5}",
      })
  void aResultIsComparedFieldByField(String expected, String got, String difference) {
    List<Differences.Difference> found =
        Differences.between(json(expected), json(got), Tolerance.NONE);
    assertEquals(
        difference.isEmpty() ? List.of() : List.of(difference),
        found.stream().map(Object::toString).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'a':'100.5'}                        | {'a':'100.500001005'} | ~~",
        "{'a':'100.5'}                        | {'a':'100.50000101'}  |"
            + " a expected 100.5, got 100.50000101",
        "{'a':'-0'}                           | {'a':'0.000001'}      | ~~",
        "{'a':0.0}                            | {'a':'-0.0000011'}    |"
            + " a expected 0.0, got -0.0000011",
        "{'a':'1e-7'}                         | {'a':'0'}             | ~~",
        "{'a':['1','2']}                      | {'a':['1','2.1']}     | a[1] expected 2, got 2.1",
        "{'a':'x'}                            | {'a':'x'}             | ~~",
        "{'a':'x'}                            | {'a':'1'}             | a expected x, got 1",
        "{'a':'1'}                            | {}                    | a expected 1, got nothing",
        "{'a':'1000','rel_tolerance':'0.001'} | {'a':'1000.00001'}    | ~~",
        "{'a':'1000','rel_tolerance':'0.001'} | {'a':'1000.1'}        |"
            + " a expected 1000, got 1000.1",
        "{'a':'1000','rel_tolerance':'1e-10'} | {'a':'1000.00001'}    |"
            + " a expected 1000, got 1000.00001",
      })
  void aResultMayBeNear(String expected, String got, String difference) {
    Tolerance tolerance = new Tolerance(new BigDecimal("1e-8"), new BigDecimal("1e-6"));
    List<Differences.Difference> found = Differences.between(json(expected), json(got), tolerance);
    assertEquals(
        difference.isEmpty() ? List.of() : List.of(difference),
        found.stream().map(Object::toString).toList());
  }

  @Test
  void aTopicThatNobodyCanDecideSaysWhy() {
    Verdict verdict = run("paradex-1", "partial liquidation share trial", "{}", "{}");
    assertEquals(Outcome.UNSUPPORTED, verdict.outcome());
    assertTrue(verdict.reason().contains("no code to decide"), verdict.reason());
  }

  private static Verdict run(String id, String topic, String inputs, String expected) {
    Case one = new Case(id, topic, json(inputs), json(expected));
    return Conformance.standard().run(new CaseFile(Path.of("x"), List.of(one))).getFirst();
  }

  @Test
  void anUnknownVenueAndAnUnknownTopicAreUnsupported() {
    Verdict venue = run("nowhere-1", "x", "{}", "{}");
    assertEquals(Outcome.UNSUPPORTED, venue.outcome());
    assertEquals("there are no rules of nowhere here", venue.reason());
    Verdict topic = run("dydx-1", "x", "{}", "{}");
    assertEquals(Outcome.UNSUPPORTED, topic.outcome());
    assertEquals("the topic is not one of those that are built", topic.reason());
  }

  /** Hostile inputs of one topic: each is named by its field, and takes no time. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                      | market is missing",
        "{'market':[]}                                           | market must be an object",
        "{'market':{'oracle_price':'-1'}}                        | oracle_price -1 must not be",
        "{'market':{'oracle_price':'1e5'}}                       | oracle_price \"1e5\" must be a",
        "{'market':{'oracle_price':1.5}}                         | oracle_price 1.5 must be a",
        "{'market':{'oracle_price':'1','oracle_price_exponent':2147483647}} | must be between",
        "{'market':{'oracle_price':'1','oracle_price_exponent':99999999999}} | must fit 32 bits",
      })
  void badInputsAreNamed(String inputs, String said) {
    Verdict verdict = run("dydx-1", "signed net notional", inputs, "{}");
    assertEquals(Outcome.FAILED, verdict.outcome());
    String got = verdict.differences().getFirst().got();
    assertTrue(got.contains(said), got);
  }

  @Test
  void whatEveryTopicNeedsIsAskedForAndNeverAFault() {
    for (String topic : new DydxVenue().topics().keySet()) {
      for (String inputs : List.of("{}", "{'markets':7,'account':[],'update_type':'x'}")) {
        Verdict verdict = run("dydx-1", topic, inputs, "{'no such field':1}");
        assertEquals(Outcome.FAILED, verdict.outcome(), topic);
        assertTrue(
            verdict.differences().stream().noneMatch(d -> d.got().startsWith("a fault")),
            () -> topic + ": " + verdict.differences());
      }
    }
  }

  @Test
  void aPositionInAMarketThatIsNotThereIsNamed() {
    Verdict verdict =
        run(
            "dydx-1",
            "liquidatable predicate",
            "{'markets':["
                + MARKET
                + "],'account':{'usdc_quote':'0','positions':"
                + "[{'perp_id':7,'size_base':'1'}]}}",
            "{'is_liquidatable':false}");
    assertEquals(
        "perp_id 7 must be that of one of the markets", verdict.differences().getFirst().got());
  }

  @Test
  void aFaultOfARuleIsAFailureOfItsCaseAlone() {
    Venue venue =
        new Venue() {
          @Override
          public String name() {
            return "odd";
          }

          @Override
          public java.util.SortedMap<String, Topic> topics() {
            java.util.SortedMap<String, Topic> topics = new java.util.TreeMap<>();
            topics.put(
                "breaks",
                inputs -> {
                  throw new IllegalStateException("broken");
                });
            topics.put("works", inputs -> (ObjectNode) json("{'a':1}"));
            return topics;
          }
        };
    List<Verdict> verdicts =
        new Conformance(List.of(venue))
            .run(
                new CaseFile(
                    Path.of("x"),
                    List.of(
                        new Case("odd-1", "breaks", json("{}"), json("{}")),
                        new Case("odd-2", "works", json("{}"), json("{'a':1}")))));
    assertEquals(
        List.of(Outcome.FAILED, Outcome.PASSED), verdicts.stream().map(Verdict::outcome).toList());
  }
}
