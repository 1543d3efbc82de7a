package io.plimsoll.node.storage;

import java.nio.charset.StandardCharsets;

/** What lies in a database, each by keys of its own. The names stand on disk and never change. */
enum Column {
  /** The format's version, and what the chain stands at. */
  META("meta"),
  /** Blocks by height. */
  BLOCKS("blocks"),
  /** What blocks came to, by height. */
  OUTCOMES("outcomes"),
  /** The leaves of the state after the last block, by their keys. */
  LEAVES("leaves"),
  /** What the leaves that a block changed were before it, by height. */
  JOURNAL("journal"),
  /** Snapshots: a header by height, and its chunks by height and number. */
  SNAPSHOTS("snapshots"),
  /** What a block's source had kept beside it, by height. */
  NOTES("notes"),
  /** Where commands that count once stand, by their hashes. */
  COMMANDS("commands");

  private final String name;

  Column(String name) {
    this.name = name;
  }

  /** The name on disk, as bytes. */
  byte[] bytes() {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
