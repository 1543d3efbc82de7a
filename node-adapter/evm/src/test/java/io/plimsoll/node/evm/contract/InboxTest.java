package io.plimsoll.node.evm.contract;

import static io.plimsoll.node.evm.contract.Bridge.USD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.command.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.generated.Int256;
import org.web3j.abi.datatypes.generated.Int8;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint8;

/** Each rule of the inbox, with its refusal. */
class InboxTest {

  private static final int BTC = 1;
  private static final long QUOTE = 0xffffffffL;
  private static Evm evm;

  private Bridge bridge;
  private Address holder;
  private Address dollars;

  @BeforeAll
  static void start() {
    evm = new Evm();
  }

  @AfterAll
  static void stop() {
    if (evm != null) {
      evm.close();
    }
  }

  @BeforeEach
  void deploy() {
    bridge = new Bridge(evm, 4);
    holder = evm.account(1);
    dollars = bridge.list(USD, "OrdinaryToken", 6, -6);
  }

  private void refused(String error, Evm.Sent sent) {
    assertEquals(error, sent.error());
  }

  private List<String> events(Evm.Sent sent) {
    return bridge.events(sent.done());
  }

  @Test
  void eachEventHasTheNextNumber() {
    bridge.give(dollars, holder, BigInteger.valueOf(5_000_000));
    assertEquals(
        List.of("Deposited 4 " + holder + " 0 " + QUOTE + " 5000000 " + holder),
        events(bridge.deposit(holder, USD, 5_000_000)));
    String word = Bridge.word("070809" + "00".repeat(29));
    assertEquals(
        List.of("Commanded 5 " + holder + " 32 3 " + word),
        events(evm.send(holder, bridge.inbox, ContractCalls.submit(new byte[] {7, 8, 9}))),
        "offset, length, bytes");
    assertEquals(List.of("DepositsPaused 6 1"), events(bridge.pause(true)));
    assertEquals(6, evm.number(bridge.inbox, "sequence"));
  }

  @Test
  void depositsAreWholeQuantaWithinRange() {
    Address coin = bridge.list(BTC, "OrdinaryToken", 18, -8);
    BigInteger unit = BigInteger.TEN.pow(10);
    bridge.give(coin, holder, unit.shiftLeft(60));
    refused("AmountOutOfRange", bridge.deposit(holder, BTC, 0));
    refused("AmountOutOfRange", bridge.deposit(holder, BTC, unit.subtract(BigInteger.ONE)));
    refused("AmountOutOfRange", bridge.deposit(holder, BTC, unit.add(BigInteger.ONE)));
    BigInteger most = unit.shiftLeft(53);
    refused("AmountOutOfRange", bridge.deposit(holder, BTC, most.add(unit)));
    assertNull(bridge.deposit(holder, BTC, unit).error());
    assertNull(bridge.deposit(holder, BTC, most).error());
    assertEquals((1L << 53) + 1, bridge.liabilities(BTC));
    assertEquals(most.add(unit), bridge.balance(coin, bridge.inbox));
  }

  @Test
  void depositsHaveACapThatTheGovernorSets() {
    bridge.give(dollars, holder, BigInteger.valueOf(1_000));
    assertEquals(
        List.of("AssetSet 4 " + QUOTE + " 1 100"), events(bridge.setAsset(USD, true, 100)));
    refused("AboveCap", bridge.deposit(holder, USD, 101));
    assertNull(bridge.deposit(holder, USD, 60).error());
    refused("AboveCap", bridge.deposit(holder, USD, 41));
    assertNull(bridge.deposit(holder, USD, 40).error());
    assertNull(bridge.setAsset(USD, false, 200).error());
    refused("Closed", bridge.deposit(holder, USD, 1));
    refused("ListingOutOfRange", bridge.setAsset(USD, true, (1L << 60) + 1));
    assertNull(bridge.setAsset(USD, true, 1L << 60).error());
    assertNull(bridge.deposit(holder, USD, 1).error());
  }

