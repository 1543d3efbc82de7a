package io.plimsoll.bench.simulate;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.node.cli.Failure;
import java.util.List;

/** The commands of a block that the chain refused. */
final class Refusals {

  private Refusals() {}

  /**
   * Fails where any command was refused: a chain that lacks a parameter, a deposit or a book would
   * give a result that looks like one and is none.
   *
   * @param chain of which experiment and mode, for the message
   */
  static void requireNone(String chain, List<byte[]> commands, BlockResult result) {
    int first = -1;
    int refused = 0;
    for (int i = 0; i < commands.size(); i++) {
      if (result.results().get(i) != ResultCode.OK) {
        first = first < 0 ? i : first;
        refused++;
      }
    }
    if (refused > 0) {
      ResultCode code = result.results().get(first);
      Authenticated sent = CommandCodec.decode(commands.get(first));
      throw new Failure(
          "The opening cannot be simulated: the chain "
              + chain
              + " refuses "
              + sent.command()
              + " in block "
              + result.height()
              + " with code "
              + code.number()
              + ", "
              + code.sentence()
              + (refused == 1 ? "" : "; it refuses " + refused + " commands of the block"));
    }
  }

  /** How many price vectors were refused. */
  static long prices(List<byte[]> commands, BlockResult result) {
    long refused = 0;
    for (int i = 0; i < commands.size(); i++) {
      boolean isRefused = result.results().get(i) != ResultCode.OK;
      if (isRefused && CommandCodec.decode(commands.get(i)).command() instanceof Command.Prices) {
        refused++;
      }
    }
    return refused;
  }

  /** How many commands were refused, whatever they are. */
  static long all(BlockResult result) {
    return result.results().stream().filter(code -> code != ResultCode.OK).count();
  }
}
