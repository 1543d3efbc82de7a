package io.plimsoll.node.auth;

import static io.plimsoll.node.auth.Examples.CAT;
import static io.plimsoll.node.auth.Examples.CHAIN_ID;
import static io.plimsoll.node.auth.Examples.COW;
import static io.plimsoll.node.auth.Examples.DOG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes are a command of the one who signed it, or a code that says why not. */
class AuthenticatorTest {

  private static final Command WITHDRAW =
      new Command.Withdraw(new SubaccountId(COW.address(), 0), 5);

  private final Authenticator authenticator = new Authenticator(CHAIN_ID);

  private AuthCode code(SignedCommand signed) {
    return code(signed.toBytes());
  }

  private AuthCode code(byte[] bytes) {
    Authenticator.Answer answer = authenticator.authenticate(bytes);
    assertEquals(answer.code() == AuthCode.OK, answer.command() != null);
    return answer.code();
  }

  @Test
  void eachCommandComesThrough() {
    for (Command command : Examples.all()) {
      SignedCommand signed = Examples.signed(command);
      Authenticator.Answer answer = authenticator.authenticate(signed.toBytes());
      assertEquals(AuthCode.OK, answer.code(), () -> "" + command);
      assertEquals(Examples.once(command), answer.command());
      assertEquals(signed, SignedCommand.read(signed.toBytes()));
      // What the chain takes is what was signed.
      assertNotNull(answer.command());
      assertArrayEquals(
          CommandCodec.encode(Examples.once(command)), CommandCodec.encode(answer.command()));
    }
  }

  private static SignedCommand with(SignedCommand signed, Signature signature) {
    return new SignedCommand(signed.chainId(), signed.command(), signature, signed.orders());
  }

  @Test
  void signaturesHaveOneForm() {
    SignedCommand signed = Examples.signed(WITHDRAW);
    Signature own = signed.signature();
    BigInteger order = Secp256k1.ORDER;
    BigInteger high = order.subtract(own.s());
    BigInteger one = BigInteger.ONE;
    int other = 27 + 28 - own.parity();
    assertEquals(AuthCode.OK, code(signed));
    // The other signature of the same key and digest, which everybody can make of the first.
    assertEquals(AuthCode.HIGH_S, code(with(signed, new Signature(own.r(), high, other))));
    assertEquals(
        AuthCode.HIGH_S,
        code(with(signed, new Signature(own.r(), Secp256k1.HALF.add(one), own.parity()))));
    assertEquals(
        AuthCode.WRONG_SENDER,
        code(with(signed, new Signature(own.r(), Secp256k1.HALF, own.parity()))));
    assertEquals(AuthCode.WRONG_SENDER, code(with(signed, new Signature(own.r(), own.s(), other))));
    for (int parity : new int[] {0, 1, 26, 29, 255}) {
      assertEquals(
          AuthCode.WRONG_PARITY, code(with(signed, new Signature(own.r(), own.s(), parity))));
    }
    BigInteger word = one.shiftLeft(256).subtract(one);
    for (BigInteger outside : List.of(BigInteger.ZERO, order, order.add(own.r()), word)) {
      if (outside.bitLength() <= 256) {
        Signature badR = new Signature(outside, own.s(), own.parity());
        Signature badS = new Signature(own.r(), outside, own.parity());
        assertEquals(AuthCode.OUT_OF_RANGE, code(with(signed, badR)));
        assertEquals(AuthCode.OUT_OF_RANGE, code(with(signed, badS)));
      }
    }
    // No point of the curve has 5 for its x.
    Signature none = new Signature(BigInteger.valueOf(5), own.s(), 27);
    assertEquals(AuthCode.NO_SUCH_KEY, code(with(signed, none)));
  }

  @Test
  void signedForAnotherChain() {
    SignedCommand elsewhere = new Authenticator(8).sign(Examples.once(WITHDRAW), COW);
    assertEquals(AuthCode.WRONG_CHAIN, code(elsewhere));
    // Saying that it is for this chain does not help.
    SignedCommand renamed =
        new SignedCommand(CHAIN_ID, elsewhere.command(), elsewhere.signature(), List.of());
    assertEquals(AuthCode.WRONG_SENDER, code(renamed));
  }

  @Test
  void nobodySignsForAnother() {
    Authenticated ofCow = Examples.once(WITHDRAW);
    assertThrows(IllegalArgumentException.class, () -> authenticator.sign(ofCow, DOG));
    Signature byDog = DOG.sign(CommandTypes.digest(CHAIN_ID, ofCow));
    assertEquals(AuthCode.WRONG_SENDER, code(with(Examples.signed(WITHDRAW), byDog)));
    // The nonce and the expiry are signed, too.
    SignedCommand signed = Examples.signed(WITHDRAW);
    for (Authenticated.Once once :
        List.of(
            new Authenticated.Once(4, Examples.ONCE.expiresMs()),
            new Authenticated.Once(3, Examples.ONCE.expiresMs() + 1))) {
      Authenticated later = new Authenticated(COW.address(), WITHDRAW, once);
      assertEquals(
          AuthCode.WRONG_SENDER,
          code(new SignedCommand(CHAIN_ID, later, signed.signature(), List.of())));
    }
  }