  @Test
  void onlyListedTokensComeInAndForSomebody() {
    refused("NotListed", bridge.deposit(holder, BTC, 1));
    bridge.give(dollars, holder, BigInteger.valueOf(1_000));
    String toNobody = ContractCalls.deposit(USD, BigInteger.ONE, Evm.NOBODY, 0);
    refused("ZeroAddress", evm.send(holder, bridge.inbox, toNobody));
    String toOther = ContractCalls.deposit(USD, BigInteger.TEN, evm.account(2), -1);
    assertEquals(
        List.of("Deposited 4 " + evm.account(2) + " 4294967295 " + QUOTE + " 10 " + holder),
        events(evm.send(holder, bridge.inbox, toOther)));
    // Neither more than was allowed nor more than is there.
    bridge.approve(dollars, holder, BigInteger.valueOf(5));
    refused("TransferFailed", bridge.deposit(holder, USD, 6));
    refused("TransferFailed", bridge.deposit(evm.account(3), USD, 6));
  }

  @Test
  void aPauseStopsDepositsAlone() {
    bridge.give(dollars, holder, BigInteger.valueOf(1_000));
    assertNull(bridge.pause(true).error());
    refused("Paused", bridge.deposit(holder, USD, 1));
    assertNull(evm.send(holder, bridge.inbox, ContractCalls.submit(new byte[1])).error());
    assertNull(bridge.pause(false).error());
    assertNull(bridge.deposit(holder, USD, 1).error());
  }

  @Test
  void aTokenThatReturnsNothingIsTaken() {
    Address token = bridge.list(BTC, "SilentToken", 8, -8);
    bridge.give(token, holder, BigInteger.valueOf(70));
    assertNull(bridge.deposit(holder, BTC, 70).error());
    assertEquals(BigInteger.valueOf(70), bridge.balance(token, bridge.inbox));
    refused("TransferFailed", bridge.deposit(holder, BTC, 1));
  }

  @Test
  void whatArrivesMustBeExactlyWhatWasSaid() {
    Address fee = bridge.list(BTC, "FeeToken", 8, -8);
    bridge.give(fee, holder, BigInteger.valueOf(1_000));
    refused("NotExact", bridge.deposit(holder, BTC, 1_000));
    // Less than a hundred loses nothing.
    assertNull(bridge.deposit(holder, BTC, 99).error());
    Address generous = bridge.list(2, "GenerousToken", 8, -8);
    bridge.give(generous, holder, BigInteger.valueOf(1_000));
    refused("NotExact", bridge.deposit(holder, 2, 1_000));
    Address refusing = bridge.list(3, "RefusingToken", 8, -8);
    bridge.give(refusing, holder, BigInteger.valueOf(1_000));
    refuse(refusing, true);
    refused("TransferFailed", bridge.deposit(holder, 3, 10));
    refuse(refusing, false);
    assertNull(bridge.deposit(holder, 3, 10).error());
  }

  private void refuse(Address token, boolean refuses) {
    String data = ContractCalls.call("refuse", new org.web3j.abi.datatypes.Bool(refuses));
    evm.send(holder, token, data).done();
  }

  @Test
  void aTokenThatShrinksStopsDepositsAndIsAlarmed() {
    Address token = bridge.list(BTC, "RebasingToken", 8, -8);
    bridge.give(token, holder, BigInteger.valueOf(1_000_000));
    assertNull(bridge.deposit(holder, BTC, 500_000).error());
    rebase(token, 999_999);
    refused("BelowLiabilities", bridge.deposit(holder, BTC, 1_000));
    long before = evm.number(bridge.inbox, "sequence");
    assertEquals(List.of("Shortfall " + (before + 1) + " 1 1 499999 500000"), events(check(BTC)));
    assertEquals(List.of(), events(check(BTC)), "said once");
    refused("BelowLiabilities", bridge.deposit(holder, BTC, 1_000));
    rebase(token, 1_000_000);
    assertEquals(List.of("Shortfall " + (before + 2) + " 1 0 500000 500000"), events(check(BTC)));
    assertNull(bridge.deposit(holder, BTC, 1_000).error());
    // A token that grows pays nobody, and what it moves differs from what was said.
    rebase(token, 1_500_000);
    assertEquals(List.of(), events(check(BTC)));
    refused("NotExact", bridge.deposit(holder, BTC, 1_000));
    assertEquals(501_000, bridge.liabilities(BTC));
    refused("NotListed", check(7));
  }

  private void rebase(Address token, long ppm) {
    evm.send(holder, token, ContractCalls.call("rebase", new Uint256(ppm))).done();
  }

  private Evm.Sent check(int asset) {
    return evm.send(
        evm.account(4), bridge.inbox, ContractCalls.call("check", ContractCalls.id(asset)));
  }

