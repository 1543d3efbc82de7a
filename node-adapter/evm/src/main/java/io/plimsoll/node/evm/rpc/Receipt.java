package io.plimsoll.node.evm.rpc;

import io.plimsoll.chain.block.Hash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transaction left, as far as the block's hash covers it. */
public final class Receipt {

  private static final int BLOOM = 256;
  private static final int MOST_TYPE = 0x7f;

  private final long type;
  private final boolean succeeded;
  private final long cumulativeGas;
  private final byte[] bloom;
  private final List<EvmLog> logs;

  private Receipt(
      long type, boolean succeeded, long cumulativeGas, byte[] bloom, List<EvmLog> logs) {
    this.type = type;
    this.succeeded = succeeded;
    this.cumulativeGas = cumulativeGas;
    this.bloom = bloom;
    this.logs = List.copyOf(logs);
  }

  /** The type of its transaction, 0 for the oldest. */
  public long type() {
    return type;
  }

  /** Whether the transaction did what it was to do. */
  public boolean succeeded() {
    return succeeded;
  }

  /** The gas that the block had used after it. */
  public long cumulativeGas() {
    return cumulativeGas;
  }

  /** The filter over its logs; not to be changed. */
  public byte[] bloom() {
    return bloom;
  }

  /** Its logs. */
  public List<EvmLog> logs() {
    return logs;
  }

  /**
   * Reads all receipts of a block, in the order of its transactions.
   *
   * @param block its hash, which each log must name
   */
  public static List<Receipt> list(JsonReader in, Hash block) throws Malformed {
    EvmLogReader logs = new EvmLogReader(block);
    List<Receipt> receipts = new ArrayList<>();
    in.beginList();
    while (in.nextObject()) {
      receipts.add(one(in, logs, receipts.size()));
    }
    return receipts;
  }

  private static Receipt one(JsonReader in, EvmLogReader reader, int place) throws Malformed {
    long type = 0;
    long status = -1;
    long gas = -1;
    long index = -1;
    byte[] bloom = null;
    List<EvmLog> logs = null;
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      switch (field) {
        case "type" -> type = in.quantity(field);
        case "status" -> status = in.quantity(field);
        case "cumulativeGasUsed" -> gas = in.quantity(field);
        case "transactionIndex" -> index = in.quantity(field);
        case "logsBloom" -> bloom = in.bytes(field, BLOOM);
        case "logs" -> logs = reader.list(in);
        default -> in.skip();
      }
    }
    return checked(type, status, gas, index == place, bloom, logs);
  }

  private static Receipt checked(
      long type,
      long status,
      long gas,
      boolean inOrder,
      byte @Nullable [] bloom,
      @Nullable List<EvmLog> logs)
      throws Malformed {
    if (!inOrder || gas < 0 || bloom == null || logs == null) {
      throw new Malformed("a receipt lacks a field, or is out of order");
    }
    if (status < 0 || status > 1 || type > MOST_TYPE) {
      throw new Malformed("a receipt's status or type is out of range");
    }
    return new Receipt(type, status == 1, gas, bloom, logs);
  }
}
