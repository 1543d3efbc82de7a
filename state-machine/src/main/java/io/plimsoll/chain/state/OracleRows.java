package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import java.util.ArrayList;
import java.util.List;

/** The rows of what is known about reporters, prices and premiums, and their canonical bytes. */
public final class OracleRows {

  /** The power of a reporter that has no row. */
  public static final long DEFAULT_POWER = 1;

  /** Largest power of a reporter: all of them together fit a {@code long} many times. */
  public static final long MOST_POWER = 1_000_000_000;

  /** Samples of one market that wait for its next tick; of more the oldest go. */
  public static final int MOST_SAMPLES = 4_096;

  /** Blocks in a row that are counted at most. */
  public static final int MOST_REFUSALS = 1_000_000;

  private OracleRows() {}

  /**
   * A reporter whose power governors have set.
   *
   * @param power its part of a median, 2 to {@link #MOST_POWER}
   */
  public record Reporter(long power) {

    static final class Codec implements RowTable.Codec<Address, Reporter> {
      @Override
      public Address readKey(ByteReader in) {
        return Address.read(in);
      }

      @Override
      public void writeKey(Address key, ByteWriter out) {
        key.write(out);
      }

      @Override
      public void write(Reporter row, ByteWriter out) {
        out.i64(row.power);
      }

      @Override
      public Reporter read(ByteReader in) {
        return new Reporter(in.i64());
      }
    }
  }

  /**
   * How good an underlying's index is; one that is certain and was taken last time has no row.
   *
   * @param confidence half the width of the interval around the index, a mantissa of its exponent;
   *     0 where no interval was reported
   * @param refusals how many medians in a row the band has refused
   */
  public record Quality(long confidence, int refusals) {

    static final class Codec implements RowTable.Codec<Integer, Quality> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.u16();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.u16(key);
      }

      @Override
      public void write(Quality row, ByteWriter out) {
        out.i64(row.confidence).i32(row.refusals);
      }

      @Override
      public Quality read(ByteReader in) {
        return new Quality(in.i64(), in.i32());
      }
    }
  }

  /**
   * The average of the index of a coin that is margined at its strict price.
   *
   * @param price a mantissa of the underlying's exponent
   * @param atMs the block that made it
   */
  public record Average(long price, long atMs) {

    static final class Codec implements RowTable.Codec<Integer, Average> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.u16();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.u16(key);
      }

      @Override
      public void write(Average row, ByteWriter out) {
        out.i64(row.price).i64(row.atMs);
      }

      @Override
      public Average read(ByteReader in) {
        return new Average(in.i64(), in.i64());
      }
    }
  }

  /**
   * A premium at a sampling boundary.
   *
   * @param atMs the boundary
   * @param premiumPpm of eight hours, which longs pay
   */
  public record Sample(long atMs, int premiumPpm) {}

  /** What a reporter says of the premium in the interval that is not over yet. */
  public record Vote(Address reporter, int premiumPpm) {}

  /**
   * The way of a perpetual to its next funding tick, where its market samples premiums.
   *
   * @param sampledUntilMs the last sampling boundary that was passed
   * @param tickedUntilMs up to when funding was paid
   * @param samples since then, in the order of their times
   * @param votes of the present interval, in the order of their reporters
   */
  public record Sampling(
      long sampledUntilMs, long tickedUntilMs, List<Sample> samples, List<Vote> votes) {

    /** Copies the lists. */
    public Sampling {
      samples = List.copyOf(samples);
      votes = List.copyOf(votes);
    }

    /** Whether a reporter has a vote in the present interval. */
    public boolean hasVoted(Address reporter) {
      return votes.stream().anyMatch(vote -> vote.reporter().equals(reporter));
    }

    /** The same with one more vote, of a reporter that has none yet. */
    public Sampling withVote(Vote vote) {
      List<Vote> more = new ArrayList<>(votes);
      int at = 0;
      while (at < more.size() && more.get(at).reporter().compareTo(vote.reporter()) < 0) {
        at++;
      }
      more.add(at, vote);
      return new Sampling(sampledUntilMs, tickedUntilMs, samples, more);
    }

    /** The same with more samples and no votes, at a later sampling boundary. */
    public Sampling sampled(long untilMs, List<Sample> later) {
      List<Sample> more = new ArrayList<>(samples);
      more.addAll(later);
      int from = Math.max(0, more.size() - MOST_SAMPLES);
      return new Sampling(untilMs, tickedUntilMs, more.subList(from, more.size()), List.of());
    }

    /** The samples up to a time, of which a tick makes its rate, in the order of their times. */
    public int[] premiumsUntil(long endMs) {
      return samples.stream()
          .filter(sample -> sample.atMs() <= endMs)
          .mapToInt(Sample::premiumPpm)
          .toArray();
    }

    /** The same after a tick, without the samples that it took. */
    public Sampling ticked(long untilMs) {
      List<Sample> left = samples.stream().filter(sample -> sample.atMs() > untilMs).toList();
      return new Sampling(sampledUntilMs, untilMs, left, votes);
    }

    static final class Codec implements RowTable.Codec<Integer, Sampling> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.i32();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.i32(key);
      }

      @Override
      public void write(Sampling row, ByteWriter out) {
        out.i64(row.sampledUntilMs).i64(row.tickedUntilMs).u16(row.samples.size());
        for (Sample sample : row.samples) {
          out.i64(sample.atMs()).i32(sample.premiumPpm());
        }
        out.u16(row.votes.size());
        for (Vote vote : row.votes) {
          vote.reporter().write(out);
          out.i32(vote.premiumPpm());
        }
      }

      @Override
      public Sampling read(ByteReader in) {
        long sampledUntilMs = in.i64();
        long tickedUntilMs = in.i64();
        int sampleCount = in.u16();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < sampleCount; i++) {
          samples.add(new Sample(in.i64(), in.i32()));
        }
        int voteCount = in.u16();
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < voteCount; i++) {
          votes.add(new Vote(Address.read(in), in.i32()));
        }
        return new Sampling(sampledUntilMs, tickedUntilMs, samples, votes);
      }
    }
  }
}