  @Test
  void aTokenThatCallsBackGetsNowhere() {
    Address token = bridge.list(BTC, "ReentrantToken", 8, -8);
    bridge.give(token, holder, BigInteger.valueOf(1_000));
    List<String> targets =
        List.of(
            ContractCalls.deposit(BTC, BigInteger.ONE, holder, 0),
            ContractCalls.call("check", ContractCalls.id(BTC)));
    for (String target : targets) {
      aim(token, target);
      long before = bridge.liabilities(BTC);
      assertNull(bridge.deposit(holder, BTC, 10).error());
      assertEquals(before + 10, bridge.liabilities(BTC));
      assertEquals(1, evm.number(token, "called"));
      assertEquals(0, evm.number(token, "succeeded"));
      assertEquals("Reentered", error(token));
    }
    // A command is no business of tokens, and takes its own number.
    aim(token, ContractCalls.submit(new byte[] {1}));
    List<String> events = events(bridge.deposit(holder, BTC, 10));
    assertTrue(events.get(0).startsWith("Commanded "), () -> "" + events);
    assertTrue(events.get(1).startsWith("Deposited "), () -> "" + events);
  }

  private void aim(Address token, String data) {
    String aim =
        ContractCalls.call(
            "aim",
            ContractCalls.address(bridge.inbox),
            new DynamicBytes(java.util.HexFormat.of().parseHex(data.substring(2))));
    evm.send(holder, token, aim).done();
  }

  private String error(Address token) {
    List<BigInteger> words = evm.ask(token, ContractCalls.call("answer"));
    String selector = String.format("0x%08x", words.get(2).shiftRight(224).intValue());
    return String.valueOf(Artifact.of("Inbox").errors().get(selector));
  }

  @Test
  void commandsHaveASize() {
    Address inbox = bridge.inbox;
    refused("SizeOutOfRange", evm.send(holder, inbox, ContractCalls.submit(new byte[0])));
    byte[] most = new byte[1 << 15];
    refused(
        "SizeOutOfRange", evm.send(holder, inbox, ContractCalls.submit(new byte[most.length + 1])));
    assertNull(evm.send(holder, inbox, ContractCalls.submit(most)).error());
    List<String> several =
        events(
            evm.send(
                holder,
                inbox,
                ContractCalls.submitAll(List.of(new byte[] {1}, new byte[] {2}, most))));
    assertEquals(3, several.size());
    assertTrue(several.get(2).startsWith("Commanded 7 "), several.get(2).substring(0, 40));
    refused(
        "SizeOutOfRange",
        evm.send(holder, inbox, ContractCalls.submitAll(List.of(new byte[] {1}, new byte[0]))));
  }

  @Test
  void listingsAreTheGovernorsAndInRange() {
    Address token = evm.deployed(holder, "OrdinaryToken", new Uint8(8));
    String list =
        ContractCalls.call(
            "listAsset",
            ContractCalls.id(BTC),
            ContractCalls.address(token),
            new Int8(-8),
            ContractCalls.number(5));
    refused("NotGovernor", evm.send(holder, bridge.inbox, list));
    refused("ListingOutOfRange", bridge.list(0x10000, token, -8, 5));
    refused("ListingOutOfRange", bridge.list(BTC, token, 1, 5));
    refused("ListingOutOfRange", bridge.list(BTC, token, -19, 5));
    refused("ListingOutOfRange", bridge.list(BTC, holder, -8, 5));
    refused("ListingOutOfRange", bridge.list(BTC, token, -8, (1L << 60) + 1));
    // A quantum that the token cannot pay.
    refused("ListingOutOfRange", bridge.list(BTC, token, -9, 5));
    Address fine = evm.deployed(holder, "OrdinaryToken", new Uint8(37));
    refused("ListingOutOfRange", bridge.list(BTC, fine, 0, 5));
    assertEquals(
        List.of("AssetListed 4 1 " + token + " 8 -8", "AssetSet 5 1 1 " + (1L << 60)),
        events(bridge.list(BTC, token, -8, 1L << 60)));
    refused("AlreadyListed", bridge.list(2, token, -8, 5));
    Address other = evm.deployed(holder, "OrdinaryToken", new Uint8(18));
    refused("AlreadyListed", bridge.list(BTC, other, -8, 5));
    assertNull(bridge.list(0, other, -18, 5).error());
  }

