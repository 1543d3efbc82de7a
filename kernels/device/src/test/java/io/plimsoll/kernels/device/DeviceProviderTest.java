package io.plimsoll.kernels.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.EngineProvider;
import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.kernels.engine.Engines;
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
