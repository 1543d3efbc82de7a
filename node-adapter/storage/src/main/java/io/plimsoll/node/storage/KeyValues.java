package io.plimsoll.node.storage;

import org.jspecify.annotations.Nullable;

/**
 * An ordered map of bytes to bytes on disk, in {@link Column}s; keys are compared as unsigned
 * bytes.
 */
interface KeyValues extends AutoCloseable {

  /** Takes a key and its value. */
  @FunctionalInterface
  interface Visitor {
    void visit(byte[] key, byte[] value);
  }

  /** All columns as they were at one moment, whatever is written since. */
  interface View extends AutoCloseable {

    /** The value of a key, or null. */
    byte @Nullable [] get(Column column, byte[] key);

    /**
     * The first key of a column that is not before another; null where there is none.
     *
     * @throws StoreFailed where it cannot be read
     */
    byte @Nullable [] seek(Column column, byte[] from);

    /**
     * Visits the keys of a column in their order, from the first that is not before another.
     *
     * @throws StoreFailed where not all of them can be read
     */
    void scan(Column column, byte[] from, Visitor visitor);

    @Override
    void close();
  }

  /** The value of a key, or null. */
  byte @Nullable [] get(Column column, byte[] key);

  /**
   * Makes changes together, and returns when they are on disk.
   *
   * @throws StoreFailed where they could not be made; then none was
   */
  void write(Batch batch);

  /** A view of this moment. */
  View view();

  /**
   * Reads everything and compares checksums.
   *
   * @throws StoreFailed where one is wrong, naming the file
   */
  void verifyChecksums();

  @Override
  void close();
}
