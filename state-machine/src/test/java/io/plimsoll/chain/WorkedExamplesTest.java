package io.plimsoll.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every worked example of the requirements document gives the document's figures on the chain. */
class WorkedExamplesTest {

  @TestFactory
  Stream<DynamicTest> eachExampleGivesItsFigures() {
    return WorkedExamples.names().stream()
        .map(name ->
            DynamicTest.dynamicTest(
                name, () -> assertEquals(List.of(), WorkedExamples.failures(name))));
  }

  @Test
  void noExampleIsLeftOut() {
    assertEquals(WorkedExamples.namesInTable(), WorkedExamples.names());
  }
}
