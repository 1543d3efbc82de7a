package io.plimsoll.node.server.pool;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

  /**
   * The longest file: four times what the largest pool may have, with signatures. Where it could
   * not be rewritten for so long, nothing more is taken.
   */
  private static final long MOST_BYTES = 1L << 31;

  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final Map<Hash, byte[]> before = new LinkedHashMap<>();
  private final Map<Hash, byte[]> gone = new LinkedHashMap<>();
  private final long damaged;
  private @Nullable RandomAccessFile file;

  /** Where the last whole record ends; 0 where there is not even a head. */
  private long end;

  /** How long the file may become before it is rewritten. */
  private long rewriteAt = SHORT;

  private PoolFile(Path path) throws IOException {
    this.path = path;
    damaged = read(any -> true);
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

  /**
   * Takes up the whole records of those commands that are wanted, and sets the end behind them.
   *
   * @return how many bytes follow that are no whole records
   */
  private long read(Predicate<Hash> isWanted) throws IOException {
    end = 0;
    if (!Files.exists(path)) {
      return 0;
    }
    long length = Files.size(path);
    if (length > MOST_BYTES) {
      throw new IOException(
          path
              + ": has "
              + length
              + " bytes; a file of commands that wait has at most "
              + MOST_BYTES
              + "; move it away to start without them");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
      byte[] head = in.readNBytes(HEAD.length);
      if (head.length < HEAD.length) {
        return length;
      }
      if (!Arrays.equals(HEAD, head)) {
        throw new IOException(
            path
                + ": does not begin as a file of commands that wait, or is one of another version;"
                + " move it away to start without them");
      }
      end = HEAD.length;
      for (byte[] record = next(in); record.length > 0; record = next(in)) {
        take(new ByteReader(record), isWanted);
        end += record.length;
      }
    }
    return length - end;
  }

  /** The next record; empty where none follows that is whole. */
  private static byte[] next(InputStream in) throws IOException {
    byte[] none = {};
    byte[] head = in.readNBytes(BEFORE_BYTES);
    if (head.length < BEFORE_BYTES) {
      return none;
    }
    int length = new ByteReader(head, BEFORE_BYTES - Integer.BYTES, BEFORE_BYTES).i32();
    if ((head[0] != TAKEN && head[0] != GONE) || length < 0 || length > MOST_SIGNED) {
      return none;
    }
    byte[] rest = in.readNBytes(length + Integer.BYTES);
    if (rest.length < length + Integer.BYTES) {
      return none;
    }
    byte[] record = Arrays.copyOf(head, BEFORE_BYTES + rest.length);
    System.arraycopy(rest, 0, record, BEFORE_BYTES, rest.length);
    int covered = BEFORE_BYTES + length;
    int sum = new ByteReader(record, covered, record.length).i32();
    return sum == sumOf(record, 0, covered) ? record : none;
  }

  private static int sumOf(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return (int) sum.getValue();
  }

  private void take(ByteReader in, Predicate<Hash> isWanted) throws IOException {
    try {
      boolean taken = in.u8() == TAKEN;
      Hash hash = Hash.read(in);
      byte[] signed = in.raw(in.i32());
      if (!isWanted.test(hash)) {
        return;
      }
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
    if (end > rewriteAt) {
      try {
        rewrite(isWaiting);
      } catch (IOException e) {
        // The command stands in the file that is too long; that is tried again a little later.
        rewriteAt = end + SHORT;
      }
    }
  }

  /** Writes down that a command left for another one. */
  void evicted(Hash hash) throws IOException {
    append(record(GONE, hash, new byte[0]));
  }

  private void append(byte[] record) throws IOException {
    RandomAccessFile to = opened();
    if (end + record.length > MOST_BYTES) {
      throw new IOException(path + ": has " + end + " bytes and could not be rewritten");
    }
    try {
      to.seek(end);
      to.write(record);
      end += record.length;
    } catch (IOException e) {
      // Half a record would hide those after it; if it cannot go now, the next one overwrites it.
      to.setLength(end);
      throw e;
    }
  }

  /** The file, behind whose whole records nothing stands; what it has is never thrown away. */
  private RandomAccessFile opened() throws IOException {
    if (file != null) {
      return file;
    }
    RandomAccessFile of = new RandomAccessFile(path.toFile(), "rw");
    try {
      if (of.length() < end) {
        // Somebody else has cut it.
        read(any -> false);
      }
      if (end == 0) {
        of.setLength(0);
        of.write(HEAD);
        end = HEAD.length;
      }
      of.setLength(end);
    } catch (IOException e) {
      of.close();
      throw e;
    }
    file = of;
    return of;
  }

  /** Begins the file anew with what waits; the file that was there stands until that is written. */
  void begin(Map<Hash, byte[]> waiting) throws IOException {
    if (waiting.isEmpty() && !Files.exists(path)) {
      return;
    }
    Path next = path.resolveSibling(path.getFileName() + ".new");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(next), BUFFER)) {
      out.write(HEAD);
      for (Map.Entry<Hash, byte[]> each : waiting.entrySet()) {
        out.write(record(TAKEN, each.getKey(), each.getValue()));
      }
    }
    long length = Files.size(next);
    close();
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    end = length;
    rewriteAt = Math.max(SHORT, 4 * length);
    before.clear();
    gone.clear();
    opened();
  }

  private void rewrite(Predicate<Hash> isWaiting) throws IOException {
    long whole = end;
    before.clear();
    try {
      try {
        read(isWaiting);
      } finally {
        // It is the same file until the next one has taken its place.
        end = whole;
      }
      begin(new LinkedHashMap<>(before));
    } finally {
      before.clear();
      gone.clear();
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
