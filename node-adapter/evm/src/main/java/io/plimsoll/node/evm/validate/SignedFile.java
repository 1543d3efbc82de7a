package io.plimsoll.node.evm.validate;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.root.Sha256;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.contract.Commitment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a validator has signed, on disk before any signature is given out. Heights only grow: what
 * is at or below the last one is signed again only where it is the same to the byte. The file names
 * the validator, the contract and the chain, has a checksum, and is replaced as a whole.
 */
public final class SignedFile {

  private static final int VERSION = 1;
  private static final int KEPT = 256;

  private final Path file;
  private final Address validator;
  private final long evmChain;
  private final Address contract;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();

  /**
   * What was signed.
   *
   * @param set the number of the validators' set
   */
  public record Entry(long set, Commitment commitment) {}

  private SignedFile(Path file, Address validator, long evmChain, Address contract) {
    this.file = file;
    this.validator = validator;
    this.evmChain = evmChain;
    this.contract = contract;
  }

  /**
   * Opens a file, or begins one.
   *
   * @param begins whether the file may be missing, as this key has signed nothing yet
   * @throws Failure where it is damaged, of another validator, chain or contract, or missing where
   *     it must not be
   */
  public static SignedFile open(
      Path file, Address validator, long evmChain, Address contract, boolean begins)
      throws IOException {
    SignedFile signed = new SignedFile(file, validator, evmChain, contract);
    if (Files.exists(file)) {
      try {
        signed.read(Files.readAllBytes(file));
      } catch (MalformedBytes e) {
        throw new Failure(
            file
                + ": "
                + e.getMessage()
                + "; what was signed cannot be known, so nothing is signed: restore the file, or"
                + " let another key validate");
      }
    } else if (begins) {
      signed.write();
    } else {
      throw new Failure(
          file
              + ": it is missing, and the chain beside it has blocks, so what "
              + validator
              + " has signed cannot be known: restore the file, or say --validator-new if this key"
              + " has never signed for "
              + contract);
    }
    return signed;
  }

  private void read(byte[] bytes) {
    if (bytes.length < Hash.BYTES) {
      throw new MalformedBytes("it is cut short");
    }
    int body = bytes.length - Hash.BYTES;
    ByteReader in = new ByteReader(bytes, 0, body);
    if (!checksum(bytes, body).equals(Hash.read(new ByteReader(bytes, body, bytes.length)))) {
      throw new MalformedBytes("its checksum does not hold");
    }
    if (in.u8() != VERSION) {
      throw new MalformedBytes("it is of another version");
    }
    if (!Address.read(in).equals(validator)
        || in.i64() != evmChain
        || !Address.read(in).equals(contract)) {
      throw new MalformedBytes("it is of another validator, chain or contract");
    }
    int count = in.i32();
    if (count < 0 || count > KEPT) {
      throw new MalformedBytes("it says that it has " + count + " heights");
    }
    for (int i = 0; i < count; i++) {
      Entry entry =
          new Entry(
              in.i64(),
              new Commitment(in.i64(), in.i64(), Hash.read(in), Hash.read(in), Hash.read(in)));
      entries.put(entry.commitment.height(), entry);
    }
    in.end();
  }

  private static Hash checksum(byte[] bytes, int length) {
    Sha256 sha = new Sha256();
    sha.update(bytes, 0, length);
    return Hash.of(sha.digest());
  }

  private byte[] bytes() {
    ByteWriter out = new ByteWriter();
    out.u8(VERSION);
    validator.write(out);
    out.i64(evmChain);
    contract.write(out);
    out.i32(entries.size());
    for (Entry entry : entries.values()) {
      Commitment of = entry.commitment;
      out.i64(entry.set).i64(of.height()).i64(of.sourceBlock());
      of.sourceHash().write(out);
      of.stateRoot().write(out);
      of.marginDigest().write(out);
    }
    checksum(out.memory(), out.size()).write(out);
    return out.toBytes();
  }

  private void write() throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer left = ByteBuffer.wrap(bytes());
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    if (parent != null) {
      try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }

  /**
   * Asks to sign. When it returns null, the commitment is on disk and may be signed; it is also
   * null for what was signed before, to the byte.
   *
   * @return why it must not be signed
   */
  public synchronized @Nullable String admit(long set, Commitment commitment) throws IOException {
    Entry next = new Entry(set, commitment);
    Entry same = entries.get(commitment.height());
    if (next.equals(same)) {
      return null;
    }
    if (same != null && !same.commitment.equals(commitment)) {
      return "height "
          + commitment.height()
          + " was signed with root "
          + same.commitment.stateRoot()
          + " of block "
          + same.commitment.sourceHash();
    }
    long last = entries.isEmpty() ? 0 : entries.lastKey();
    if (commitment.height() < last || (same == null && commitment.height() == last)) {
      return "height " + last + " was signed already";
    }
    // The same commitment under the next set of validators is another signature of one root.
    entries.put(commitment.height(), next);
    Entry oldest = entries.size() > KEPT ? entries.pollFirstEntry().getValue() : null;
    try {
      write();
    } catch (IOException e) {
      // Nobody knows what is on disk; what was there is right in either case.
      entries.remove(commitment.height());
      if (same != null) {
        entries.put(commitment.height(), same);
      }
      if (oldest != null) {
        entries.put(oldest.commitment.height(), oldest);
      }
      throw e;
    }
    return null;
  }

  /** What was signed at a height, 0 for the last one; null where there is none. */
  public synchronized @Nullable Entry at(long height) {
    if (height != 0) {
      return entries.get(height);
    }
    Map.Entry<Long, Entry> last = entries.lastEntry();
    return last == null ? null : last.getValue();
  }
}
