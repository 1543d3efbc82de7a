package io.plimsoll.kernels.engine;

import io.plimsoll.kernels.scalar.ScalarEngine;
import io.plimsoll.kernels.simd.SimdEngine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Makes engines by name, and says which can be used here and why. */
public final class Engines {

  private static final String AUTO = "auto";
  private static final String SCALAR = "scalar";
  private static final String SIMD = "simd";
  private static final String SHADOW = "shadow";
  private static final String TORNADO = "tornado";
  private static final String VECTORS = "jdk.incubator.vector";
  private static final String KNOWN_ANSWERS = "known answers";
  private static final int RANK_OF_SIMD = 100;

  /** Enough to wake another thread in {@link #statuses}. */
  private static final int THREADS_OF_A_PROOF = 2;

  private Engines() {}

  /** {@link #choose} without the reason. */
  public static Engine create(String name, int threads) {
    return choose(name, threads).engine();
  }

  /**
   * Makes the engine of a name:
   *
   * <ul>
   *   <li>{@code scalar}: plain loops on the calling thread.
   *   <li>{@code simd}: vector instructions, {@code threads} threads.
   *   <li>{@code tornado}, or another name: an engine of another jar, by its {@link
   *       EngineProvider}.
   *   <li>{@code shadow}: runs {@code scalar} beside the highest in rank of the others and throws
   *       {@link EngineMismatch} where they differ.
   *   <li>{@code auto}: the highest in rank that gives the known answers here, at last {@code
   *       scalar}. The reason names those that cannot be used.
   * </ul>
   *
   * @param threads the number of threads, the calling one among them, at least 1
   * @throws IllegalArgumentException where there is no such engine, where it is not on here (with
   *     the reason), or where {@code threads} is less than 1
   */
  public static EngineChoice choose(String name, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
    }
    List<Candidate> candidates = candidates();
    return switch (name) {
      case AUTO -> proven(candidates, threads);
      case SHADOW -> shadow(candidates, threads);
      default -> named(name, candidates, threads);
    };
  }

  /**
   * All engines of this JVM, whether each can be used and why. Those that are on must give the
   * known answers, else they are broken. Takes a second or more where a device has to be woken.
   */
  public static List<EngineStatus> statuses() {
    List<EngineStatus> statuses = new ArrayList<>();
    for (Candidate candidate : candidates()) {
      statuses.add(judged(candidate));
    }
    return statuses;
  }

  private static EngineStatus judged(Candidate candidate) {
    EngineStatus status = candidate.status();
    if (!status.isOn()) {
      return status;
    }
    Trial trial = tried(candidate, THREADS_OF_A_PROOF);
    if (trial.engine() == null) {
      return status.with(KNOWN_ANSWERS, "failed").brokenBy(trial.failure());
    }
    for (EngineStatus.Detail detail : trial.engine().details()) {
      status = status.with(detail.name(), detail.value());
    }
    trial.engine().close();
    return status.with(KNOWN_ANSWERS, "all " + KnownAnswers.CASES + " cases given");
  }

  private static EngineChoice named(String name, List<Candidate> candidates, int threads) {
    for (Candidate candidate : candidates) {
      EngineStatus status = candidate.status();
      if (!status.name().equals(name)) {
        continue;
      }
      if (!status.isOn()) {
        throw new IllegalArgumentException("the engine " + status);
      }
      return new EngineChoice(made(candidate, threads), name + " was asked for");
    }
    StringBuilder names = new StringBuilder(AUTO);
    for (Candidate candidate : candidates) {
      names.append(", ").append(candidate.status().name());
    }
    throw new IllegalArgumentException(
        "there is no engine '" + name + "'; choose one of " + names + ", " + SHADOW);
  }

  private static Engine made(Candidate candidate, int threads) {
    try {
      return candidate.create(threads);
    } catch (IllegalStateException | LinkageError e) {
      throw new IllegalArgumentException(
          "the engine " + candidate.status().brokenBy(String.valueOf(e.getMessage())), e);
    }
  }

  private static EngineChoice shadow(List<Candidate> candidates, int threads) {
    for (Candidate candidate : byRank(candidates)) {
      EngineStatus status = candidate.status();
      if (status.isOn() && !status.name().equals(SCALAR)) {
        return new EngineChoice(
            new ShadowEngine(SHADOW, made(candidate, threads), new ScalarEngine()),
            status.name() + " beside scalar");
      }
    }
    StringBuilder why = new StringBuilder("the engine shadow is off: only scalar is on");
    appendOthers(candidates, why);
    throw new IllegalArgumentException(why.toString());
  }

  private static void appendOthers(List<Candidate> candidates, StringBuilder why) {
    for (Candidate candidate : candidates) {
      if (!candidate.status().name().equals(SCALAR)) {
        why.append("; ").append(candidate.status());
      }
    }
  }

  private static EngineChoice proven(List<Candidate> candidates, int threads) {
    StringBuilder others = new StringBuilder();
    EngineChoice chosen = null;
    for (Candidate candidate : byRank(candidates)) {
      EngineStatus status = candidate.status();
      boolean takes = status.isOn() && status.rank() > EngineStatus.RANK_OF_SCALAR;
      if (takes && chosen == null) {
        Trial trial = tried(candidate, threads);
        if (trial.engine() != null) {
          chosen = new EngineChoice(trial.engine(), status.name() + ": it gives the known answers");
        } else {
          others.append("; ").append(status.brokenBy(trial.failure()));
        }
      } else if (!takes && !status.name().equals(SCALAR)) {
        others.append("; ").append(status);
      }
    }
    if (chosen == null) {
      chosen = new EngineChoice(new ScalarEngine(), "scalar: no faster engine can be used");
    }
    return new EngineChoice(chosen.engine(), chosen.reason() + others);
  }

  /** An engine that gave the known answers, or else what went wrong. */
  private record Trial(@Nullable Engine engine, String failure) {}

  private static Trial tried(Candidate candidate, int threads) {
    Engine engine;
    try {
      engine = candidate.create(threads);
    } catch (RuntimeException | LinkageError e) {
      return new Trial(null, "it cannot be made: " + e);
    }
    String failure = KnownAnswers.failureOf(engine, new ScalarEngine());
    if (failure == null) {
      // An engine that has another compute for it gives all answers, and is not what it says.
      failure = engine.trouble();
    }
    if (failure == null) {
      return new Trial(engine, "");
    }
    engine.close();
    return new Trial(null, failure);
  }

  private static List<Candidate> byRank(List<Candidate> candidates) {
    List<Candidate> sorted = new ArrayList<>(candidates);
    // The sort is stable, so of equals the first one found comes first.
    sorted.sort(Comparator.comparingInt((Candidate c) -> c.status().rank()).reversed());
    return sorted;
  }

  /** What can be made, and its status at the time of asking. */
  private record Candidate(EngineStatus status, @Nullable EngineProvider provider) {

    Engine create(int threads) {
      return switch (status.name()) {
        case SCALAR -> new ScalarEngine();
        case SIMD -> new SimdEngine(threads);
        default -> fromElsewhere(threads);
      };
    }

    private Engine fromElsewhere(int threads) {
      if (provider == null) {
        throw new IllegalStateException(status.reason());
      }
      return provider.create(threads);
    }
  }

  private static List<Candidate> candidates() {
    List<Candidate> found = new ArrayList<>();
    found.add(
        new Candidate(
            EngineStatus.on(SCALAR, EngineStatus.RANK_OF_SCALAR, "plain loops, everywhere"), null));
    found.add(new Candidate(simd(), null));
    boolean device = false;
    // The loader of this class, not the thread's, so that all threads of a node see one list.
    Iterator<EngineProvider> providers =
        ServiceLoader.load(EngineProvider.class, EngineProvider.class.getClassLoader()).iterator();
    try {
      while (providers.hasNext()) {
        Candidate candidate = asked(providers.next());
        device |= candidate.status().name().equals(TORNADO);
        found.add(candidate);
      }
    } catch (ServiceConfigurationError e) {
      found.add(
          new Candidate(
              EngineStatus.broken("unknown", "a provider of an engine cannot be loaded: " + e),
              null));
    }
    if (!device) {
      found.add(
          new Candidate(
              EngineStatus.off(TORNADO, "there is no device engine on the class path"), null));
    }
    return found;
  }

  private static Candidate asked(EngineProvider provider) {
    try {
      return new Candidate(provider.status(), provider);
    } catch (RuntimeException | LinkageError e) {
      return new Candidate(
          EngineStatus.broken(provider.name(), "it cannot say how it is: " + e), provider);
    }
  }

  /** Touches no class of the vectors' module before it knows that the module is there. */
  private static EngineStatus simd() {
    if (ModuleLayer.boot().findModule(VECTORS).isEmpty()) {
      return EngineStatus.off(
          SIMD,
          "this JVM runs without the module "
              + VECTORS
              + "; start java with --add-modules "
              + VECTORS);
    }
    try {
      int bits = SimdEngine.vectorBits();
      EngineStatus.Detail width = new EngineStatus.Detail("vectors", bits + " bits");
      return SimdEngine.helps()
          ? EngineStatus.on(SIMD, RANK_OF_SIMD, "vectors of " + bits + " bits", width)
          : EngineStatus.on(
              SIMD, -1, "vectors of " + bits + " bits are too narrow to gain anything", width);
    } catch (LinkageError e) {
      return EngineStatus.broken(SIMD, "its classes cannot be linked: " + e);
    }
  }
}