  @Test
  void whatCountsMoreThanOnceIsNotTaken() {
    Authenticated bare = new Authenticated(COW.address(), WITHDRAW);
    Signature signature = Examples.signed(WITHDRAW).signature();
    assertEquals(AuthCode.NOT_ONCE, code(new SignedCommand(CHAIN_ID, bare, signature, List.of())));
    assertThrows(IllegalArgumentException.class, () -> authenticator.sign(bare, COW));
    Authenticated genesis = Examples.once(new Command.Genesis(CHAIN_ID, COW.address()));
    assertEquals(
        AuthCode.UNSIGNABLE, code(new SignedCommand(CHAIN_ID, genesis, signature, List.of())));
  }

  @Test
  void ordersAreSignedByWhomTheyName() {
    Command.FillOrders fill = Examples.fillOrders();
    SignedCommand signed = Examples.signed(fill);
    assertEquals(AuthCode.OK, code(signed));
    List<Signature> swapped = List.of(signed.orders().get(1), signed.orders().get(0));
    assertEquals(
        AuthCode.WRONG_ORDER_SIGNER,
        code(new SignedCommand(CHAIN_ID, signed.command(), signed.signature(), swapped)));
    // Whoever brings the orders may be a third one, who signs the fill and no order.
    Authenticated byCat = new Authenticated(CAT.address(), fill, Examples.ONCE);
    assertEquals(AuthCode.OK, code(authenticator.sign(byCat, CAT, COW, DOG)));
    // It cannot make one of them say something else.
    Command.Order buy = fill.buy().order();
    Command.Order dearer =
        new Command.Order(
            buy.chainId(),
            buy.subaccount(),
            buy.instrument(),
            buy.bid(),
            buy.lots(),
            buy.price() + 1,
            buy.expiresMs(),
            buy.id(),
            buy.maxFeePpm(),
            buy.reduceOnly());
    Command.FillOrders changed =
        new Command.FillOrders(
            new Command.SignedOrder(COW.address(), dearer), fill.sell(), 10, 2_900_000, 11, -5);
    Authenticated lie = new Authenticated(CAT.address(), changed, Examples.ONCE);
    Signature own = CAT.sign(CommandTypes.digest(CHAIN_ID, lie));
    assertEquals(
        AuthCode.WRONG_ORDER_SIGNER, code(new SignedCommand(CHAIN_ID, lie, own, signed.orders())));
  }

  /** No bit of a signed command may be another. */
  @Test
  void everyBitCounts() {
    Random random = new Random(seed());
    for (Command command : Examples.all()) {
      byte[] bytes = Examples.signed(command).toBytes();
      for (int i = 0; i < 8; i++) {
        int bit = random.nextInt(Byte.SIZE * bytes.length);
        byte[] turned = bytes.clone();
        turned[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
        assertFalse(code(turned) == AuthCode.OK, () -> "bit " + bit + " of " + command);
      }
    }
  }

  @Test
  void anyBytesHaveAnAnswer() {
    Random random = new Random(seed());
    Map<AuthCode, Integer> codes = new EnumMap<>(AuthCode.class);
    List<byte[]> signed =
        Examples.all().stream().map(each -> Examples.signed(each).toBytes()).toList();
    for (int i = 0; i < 1_500; i++) {
      byte[] bytes = signed.get(random.nextInt(signed.size())).clone();
      switch (random.nextInt(4)) {
        case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(2 * bytes.length));
        case 1 -> random.nextBytes(bytes);
        case 2 -> Arrays.fill(bytes, bytes.length - Signature.BYTES, bytes.length, (byte) i);
        default -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      codes.merge(code(bytes), 1, Integer::sum);
    }
    assertTrue(codes.size() >= 5, codes::toString);
  }

  @Test
  void aKeyIsInItsRangeAndInNoText() {
    byte[] order = Secp256k1.ORDER.toByteArray();
    byte[] largest = Arrays.copyOfRange(order, order.length - 32, order.length);
    assertThrows(IllegalArgumentException.class, () -> new SigningKey(largest));
    assertThrows(IllegalArgumentException.class, () -> new SigningKey(new byte[32]));
    assertThrows(IllegalArgumentException.class, () -> new SigningKey(new byte[31]));
    largest[31]--;
    SigningKey key = new SigningKey(largest);
    assertEquals("key of " + key.address(), key.toString());
    assertNull(authenticator.authenticate(new byte[0]).command());
  }

  private static long seed() {
    long seed = Long.getLong("plimsoll.seed", 712);
    System.out.println("AuthenticatorTest: -Dplimsoll.seed=" + seed);
    return seed;
  }
}
