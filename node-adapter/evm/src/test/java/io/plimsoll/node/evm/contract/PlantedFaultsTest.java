package io.plimsoll.node.evm.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tests of the contracts fail where a contract is wrong: each fault is planted in its source,
 * compiled and deployed in the contract's place, and the test that is to catch it is run. With
 * {@code -Dplimsoll.evm.planted=true}, as in {@code .ci/run evm}.
 */
@Timeout(600)
class PlantedFaultsTest {

  private static final JsonMapper JSON = new JsonMapper();

  /** Where solc is; else where the profile evm puts it. */
  private static final Path MODULES =
      Path.of(System.getProperty("plimsoll.node_modules", "target/npm/node_modules"));

  /**
   * A fault.
   *
   * @param from text that the source has once
   * @param test which fails then
   */
  private record Fault(String file, String contract, String from, String to, Runnable test) {}

  @AfterEach
  void clear() {
    Evm.PLANTED.clear();
  }

  // What a test needs is made before, so that a contract that cannot even be deployed fails here.

  private static Runnable inbox(Consumer<InboxTest> test) {
    return () -> {
      InboxTest.start();
      try {
        InboxTest on = new InboxTest();
        on.deploy();
        assertThrows(AssertionError.class, () -> test.accept(on));
      } finally {
        InboxTest.stop();
      }
    };
  }

  private static Runnable commitments(Consumer<CommitmentsTest> test) {
    return () -> {
      CommitmentsTest.start();
      try {
        CommitmentsTest on = new CommitmentsTest();
        on.deploy();
        assertThrows(AssertionError.class, () -> test.accept(on));
      } finally {
        CommitmentsTest.stop();
      }
    };
  }

  private static Runnable proofs(Consumer<ProofsTest> test) {
    return () -> {
      ProofsTest.start();
      try {
        assertThrows(AssertionError.class, () -> test.accept(new ProofsTest()));
      } finally {
        ProofsTest.stop();
      }
    };
  }

  private static Fault in(String contract, String from, String to, Runnable test) {
    return new Fault(contract + ".sol", contract, from, to, test);
  }

  private static Map<String, Fault> faults() {
    Map<String, Fault> all = new LinkedHashMap<>();
    all.put(
        "what arrives is not looked at",
        in(
            "Inbox",
            "if (arrived != amount) {",
            "if (arrived > amount + balance) {",
            inbox(InboxTest::whatArrivesMustBeExactlyWhatWasSaid)));
    all.put(
        "a token may call back",
        in(
            "Inbox",
            "if (entered) {",
            "if (entered && msg.sender == address(0)) {",
            inbox(InboxTest::aTokenThatCallsBackGetsNowhere)));
    all.put(
        "anybody releases",
        in(
            "Inbox",
            "if (msg.sender != commitments) {",
            "if (msg.sender == address(0)) {",
            inbox(InboxTest::onlyCommitmentsRelease)));
    all.put(
        "an old answer is as good",
        in(
            "Inbox",
            "block.timestamp - updatedAt > terms.maxAge",
            "block.timestamp - updatedAt > terms.maxAge + 1",
            inbox(InboxTest::anAnswerIsGoodForItsAge)));
    all.put(
        "a withdrawal is paid again",
        in(
            "Commitments",
            "released[word] |= bit;",
            "",
            proofs(ProofsTest::aWithdrawalIsPaidOnceToItsRecipient)));
    all.put(
        "two thirds are enough",
        in(
            "Commitments",
            "3 * sum <= 2 * uint256(totalPower)",
            "3 * sum < 2 * uint256(totalPower)",
            commitments(CommitmentsTest::exactlyTwoThirdsAreTooFew)));
    all.put(
        "a root stands at another height",
        in(
            "Commitments",
            "rootAt[commitment.height] = commitment.stateRoot;",
            "rootAt[commitment.sourceBlock] = commitment.stateRoot;",
            commitments(CommitmentsTest::moreThanTwoThirdsAgreeOnARoot)));
    all.put(
        "the last root serves for every height",
        in(
            "Commitments",
            "there = rootAt[atHeight];",
            "there = rootAt[height];",
            proofs(ProofsTest::anotherPayoutIsNotProven)));
    all.put(
        "the new set agrees to itself",
        in(
            "Commitments",
            """
                    requireQuorum(validatorsDigest(validators, theirPowers), signatures);
                    install(validators, theirPowers);
            """,
            """
                    bytes32 signed = validatorsDigest(validators, theirPowers);
                    install(validators, theirPowers);
                    requireQuorum(signed, signatures);
            """,
            commitments(CommitmentsTest::aQuorumOfTheOldSetNamesTheNext)));
    all.put(
        "a signature has two forms",
        in(
            "Commitments",
            "uint256(s) > HALF_ORDER || signer == address(0)",
            "signer == address(0)",
            commitments(CommitmentsTest::signaturesHaveOneForm)));
    all.put(
        "a signer counts twice",
        in(
            "Commitments",
            "if (signer <= last) {",
            "if (signer < last) {",
            commitments(CommitmentsTest::signersAscendAndCountOnce)));
    return all;
  }

  /** What each contract compiles to with a fault in it. */
  private static List<String> compiled(List<Fault> faults) throws IOException {
    List<Map<String, String>> wanted = new ArrayList<>();
    for (Fault each : faults) {
      Map<String, String> one = new LinkedHashMap<>();
      one.put("file", each.file);
      one.put("contract", each.contract);
      one.put("from", each.from);
      one.put("to", each.to);
      wanted.add(one);
    }
    ProcessBuilder builder = new ProcessBuilder("node", "compile.js", "--planted");
    builder.environment().put("PLIMSOLL_NODE_MODULES", MODULES.toAbsolutePath().toString());
    Process node = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var in = node.getOutputStream()) {
      in.write(JSON.writeValueAsBytes(wanted));
    }
    byte[] out = node.getInputStream().readAllBytes();
    return JSON.readValue(
        new String(out, StandardCharsets.UTF_8), new TypeReference<List<String>>() {});
  }

  @Test
  void eachIsCaught() throws IOException {
    Assumptions.assumeTrue(
        Boolean.getBoolean("plimsoll.evm.planted"),
        "no fault was planted: -Dplimsoll.evm.planted=true, as in .ci/run evm");
    List<Fault> faults = List.copyOf(faults().values());
    List<String> codes = compiled(faults);
    assertEquals(faults.size(), codes.size());
    int place = 0;
    List<String> missed = new ArrayList<>();
    for (Map.Entry<String, Fault> each : faults().entrySet()) {
      Evm.PLANTED.clear();
      Evm.PLANTED.put(ContractCalls.bytecode(each.getValue().contract), codes.get(place));
      place++;
      try {
        each.getValue().test.run();
      } catch (AssertionError e) {
        missed.add(each.getKey() + ": " + e.getMessage());
      }
    }
    assertEquals(List.of(), missed, "faults that no test has caught");
  }
}
