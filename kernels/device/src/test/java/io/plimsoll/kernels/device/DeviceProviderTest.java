package io.plimsoll.kernels.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.EngineProvider;
import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.engine.KnownAnswers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node's operator sees of the engine before it runs. */
class DeviceProviderTest {

  private static EngineProvider provider(String fault) {
    return new DeviceProvider(FaultyWorker.launcher(fault, 3), DeviceSettings.usual());
  }

  @Test
  void theRegistryFindsItAndSaysWhyItIsOff() {
    EngineStatus status =
        Engines.statuses().stream()
            .filter(each -> each.name().equals("tornado"))
            .findFirst()
            .orElseThrow();
    assertFalse(status.isOn());
    assertTrue(status.reason().contains("TORNADOVM_HOME"), status::toString);
  }

  @Test
  void whatIsMissingIsTheReason() {
    EngineStatus status = provider("missing").status();
    assertFalse(status.isOn());
    assertEquals("nothing is installed here", status.reason());
  }

  @Test
  void anEngineThatIsMadeIsTrusted() {
    EngineProvider provider = provider("none");
    assertTrue(provider.status().isOn());
    assertTrue(provider.status().rank() < EngineStatus.RANK_OF_SCALAR, "auto must not take it");
    try (Engine engine = provider.create(2)) {
      assertEquals("tornado", engine.name());
      DeviceEngine device = assertInstanceOf(DeviceEngine.class, engine);
      assertEquals(DeviceState.Phase.TRUSTED, device.state().phase());
      assertEquals("reference worker", engine.details().get(0).value());
      assertTrue(engine.details().get(1).value().startsWith("all 40 "), engine.details()::toString);
      new Book(1, 100, 4, 10, 9).assertLaw(engine);
      assertEquals(1, device.state().deviceCalls());
      assertEquals("1 by the device, 0 by the CPU", engine.details().get(2).value());
    }
  }

  /** Its answers are the CPU's then, and right; that the device is out must still be said. */
  @Test
  void aDeviceThatFailsWhileItIsTriedIsTrouble() {
    EngineProvider provider =
        new DeviceProvider(
            FaultyWorker.launcher("exception", KnownAnswerSuite.CALLS + 1), DeviceSettings.usual());
    try (Engine engine = provider.create(1);
        Engine law = Engines.create("scalar", 1)) {
      assertNull(engine.trouble());
      assertNull(KnownAnswers.failureOf(engine, law));
      assertTrue(String.valueOf(engine.trouble()).contains("the device is on fire"));
    }
  }

  @Test
  void aDeviceThatFailsIsNotMade() {
    for (String fault : List.of("no driver", "bit of a checksum", "exit at start")) {
      IllegalStateException thrown =
          assertThrows(IllegalStateException.class, () -> provider(fault).create(1), fault);
      assertTrue(String.valueOf(thrown.getMessage()).length() > 20, thrown::toString);
    }
  }
}