  /** The quote asset's quanta are 10^-6. */
  @Test
  void usdHasItsExponent() {
    Bridge fresh = new Bridge(evm, 1);
    Address token = evm.deployed(holder, "OrdinaryToken", new Uint8(18));
    refused("ListingOutOfRange", fresh.list(USD, token, -8, 5));
    assertNull(fresh.list(USD, token, -6, Bridge.CAP).error());
    BigInteger unit = BigInteger.TEN.pow(12);
    fresh.give(token, holder, unit);
    assertNull(fresh.deposit(holder, USD, unit).error());
    assertEquals(1, fresh.liabilities(USD));
  }

  @Test
  void theOfficeIsNamedAndAccepted() {
    Address next = evm.account(2);
    Address inbox = bridge.inbox;
    String name = ContractCalls.call("nameGovernor", ContractCalls.address(next));
    String accept = ContractCalls.call("acceptGovernor");
    refused("NotGovernor", evm.send(next, inbox, name));
    refused("NotNamed", evm.send(next, inbox, accept));
    assertNull(evm.send(bridge.governor, inbox, name).error());
    refused("NotNamed", evm.send(bridge.governor, inbox, accept));
    assertNull(bridge.pause(true).error());
    assertEquals(List.of("GovernorChanged 5 " + next), events(evm.send(next, inbox, accept)));
    refused("NotGovernor", bridge.pause(false));
    refused("NotGovernor", bridge.setAsset(USD, true, 1));
    refused("NotNamed", evm.send(next, inbox, accept));
    String unpause = ContractCalls.call("pauseDeposits", new org.web3j.abi.datatypes.Bool(false));
    assertNull(evm.send(next, inbox, unpause).error());
  }

  @Test
  void onlyCommitmentsRelease() {
    String release =
        ContractCalls.call(
            "release",
            ContractCalls.number(1),
            ContractCalls.address(holder),
            ContractCalls.id(USD),
            ContractCalls.number(1));
    refused("NotCommitments", evm.send(holder, bridge.inbox, release));
    refused("NotCommitments", evm.send(bridge.governor, bridge.inbox, release));
  }

  // ---- feeds ----

  private void say(Address feed, long round, BigInteger answer, long updatedAt, long answered) {
    evm.send(
            holder,
            feed,
            ContractCalls.call(
                "say",
                new Uint256(round),
                new Int256(answer),
                new Uint256(updatedAt),
                new Uint256(answered)))
        .done();
  }

  private void say(Address feed, long answer) {
    say(feed, 7, BigInteger.valueOf(answer), bridge.now(), 7);
  }

  private List<String> ask(Address... feeds) {
    List<String> out = new ArrayList<>();
    for (String event : events(evm.send(holder, bridge.inbox, ContractCalls.ask(List.of(feeds))))) {
      String[] words = event.split(" ");
      // Without number, address and time.
      List<String> kept = new ArrayList<>(List.of(words[0]));
      kept.addAll(List.of(words).subList(3, words[0].equals("Answered") ? 7 : 5));
      out.add(String.join(" ", kept));
    }
    return out;
  }

  @Test
  void answersAreScaledToTheUnderlying() {
    Address eight = bridge.listFeed(3, 8, -5, 3_600);
    Address eighteen = bridge.listFeed(4, 18, -6, 3_600);
    Address coarse = bridge.listFeed(5, 2, -6, 3_600);
    say(eight, 6_543_219_876_543L);
    say(eighteen, 2_000_000_999_999_999_999L);
    say(coarse, 12_345);
    assertEquals(
        List.of(
            "Answered 3 6543219876 6543219876543 7",
            "Answered 4 2000000 2000000999999999999 7",
            "Answered 5 123450000 12345 7"),
        ask(eight, eighteen, coarse));
  }

