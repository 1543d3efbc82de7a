package io.plimsoll.node.server.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.auth.Authenticator;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.server.dev.DevKeys;
import io.plimsoll.node.server.dev.DevScenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waited in a file comes into a pool again, as far as that has room. */
class IntakeTest {

  @TempDir Path folder;

  private static Authenticated command(SigningKey key) {
    long ms = DevScenario.FIXED_GENESIS_MS;
    Command command = new Command.Withdraw(new SubaccountId(key.address(), 0), 1);
    return new Authenticated(key.address(), command, new Authenticated.Once(ms, ms + 600_000));
  }

  @Test
  void whoLeavesAPoolThatIsSmallerByNowIsNotKept() throws IOException {
    Path path = folder.resolve("WAITED");
    byte[] secret = new byte[SigningKey.BYTES];
    Arrays.fill(secret, (byte) 7);
    SigningKey stranger = new SigningKey(secret);
    Authenticator signer = new Authenticator(DevScenario.CHAIN_ID);
    byte[] first = signer.sign(command(stranger), stranger).toBytes();
    byte[] later = signer.sign(command(DevKeys.key(1)), DevKeys.key(1)).toBytes();
    Hash left = CommandPool.hash(CommandCodec.encode(command(stranger)));
    try (PoolFile file = PoolFile.open(path)) {
      file.taken(left, first, any -> true);
      Hash stays = CommandPool.hash(CommandCodec.encode(command(DevKeys.key(1))));
      file.taken(stays, later, any -> true);
    }
    try (TestNode node = new TestNode(folder.resolve("chain"), 3)) {
      assertTrue(node.run());
      CommandPool small =
          new CommandPool(new CommandPool.Limits(1, 1 << 20, 9), (height, fates) -> {});
      try (PoolFile file = PoolFile.open(path)) {
        assertEquals(1, new Intake(small, node.readers()).takeUp(file));
      }
      assertTrue(small.fate(left) instanceof Fate.Dropped);
    }
    try (PoolFile file = PoolFile.open(path)) {
      assertEquals(1, file.waited().size());
      assertArrayEquals(later, file.waited().iterator().next());
    }
  }
}
