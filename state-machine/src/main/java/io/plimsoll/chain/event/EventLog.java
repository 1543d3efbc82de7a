package io.plimsoll.chain.event;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.SubaccountId;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The events of a block in their order, and their canonical bytes one after another. A trade is
 * kept as bytes alone, so that making one allocates nothing; it becomes an object when somebody
 * asks for it. Nothing is added once the block has ended.
 */
public final class EventLog extends AbstractList<Event> implements RandomAccess {

  private final ByteWriter bytes;
  private @Nullable Event[] objects;
  private int[] start;
  private int size;
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
    return event != null ? event : trade(start[index]);
  }

  private Event trade(int at) {
    ByteReader in = new ByteReader(bytes.memory(), at + 1, bytes.size());
    return new Event.Traded(
        SubaccountId.read(in), SubaccountId.read(in), in.i32(), in.i64(), in.i64(), in.i64());
  }

  @Override
  public int size() {
    return size;
  }
}
