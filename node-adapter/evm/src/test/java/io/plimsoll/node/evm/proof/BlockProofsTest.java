package io.plimsoll.node.evm.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.evm.rpc.EvmHeader;
import io.plimsoll.node.evm.rpc.JsonReader;
import io.plimsoll.node.evm.rpc.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hashes that the world knows, and every change of a field. */
class BlockProofsTest {

  private static final String ZEROS = "0".repeat(64);
  private static final String EMPTY_ROOT =
      "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

  /** The first block of Ethereum's main chain, as every node of it answers. */
  private static final String GENESIS =
      ("{'number':'0x0',"
              + "'hash':'0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3',"
              + "'parentHash':'0xZ','nonce':'0x0000000000000042','mixHash':'0xZ',"
              + "'sha3Uncles':'0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347',"
              + "'logsBloom':'0xB','transactionsRoot':'E',"
              + "'stateRoot':'0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544',"
              + "'receiptsRoot':'E','miner':'0x0000000000000000000000000000000000000000',"
              + "'difficulty':'0x400000000','totalDifficulty':'0x400000000',"
              + "'extraData':'0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa',"
              + "'size':'0x21c','gasLimit':'0x1388','gasUsed':'0x0','timestamp':'0x0',"
              + "'transactions':[],'uncles':[]}")
          .replace('\'', '"')
          .replace("Z", ZEROS)
          .replace("0xB", "0x" + "0".repeat(512))
          .replace("\"E\"", "\"" + EMPTY_ROOT + "\"");

  private static EvmHeader header(String json) throws Malformed {
    try (JsonReader in = new JsonReader(json.getBytes(StandardCharsets.US_ASCII))) {
      return EvmHeader.read(in);
    }
  }

  @Test
  void theFirstBlockOfTheMainChainHasItsHash() throws Malformed {
    EvmHeader genesis = header(GENESIS);
    assertTrue(BlockProofs.hasOwnHash(genesis));
    assertTrue(BlockProofs.areReceiptsOf(genesis, List.of()));
  }

  @Test
  void anyOtherFieldGivesAnotherHash() throws Malformed {
    List<String> changed =
        List.of(
            GENESIS.replace("0x1388", "0x1389"),
            GENESIS.replace("'gasUsed':'0x0'".replace('\'', '"'), "\"gasUsed\":\"0x1\""),
            GENESIS.replace("11bbe8", "11bbe9"),
            GENESIS.replace("0x11bbe8", "0x"),
            GENESIS.replace("0000000042", "0000000043"),
            GENESIS.replace("\"nonce\":\"0x00", "\"nonce\":\"0x"),
            GENESIS.replace("0xd7f897", "0xd7f898"),
            GENESIS.replace("d4e56740", "d4e56741"),
            GENESIS.replace("\"difficulty\":\"0x4", "\"difficulty\":\"0x5"),
            GENESIS.replace("\"difficulty\":\"0x4", "\"difficulty\":\"0xg"),
            GENESIS.replace("\"uncles\"", "\"baseFeePerGas\":\"0x7\",\"uncles\""),
            GENESIS.replace("\"uncles\"", "\"requestsHash\":\"0x" + ZEROS + "\",\"uncles\""),
            GENESIS.replace("\"mixHash\"", "\"mixhash\""));
    for (String each : changed) {
      assertFalse(each.equals(GENESIS), "nothing was changed");
      assertFalse(BlockProofs.hasOwnHash(header(each)), each);
    }
  }

  /** A trie over many values, each of which counts, in its place. */
  @Test
  void theTrieDependsOnEachValueAndItsPlace() {
    List<byte[]> values = new ArrayList<>();
    List<Hash> roots = new ArrayList<>(List.of(OrderedTrie.root(values)));
    assertEquals(EMPTY_ROOT, "0x" + roots.get(0).hex());
    for (int i = 0; i < 300; i++) {
      values.add(new byte[] {(byte) (i % 7), (byte) i, (byte) (i >> 8)});
      Hash root = OrderedTrie.root(values);
      assertFalse(roots.contains(root), "two lists have one root, at " + i);
      roots.add(root);
    }
    byte[] first = values.get(0);
    values.set(0, values.get(299));
    values.set(299, first);
    assertFalse(roots.contains(OrderedTrie.root(values)));
  }
}
