package io.plimsoll.chain.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FillReaderTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 7);

  private final FillReader reader = new FillReader();

  private static SubaccountId subaccount(FillReader in, int key) {
    Address owner = new Address(in.ownerHigh(key), in.ownerMiddle(key), in.ownerLow(key));
    return new SubaccountId(owner, in.number(key));
  }

  private Authenticated read(byte[] bytes) {
    FillReader in = reader.at(bytes);
    return new Authenticated(
        in.sender(),
        new Command.Fill(
            subaccount(in, in.buyer()),
            subaccount(in, in.seller()),
            in.instrument(),
            in.lots(),
            in.price(),
            in.buyerFee(),
            in.sellerFee()));
  }

  @Test
  void anyBytesOfAFillReadAsTheCodecReadsThem() {
    System.out.println("anyBytesOfAFillReadAsTheCodecReadsThem: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    byte[] bytes = fill(address(1), 2, address(1), 2);
    assertTrue(FillReader.isFill(bytes));
    for (int i = 0; i < 1_000; i++) {
      byte[] any = new byte[bytes.length];
      random.nextBytes(any);
      System.arraycopy(bytes, 0, any, 0, 2);
      assertTrue(FillReader.isFill(any));
      assertEquals(CommandCodec.decode(any), read(any));
    }
  }

  @Test
  void nothingElseIsAFill() {
    byte[] bytes = fill(address(1), 2, address(3), 4);
    assertFalse(FillReader.isFill(Arrays.copyOf(bytes, bytes.length - 1)));
    assertFalse(FillReader.isFill(Arrays.copyOf(bytes, bytes.length + 1)));
    assertFalse(FillReader.isFill(new byte[0]));
    for (int at = 0; at < 2; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        assertEquals(bytes[at] == changed[at], FillReader.isFill(changed));
      }
    }
  }

  @Test
  void aSelfTradeIsOneInAllBytesOfItsKeys() {
    assertTrue(reader.at(fill(address(1), 2, address(1), 2)).isSelfTrade());
    byte[] bytes = fill(address(1), 2, address(1), 2);
    for (int at = 22; at < 22 + 48; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 0x10;
      assertFalse(reader.at(changed).isSelfTrade(), "byte " + at);
    }
  }

  @Test
  void oneSenderIsOneObject() {
    Address first = reader.at(fill(address(1), 2, address(3), 4)).sender();
    assertSame(first, reader.at(fill(address(5), 6, address(7), 8)).sender());
  }

  private static Address address(int number) {
    return new Address(number, -number, 3 * number);
  }

  private static byte[] fill(Address buyer, int number, Address seller, int other) {
    return CommandCodec.encode(
        new Authenticated(
            address(9),
            new Command.Fill(
                new SubaccountId(buyer, number), new SubaccountId(seller, other), 1, 2, 3, 4, -4)));
  }
}
