package io.plimsoll.kernels.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether an engine can be used here, and why.
 *
 * @param name the engine's name
 * @param state whether it is on
 * @param rank how much {@code auto} likes it: the greatest of those that are on is tried first.
 *     {@code scalar} has {@link #RANK_OF_SCALAR}; an engine with less is never taken, because it
 *     would be slower
 * @param reason one line that says why it is on, off or broken, without its end
 * @param details what else is known of it, such as the width of vectors, devices, known answers
 */
public record EngineStatus(
    String name, State state, int rank, String reason, List<Detail> details) {

  /** The rank of the engine that is always there. */
  public static final int RANK_OF_SCALAR = 0;

  /** Whether an engine can be used. */
  public enum State {
    /** It can be used. */
    ON,
    /** Something that it needs is not here; nothing is wrong. */
    OFF,
    /** What it needs is here, but it does not work: something is wrong. */
    BROKEN
  }

  /**
   * One more thing to know of an engine.
   *
   * @param name what it is, in lower case, for instance {@code vectors}
   * @param value its value, for a person
   */
  public record Detail(String name, String value) {}

  /** Copies the details. */
  public EngineStatus {
    details = List.copyOf(details);
  }

  /** An engine that can be used. */
  public static EngineStatus on(String name, int rank, String reason, Detail... details) {
    return new EngineStatus(name, State.ON, rank, reason, List.of(details));
  }

  /** An engine that cannot be used here, for want of something. */
  public static EngineStatus off(String name, String reason, Detail... details) {
    return new EngineStatus(name, State.OFF, RANK_OF_SCALAR, reason, List.of(details));
  }

  /** An engine that does not work. */
  public static EngineStatus broken(String name, String reason, Detail... details) {
    return new EngineStatus(name, State.BROKEN, RANK_OF_SCALAR, reason, List.of(details));
  }

  /** Whether the engine can be used. */
  public boolean isOn() {
    return state == State.ON;
  }

  /** The same with one more detail. */
  public EngineStatus with(String detail, String value) {
    List<Detail> more = new ArrayList<>(details);
    more.add(new Detail(detail, value));
    return new EngineStatus(name, state, rank, reason, more);
  }

  /** The same details, but broken for a reason. */
  EngineStatus brokenBy(String why) {
    return new EngineStatus(name, State.BROKEN, rank, why, details);
  }

  /** Name, state and reason in one line, for instance {@code simd is off: ...}. */
  @Override
  public String toString() {
    String is =
        switch (state) {
          case ON -> "on";
          case OFF -> "off";
          case BROKEN -> "broken";
        };
    return name + " is " + is + ": " + reason;
  }
}
