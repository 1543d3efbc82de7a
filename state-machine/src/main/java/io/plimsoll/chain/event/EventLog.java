package io.plimsoll.chain.event;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.SubaccountId;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The events of a block in their order, and their canonical bytes one after another. A trade and a
 * settlement of funding are kept as bytes alone, so that making one allocates nothing; it becomes
 * an object when somebody asks for it. What was added after a savepoint can be taken back. Nothing
 * is added once the block has ended.
 */
public final class EventLog extends AbstractList<Event> implements RandomAccess {

  private final ByteWriter bytes;
  private @Nullable Event[] objects;
  private int[] start;
  private int size;
  private int[] savepoints = new int[4];
  private int open;
  private boolean ended;

  /**
   * An empty log.
   *
   * @param events how many to make room for
   * @param room for so many bytes
   */
  public EventLog(int events, int room) {
    objects = new Event[Math.max(16, events)];
    start = new int[objects.length];
    bytes = new ByteWriter(room);
  }

  private void begin() {
    if (ended) {
      throw new IllegalStateException("the block has ended; its events are what they are");
    }
    if (size == start.length) {
      objects = Arrays.copyOf(objects, 2 * size);
      start = Arrays.copyOf(start, 2 * size);
    }
    start[size++] = bytes.size();
  }

  /** Appends an event. */
  public void append(Event event) {
    begin();
    objects[size - 1] = event;
    event.write(bytes);
  }

  /**
   * Begins an {@link Event.Traded}, of which the caller writes the two subaccounts, then calls
   * {@link #endTraded}.
   */
  public ByteWriter beginTraded() {
    begin();
    return bytes.u8(Event.Traded.NUMBER);
  }

  /** Ends what {@link #beginTraded} began. */
  public void endTraded(int instrument, long lots, long price, long quote) {
    bytes.i32(instrument).i64(lots).i64(price).i64(quote);
  }

  /**
   * Begins an {@link Event.FundingSettled}, of which the caller writes the subaccount, then calls
   * {@link #endFundingSettled}.
   */
  public ByteWriter beginFundingSettled() {
    begin();
    return bytes.u8(Event.FundingSettled.NUMBER);
  }

  /** Ends what {@link #beginFundingSettled} began. */
  public void endFundingSettled(int instrument, long paid, long index) {
    bytes.i32(instrument).i64(paid).i64(index);
  }

  /** What is added from here on can be taken back by {@link #rollback}. */
  public void savepoint() {
    if (open == savepoints.length) {
      savepoints = Arrays.copyOf(savepoints, 2 * open);
    }
    savepoints[open++] = size;
  }

  /** Takes back what was added since the savepoint that was opened last, and closes it. */
  public void rollback() {
    int kept = savepoints[--open];
    if (kept < size) {
      Arrays.fill(objects, kept, size, null);
      bytes.truncate(start[kept]);
      size = kept;
    }
  }

  /** Keeps what was added since the savepoint that was opened last, and closes it. */
  public void release() {
    open--;
  }

  /** From here on the log does not change. */
  public void end() {
    ended = true;
  }

  /** Whether the block has ended, so that the log does not change any more. */
  public boolean hasEnded() {
    return ended;
  }

  /** The canonical bytes of all events; the first {@link #byteCount} count. */
  public byte[] memory() {
    return bytes.memory();
  }

  /** The number of canonical bytes. */
  public int byteCount() {
    return bytes.size();
  }

  @Override
  public Event get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    Event event = objects[index];
    return event != null ? event : read(start[index]);
  }

  private Event read(int at) {
    ByteReader in = new ByteReader(bytes.memory(), at, bytes.size());
    if (in.u8() == Event.FundingSettled.NUMBER) {
      return new Event.FundingSettled(SubaccountId.read(in), in.i32(), in.i64(), in.i64());
    }
    return new Event.Traded(
        SubaccountId.read(in), SubaccountId.read(in), in.i32(), in.i64(), in.i64(), in.i64());
  }

  @Override
  public int size() {
    return size;
  }
}
