package io.plimsoll.kernels.device.link;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;

/**
 * A file that a node and its worker have both mapped: a page of words by which they take turns,
 * then the columns. Each column starts on 64 bytes and has 64 bytes of room before it, so that a
 * device's own header of an array can stand there and nothing need be copied.
 *
 * <p>The node writes inputs and a request's number; the worker writes results and then the same
 * number as done, with release; so a node that reads it with acquire sees all results.
 */
public final class SharedMemory {

  private static final long REQUEST = 0;
  private static final long DONE = 64;
  private static final long STEPS = 128;
  private static final long OUTCOME = 192;
  private static final long MESSAGE_LENGTH = 256;
  private static final long MESSAGE = 320;
  private static final int MESSAGE_ROOM = 2_048;
  private static final long FIRST_COLUMN = 4_096;
  private static final long ALIGNMENT = 64;
  private static final int CHUNK = 1 << 16;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final MemorySegment all;
  private final Capacities capacities;
  private final Map<Column, Long> offsets = new EnumMap<>(Column.class);

  private SharedMemory(MemorySegment all, Capacities capacities) {
    this.all = all;
    this.capacities = capacities;
    long offset = FIRST_COLUMN;
    for (Column column : Column.values()) {
      offset += ALIGNMENT;
      offsets.put(column, offset);
      offset += ceilToAlignment(column.elements(capacities) * column.elementBytes());
    }
  }

  private static long ceilToAlignment(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static long size(Capacities capacities) {
    long size = FIRST_COLUMN;
    for (Column column : Column.values()) {
      size += ALIGNMENT + ceilToAlignment(column.elements(capacities) * column.elementBytes());
    }
    return size;
  }

  /**
   * Fills a file with zeros up to the size that the capacities need. A folder that runs full is an
   * exception here; once the file is mapped it would be a fault of memory.
   *
   * @throws IOException where there is no room
   */
  public static void reserve(Path file, Capacities capacities) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
      for (long left = size(capacities); left > 0; left -= zeros.limit()) {
        zeros.clear().limit((int) Math.min(CHUNK, left));
        while (zeros.hasRemaining()) {
          channel.write(zeros);
        }
      }
    }
  }

  /**
   * Maps a file that {@link #reserve} has filled.
   *
   * @param arena how long the mapping lives; a device that is given its addresses must outlive it
   * @throws IOException where the file cannot be mapped
   */
  public static SharedMemory map(Path file, Capacities capacities, Arena arena) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new SharedMemory(
          channel.map(FileChannel.MapMode.READ_WRITE, 0, size(capacities), arena), capacities);
    }
  }

  /** Whether a folder has room for a file of these capacities. */
  public static boolean fits(Path folder, Capacities capacities) throws IOException {
    return Files.getFileStore(folder).getUsableSpace() > size(capacities);
  }

  /** How much the columns hold. */
  public Capacities capacities() {
    return capacities;
  }

  /** The elements of a column. */
  public MemorySegment column(Column column) {
    return withHeader(column, 0);
  }

  /** The elements of a column with room before them, at most 64 bytes. */
  public MemorySegment withHeader(Column column, long headerBytes) {
    long bytes = column.elements(capacities) * column.elementBytes();
    return all.asSlice(offsets.getOrDefault(column, 0L) - headerBytes, headerBytes + bytes);
  }

  /** One of the counts of this call, by an index of {@link Counts}. */
  public int count(int index) {
    return column(Column.COUNTS).getAtIndex(ValueLayout.JAVA_INT, index);
  }

  /** The node's side: asks for steps under a number. */
  public void ask(long request, int steps) {
    all.set(ValueLayout.JAVA_LONG, STEPS, steps);
    LONG.setRelease(all, REQUEST, request);
  }

  /** The number that the node asked under last; what it wrote before is visible. */
  public long asked() {
    return (long) LONG.getAcquire(all, REQUEST);
  }

  /** The steps asked for. */
  public int steps() {
    return (int) all.get(ValueLayout.JAVA_LONG, STEPS);
  }

  /** The worker's side: answers a request. */
  public void answer(long request, Outcome outcome, String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MESSAGE_ROOM);
    MemorySegment.copy(bytes, 0, all, ValueLayout.JAVA_BYTE, MESSAGE, length);
    all.set(ValueLayout.JAVA_LONG, MESSAGE_LENGTH, length);
    all.set(ValueLayout.JAVA_LONG, OUTCOME, outcome.word());
    LONG.setRelease(all, DONE, request);
  }

  /** The number of the request answered last; what the worker wrote before is visible. */
  public long answered() {
    return (long) LONG.getAcquire(all, DONE);
  }

  /** How the request answered last ended; {@link Outcome#FAILED} where the word means nothing. */
  public Outcome outcome() {
    return Outcome.of(all.get(ValueLayout.JAVA_LONG, OUTCOME));
  }

  /** What the worker said with its last answer. */
  public String message() {
    long word = all.get(ValueLayout.JAVA_LONG, MESSAGE_LENGTH);
    byte[] bytes = new byte[Math.clamp(word, 0, MESSAGE_ROOM)];
    MemorySegment.copy(all, ValueLayout.JAVA_BYTE, MESSAGE, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
