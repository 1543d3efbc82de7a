package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.raw.Raw;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What owners have traded in the last days, of those who have; empty where nothing is counted. */
public final class Volumes extends ExpiringTable<Address, Volumes.Row> {

  /** Days that count: the present one and those before it. */
  public static final int DAYS = 30;

  /** Milliseconds of a day. */
  public static final long DAY_MS = 86_400_000;

  /** Quanta that all may trade in a day; more is not counted, so that no sum leaves its range. */
  public static final long MOST_OF_DAY = 1L << 57;

  /** The one key of what all have traded. */
  static final int OF_ALL = 0;

  Volumes(Journal journal, int tag) {
    super(journal, tag, new Codec());
  }

  /** The day of a block time, counted from 1970. */
  public static long day(long timeMs) {
    return Raw.floorDiv(timeMs, DAY_MS);
  }

  /** Volume in quanta of each day, as maker and as taker; a day lies at its number modulo 30. */
  public static final class Row implements ExpiringTable.Expiring {

    private static final int COLUMNS = 2;

    /** The last day on which something was traded. */
    private final long day;

    private final long[] quanta;

    private Row(long day, long[] quanta) {
      this.day = day;
      this.quanta = quanta;
    }

    /** The last day on which something was traded. */
    public long day() {
      return day;
    }

    private static int at(long day) {
      return COLUMNS * Math.toIntExact(day - Raw.floorDiv(day, DAYS) * DAYS);
    }

    private boolean knows(long of) {
      return of <= day && of > day - DAYS;
    }

    /** What was traded on a day as maker. */
    public long maker(long of) {
      return knows(of) ? quanta[at(of)] : 0;
    }

    /** What was traded on a day as taker. */
    public long taker(long of) {
      return knows(of) ? quanta[at(of) + 1] : 0;
    }

    /** What was traded as maker in the 30 days that end with one. */
    public long makerUntil(long last) {
      long sum = 0;
      for (long of = last - DAYS + 1; of <= last; of++) {
        sum += maker(of);
      }
      return sum;
    }

    /** What was traded as taker in the 30 days that end with one. */
    public long takerUntil(long last) {
      long sum = 0;
      for (long of = last - DAYS + 1; of <= last; of++) {
        sum += taker(of);
      }
      return sum;
    }

    /**
     * The row with more on a day; days that are too long ago are left out.
     *
     * @param old what there is; null for nothing
     * @param today not before the last day on which something was traded
     */
    public static Row plus(@Nullable Row old, long today, long maker, long taker) {
      long[] quanta = new long[COLUMNS * DAYS];
      for (long of = today - DAYS + 1; old != null && of <= today; of++) {
        quanta[at(of)] = old.maker(of);
        quanta[at(of) + 1] = old.taker(of);
      }
      quanta[at(today)] += maker;
      quanta[at(today) + 1] += taker;
      return new Row(today, quanta);
    }

    /** Whether each day's volume is in its range and something was traded on the last one. */
    boolean isValid() {
      boolean within = day >= 0 && (maker(day) | taker(day)) != 0;
      for (long each : quanta) {
        within &= each >= 0 && each <= MOST_OF_DAY;
      }
      return within;
    }

    /** The first millisecond at which none of its days counts. */
    @Override
    public long expiresMs() {
      return Checked.multiplySaturated(Checked.addSaturated(day, DAYS), DAY_MS);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Row row && row.day == day && Arrays.equals(row.quanta, quanta);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(day) + 31 * Arrays.hashCode(quanta);
    }

    @Override
    public String toString() {
      return "Volumes[day=" + day + ", quanta=" + Arrays.toString(quanta) + "]";
    }

    void write(ByteWriter out) {
      out.i64(day);
      for (long each : quanta) {
        out.i64(each);
      }
    }

    static Row read(ByteReader in) {
      long day = in.i64();
      long[] quanta = new long[COLUMNS * DAYS];
      for (int i = 0; i < quanta.length; i++) {
        quanta[i] = in.i64();
      }
      return new Row(day, quanta);
    }
  }

  /** The row of what all have traded, each trade once as maker and once as taker. */
  static final class OfAllCodec implements RowTable.Codec<Integer, Row> {
    @Override
    public Integer readKey(ByteReader in) {
      return in.u8();
    }

    @Override
    public void writeKey(Integer key, ByteWriter out) {
      out.u8(key);
    }

    @Override
    public void write(Row row, ByteWriter out) {
      row.write(out);
    }

    @Override
    public Row read(ByteReader in) {
      return Row.read(in);
    }
  }

  private static final class Codec implements RowTable.Codec<Address, Row> {
    @Override
    public Address readKey(ByteReader in) {
      return Address.read(in);
    }

    @Override
    public void writeKey(Address key, ByteWriter out) {
      key.write(out);
    }

    @Override
    public void write(Row row, ByteWriter out) {
      row.write(out);
    }

    @Override
    public Row read(ByteReader in) {
      return Row.read(in);
    }
  }
}