  @Test
  void whatCannotBeUsedIsSaid() {
    Address feed = bridge.listFeed(3, 8, -5, 100);
    say(feed, 0);
    assertEquals(List.of("Unanswered 3 1"), ask(feed));
    say(feed, -5);
    assertEquals(List.of("Unanswered 3 1"), ask(feed));
    say(feed, 999);
    assertEquals(List.of("Unanswered 3 2"), ask(feed), "less than one unit of the mantissa");
    say(feed, 1_000);
    assertEquals(List.of("Answered 3 1 1000 7"), ask(feed));
    BigInteger most = BigInteger.ONE.shiftLeft(49).multiply(BigInteger.valueOf(1_000));
    say(feed, 7, most.subtract(BigInteger.ONE), bridge.now(), 7);
    assertEquals(
        List.of("Answered 3 " + ((1L << 49) - 1) + " " + most.subtract(BigInteger.ONE) + " 7"),
        ask(feed));
    say(feed, 7, most, bridge.now(), 7);
    assertEquals(List.of("Unanswered 3 2"), ask(feed));
    BigInteger largest = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.ONE);
    say(feed, 7, largest, bridge.now(), 7);
    assertEquals(List.of("Unanswered 3 2"), ask(feed));
    Address coarse = bridge.listFeed(5, 2, -6, 3_600);
    say(coarse, 7, largest, bridge.now(), 7);
    assertEquals(List.of("Unanswered 5 2"), ask(coarse));
    say(feed, 7, BigInteger.valueOf(5_000), bridge.now() - 200, 7);
    assertEquals(List.of("Unanswered 3 3"), ask(feed));
    say(feed, 7, BigInteger.valueOf(5_000), bridge.now() + 5_000, 7);
    assertEquals(List.of("Unanswered 3 4"), ask(feed));
    say(feed, 7, BigInteger.valueOf(5_000), bridge.now(), 6);
    assertEquals(List.of("Unanswered 3 5"), ask(feed));
    say(feed, 7, BigInteger.valueOf(5_000), 0, 7);
    assertEquals(List.of("Unanswered 3 5"), ask(feed));
  }

  /** To the second. */
  @Test
  void anAnswerIsGoodForItsAge() {
    Address feed = bridge.listFeed(3, 8, -5, 100);
    long at = bridge.now();
    say(feed, 7, BigInteger.valueOf(5_000), at, 7);
    evm.node("evm_setNextBlockTimestamp", at + 100);
    assertEquals(List.of("Answered 3 5 5000 7"), ask(feed));
    evm.node("evm_setNextBlockTimestamp", at + 101);
    assertEquals(List.of("Unanswered 3 3"), ask(feed));
  }

  /** A feed that fails, or burns its gas, stops nobody else's answer. */
  @Test
  void aFeedThatMisbehavesHarmsNobody() {
    Address good = bridge.listFeed(3, 8, -5, 3_600);
    say(good, 5_000);
    for (int manner = 1; manner <= 4; manner++) {
      Address bad = bridge.listFeed(4, 8, -5, 3_600);
      evm.send(holder, bad, ContractCalls.call("behave", new Uint8(manner))).done();
      assertEquals(List.of("Unanswered 4 0", "Answered 3 5 5000 7"), ask(bad, good));
    }
  }

  @Test
  void feedsAreTheGovernors() {
    Address feed = evm.deployed(holder, "TestFeed", new Uint8(8));
    Address inbox = bridge.inbox;
    refused("NotAFeed", evm.send(holder, inbox, ContractCalls.ask(List.of(feed))));
    refused("ListingOutOfRange", list(holder, -5, 100));
    refused("ListingOutOfRange", list(feed, -5, 0));
    refused("ListingOutOfRange", list(feed, 29, 100));
    refused("ListingOutOfRange", list(feed, -45, 100));
    assertEquals(List.of("FeedSet 4 " + feed + " 9 -5 8 100 1"), events(list(feed, -5, 100)));
    refused("AlreadyListed", list(feed, -6, 100));
    String off =
        ContractCalls.call(
            "setFeed", ContractCalls.address(feed), new org.web3j.abi.datatypes.Bool(false));
    refused("NotGovernor", evm.send(holder, inbox, off));
    assertEquals(
        List.of("FeedSet 5 " + feed + " 9 -5 8 100 0"),
        events(evm.send(bridge.governor, inbox, off)));
    refused("NotAFeed", evm.send(holder, inbox, ContractCalls.ask(List.of(feed))));
    refused("AlreadyListed", list(feed, -6, 100));
    String unknown =
        ContractCalls.call(
            "setFeed", ContractCalls.address(holder), new org.web3j.abi.datatypes.Bool(true));
    refused("NotAFeed", evm.send(bridge.governor, inbox, unknown));
  }

  private Evm.Sent list(Address feed, int exponent, long maxAge) {
    return bridge.govern(
        "listFeed",
        ContractCalls.address(feed),
        new Uint16(9),
        new Int8(exponent),
        new Uint32(maxAge));
  }
}
