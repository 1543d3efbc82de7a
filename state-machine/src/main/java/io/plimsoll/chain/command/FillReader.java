package io.plimsoll.chain.command;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads a {@link Command.Fill} where its bytes lie, so that a block's fills make no objects. A fill
 * has fields of all values only, so what it is shows by its first bytes and its length.
 */
public final class FillReader {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int SENDER = 2;
  private static final int BUYER = SENDER + Address.BYTES;
  private static final int SELLER = BUYER + SubaccountId.BYTES;
  private static final int INSTRUMENT = SELLER + SubaccountId.BYTES;
  private static final int LOTS = INSTRUMENT + Integer.BYTES;
  private static final int PRICE = LOTS + Long.BYTES;
  private static final int BUYER_FEE = PRICE + Long.BYTES;
  private static final int SELLER_FEE = BUYER_FEE + Long.BYTES;
  private static final int LENGTH = SELLER_FEE + Long.BYTES;

  /** Where the middle, the low part and the number of a key begin, after its first byte. */
  private static final int MIDDLE = Long.BYTES;

  private static final int LOW = 2 * Long.BYTES;
  private static final int NUMBER = LOW + Integer.BYTES;

  private byte[] bytes = {};
  private Address sender = new Address(0, 0, 0);

  /** Reads nothing yet. */
  public FillReader() {}

  /** Whether bytes are a fill's canonical ones. */
  public static boolean isFill(byte[] bytes) {
    return bytes.length == LENGTH
        && bytes[0] == CommandCodec.VERSION
        && bytes[1] == CommandCodec.FILL;
  }

  /** Goes to a fill, whose bytes must be one's. */
  public FillReader at(byte[] fill) {
    bytes = fill;
    return this;
  }

  private long i64(int at) {
    return (long) LONG.get(bytes, at);
  }

  private int i32(int at) {
    return (int) INT.get(bytes, at);
  }

  /** Who sent it: the same object as before where the same sent the last one. */
  public Address sender() {
    long high = i64(SENDER);
    long middle = i64(SENDER + MIDDLE);
    int low = i32(SENDER + LOW);
    if (sender.high() != high || sender.middle() != middle || sender.low() != low) {
      sender = new Address(high, middle, low);
    }
    return sender;
  }

  /** Where the key of the buyer begins, for the four parts of keys below. */
  public int buyer() {
    return BUYER;
  }

  /** Where the key of the seller begins. */
  public int seller() {
    return SELLER;
  }

  /** The first 8 bytes of the owner in a key. */
  public long ownerHigh(int key) {
    return i64(key);
  }

  /** The next 8 bytes of the owner in a key. */
  public long ownerMiddle(int key) {
    return i64(key + MIDDLE);
  }

  /** The last 4 bytes of the owner in a key. */
  public int ownerLow(int key) {
    return i32(key + LOW);
  }

  /** The number in a key. */
  public int number(int key) {
    return i32(key + NUMBER);
  }

  /** Whether buyer and seller are one. */
  public boolean isSelfTrade() {
    return i64(BUYER) == i64(SELLER)
        && i64(BUYER + MIDDLE) == i64(SELLER + MIDDLE)
        && i64(BUYER + LOW) == i64(SELLER + LOW);
  }

  /** Id of the instrument. */
  public int instrument() {
    return i32(INSTRUMENT);
  }

  /** Lots that the buyer takes. */
  public long lots() {
    return i64(LOTS);
  }

  /** Price mantissa. */
  public long price() {
    return i64(PRICE);
  }

  /** Fee of the buyer, in quanta; a negative one is a rebate. */
  public long buyerFee() {
    return i64(BUYER_FEE);
  }

  /** Fee of the seller, in quanta. */
  public long sellerFee() {
    return i64(SELLER_FEE);
  }
}
