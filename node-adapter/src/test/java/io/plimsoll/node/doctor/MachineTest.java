package io.plimsoll.node.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

  @TempDir private Path folder;

  @Test
  void readsTheFirstProcessorsName() throws IOException {
    Path list =
        Files.writeString(
            folder.resolve("cpuinfo"),
            "processor\t: 0\nmodel name\t: Some  Chip(R) @ 2.0GHz \n\nmodel name\t: Other\n");
    assertEquals("Some Chip(R) @ 2.0GHz", Machine.processor(list, "x"));
  }

  @Test
  void whereNoNameIsKnownItIsTheArchitecture() throws IOException {
    assertEquals("aarch64", Machine.processor(folder.resolve("absent"), "aarch64"));
    Path list = Files.writeString(folder.resolve("cpuinfo"), "CPU part\t: 0xd4f\nmodel name\t:\n");
    assertEquals("aarch64", Machine.processor(list, "aarch64"));
  }

  @Test
  void thisMachineHasCoresAndMemory() {
    Machine here = Machine.here();
    assertTrue(here.cores() >= 1, here.toString());
    assertTrue(here.memoryBytes() >= here.heapBytes() && here.heapBytes() > 0, here.toString());
  }
}
