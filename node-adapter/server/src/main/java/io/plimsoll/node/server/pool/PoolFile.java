package io.plimsoll.node.server.pool;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Signed commands that wait, in a file beside the chain, so that they wait after a restart, too. A
 * command is written before its sender hears that it was taken, so it outlives the process, however
 * that ends. It is not synced: a machine that loses its power may lose the last ones, and a flood
 * of commands must not make blocks wait for the disk.
 *
 * <p>Records follow one another: kind (1 byte), hash (32), length (4), the signed bytes, CRC-32C of
 * all that (4). What is not whole, at the end of a file whose machine lost its power, is left out;
 * the rest stands for itself, and whoever takes it up checks each signature again. It is rewritten
 * when most of it is of commands that wait no more. Not safe for threads: the pool's lock guards
 * it.
 */
public final class PoolFile implements AutoCloseable {

  private static final byte[] HEAD = "plimsoll-pool/1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int TAKEN = 1;
  private static final int GONE = 2;
  private static final int BEFORE_BYTES = 1 + Hash.BYTES + Integer.BYTES;
  private static final int MOST_SIGNED = 1 << 24;

  /** No file so short is worth being rewritten. */
  private static final long SHORT = 1L << 20;

  private final Path path;
  private final Map<Hash, byte[]> before = new LinkedHashMap<>();
  private final Map<Hash, byte[]> gone = new LinkedHashMap<>();
  private final long damaged;
  private @Nullable RandomAccessFile file;
  private long live;

  private PoolFile(Path path) throws IOException {
    this.path = path;
    damaged = Files.exists(path) ? read(Files.readAllBytes(path)) : 0;
  }

  /**
   * Opens a file, or will make one with the first command; only who has locked the chain's folder
   * does.
   *
   * @throws IOException where it cannot be read, or is something else
   */
  public static PoolFile open(Path path) throws IOException {
    return new PoolFile(path);
  }

  /** The signed bytes of what waited when the file was opened, the first first. */
  Collection<byte[]> waited() {
    return List.copyOf(before.values());
  }

  /** The signed bytes of what had left the pool for another one when the file was opened. */
  Collection<byte[]> evicted() {
    return List.copyOf(gone.values());
  }

  /** Bytes at the end of the file, when it was opened, that were no whole records. */
  public long damaged() {
    return damaged;
  }

  /** Returns how many bytes are no whole records. */
  private int read(byte[] all) throws IOException {
    if (all.length < HEAD.length) {
      return all.length;
    }
    if (!Arrays.equals(HEAD, 0, HEAD.length, all, 0, HEAD.length)) {
      throw new IOException(
          path
              + ": does not begin as a file of commands that wait, or is one of another version;"
              + " move it away to start without them");
    }
    int at = HEAD.length;
    while (at < all.length) {
      int length = recordLength(all, at);
      if (length == 0) {
        break;
      }
      take(new ByteReader(all, at, at + length));
      at += length;
    }
    return all.length - at;
  }

  /** The length of the record at a place; 0 where there is none that is whole. */
  private static int recordLength(byte[] all, int at) {
    if (all.length - at < BEFORE_BYTES + Integer.BYTES) {
      return 0;
    }
    int kind = all[at];
    int length = new ByteReader(all, at + BEFORE_BYTES - Integer.BYTES, all.length).i32();
    if ((kind != TAKEN && kind != GONE) || length < 0 || length > MOST_SIGNED) {
      return 0;
    }
    int covered = BEFORE_BYTES + length;
    if (all.length - at < covered + Integer.BYTES) {
      return 0;
    }
    int sum = new ByteReader(all, at + covered, all.length).i32();
    return sum == sumOf(all, at, covered) ? covered + Integer.BYTES : 0;
  }

  private static int sumOf(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return (int) sum.getValue();
  }

  private void take(ByteReader in) throws IOException {
    try {
      boolean taken = in.u8() == TAKEN;
      Hash hash = Hash.read(in);
      byte[] signed = in.raw(in.i32());
      if (taken) {
        gone.remove(hash);
        before.putIfAbsent(hash, signed);
      } else {
        byte[] evicted = before.remove(hash);
        if (evicted != null) {
          gone.put(hash, evicted);
        }
      }
    } catch (MalformedBytes e) {
      throw new IOException(path + ": a record with the right checksum is malformed", e);
    }
  }

  private static byte[] record(int kind, Hash hash, byte[] signed) {
    ByteWriter out = new ByteWriter();
    out.u8(kind);
    hash.write(out);
    byte[] covered = out.i32(signed.length).raw(signed).toBytes();
    return out.i32(sumOf(covered, 0, covered.length)).toBytes();
  }

  /**
   * Writes down a command that was taken.
   *
   * @param isWaiting whether a command still waits, for when the file is to be rewritten
   * @throws IOException where that cannot be; the file is as it was
   */
  void taken(Hash hash, byte[] signed, Predicate<Hash> isWaiting) throws IOException {
    append(record(TAKEN, hash, signed));
    RandomAccessFile of = file;
    if (of != null && of.length() > SHORT && of.length() > 4 * live) {
      rewrite(isWaiting);
    }
  }

  /** Writes down that a command left for another one. */
  void evicted(Hash hash) throws IOException {
    append(record(GONE, hash, new byte[0]));
  }

  private void append(byte[] record) throws IOException {
    RandomAccessFile to = opened();
    long end = to.length();
    try {
      to.seek(end);
      to.write(record);
    } catch (IOException e) {
      // Half a record would hide those after it.
      to.setLength(end);
      throw e;
    }
  }

  private RandomAccessFile opened() throws IOException {
    RandomAccessFile of = file;
    if (of == null) {
      of = new RandomAccessFile(path.toFile(), "rw");
      file = of;
      // What was there has been taken up, or is not worth it.
      of.setLength(0);
      of.write(HEAD);
    }
    return of;
  }

  /** Begins the file anew with what waits; the file that was there stands until that is written. */
  void begin(Map<Hash, byte[]> waiting) throws IOException {
    if (waiting.isEmpty() && !Files.exists(path)) {
      return;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(HEAD);
    for (Map.Entry<Hash, byte[]> each : waiting.entrySet()) {
      all.write(record(TAKEN, each.getKey(), each.getValue()));
    }
    Path next = path.resolveSibling(path.getFileName() + ".new");
    Files.write(next, all.toByteArray());
    close();
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    file = new RandomAccessFile(path.toFile(), "rw");
    live = all.size();
    before.clear();
    gone.clear();
  }

  private void rewrite(Predicate<Hash> isWaiting) throws IOException {
    before.clear();
    read(Files.readAllBytes(path));
    Map<Hash, byte[]> waiting = new LinkedHashMap<>(before);
    waiting.keySet().removeIf(isWaiting.negate());
    begin(waiting);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
