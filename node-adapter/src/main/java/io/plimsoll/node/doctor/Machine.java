package io.plimsoll.node.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine that this JVM runs on, as far as the JVM may use it.
 *
 * @param system operating system, its version and the architecture
 * @param processor the processor's name, or the architecture where the system does not say
 * @param cores processors that the JVM may use
 * @param memoryBytes memory of the machine, or of the container that holds the JVM
 * @param heapBytes the largest heap that the JVM may take
 */
public record Machine(
    String system, String processor, int cores, long memoryBytes, long heapBytes) {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** This machine. */
  public static Machine here() {
    String architecture = System.getProperty("os.arch", "unknown");
    String system =
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + architecture;
    long memoryBytes = 0;
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean known) {
      memoryBytes = known.getTotalMemorySize();
    }
    Runtime runtime = Runtime.getRuntime();
    return new Machine(
        system,
        processor(PROCESSORS, architecture),
        runtime.availableProcessors(),
        memoryBytes,
        runtime.maxMemory());
  }

  /** The first processor's name in Linux's list, without repeated blanks. */
  static String processor(Path processors, String otherwise) {
    if (!Files.isReadable(processors)) {
      return otherwise;
    }
    try (Stream<String> lines = Files.lines(processors, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("model name") && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip().replaceAll("\\s+", " "))
          .filter(name -> !name.isEmpty())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      // A name for people; nothing depends on it.
      return otherwise;
    }
  }
}
