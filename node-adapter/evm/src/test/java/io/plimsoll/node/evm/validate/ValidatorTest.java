package io.plimsoll.node.evm.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.node.auth.Signature;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.contract.Commitment;
import io.plimsoll.node.evm.contract.CommitmentDigest;
import io.plimsoll.node.evm.follow.ChainTerms;
import io.plimsoll.node.evm.follow.FakeNode;
import io.plimsoll.node.evm.follow.Scene;
import io.plimsoll.node.evm.follow.SourceNote;
import io.plimsoll.node.evm.proof.FakeBlocks.FakeBlock;
import io.plimsoll.node.server.run.SignedRoot;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Level;
import io.plimsoll.node.server.watch.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A validator over a chain of 20 blocks, of which 18 are final: height 16 is due. */
@Timeout(60)
class ValidatorTest {

  private static final int BLOCKS = 20;
  private static final long DUE = 16;
  private static final Hash ROOT = new Hash(1, 2, 3, 4);
  private static final Hash OTHER = new Hash(1, 2, 3, 5);

  @TempDir Path folder;

  private final ChainTerms terms = Scene.terms(true);
  private final List<FakeBlock> chain = Scene.chain(BLOCKS, "");
  private final SigningKey key = new SigningKey(secret());
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final Metrics metrics = new Metrics();
  private final FakeNode node = new FakeNode(chain);
  private final Scene scene = new Scene(node);

  private static byte[] secret() {
    byte[] secret = new byte[SigningKey.BYTES];
    Arrays.fill(secret, (byte) 5);
    return secret;
  }

  @BeforeEach
  void follow() throws InterruptedException {
    scene.follow(BLOCKS);
  }

  @AfterEach
  void close() {
    scene.close();
    node.close();
  }

  /** What blocks came to here. */
  private record Here(ChainTerms terms, List<FakeBlock> chain, Hash root)
      implements Validator.Roots {
    @Override
    public long height() {
      return chain.size();
    }

    @Override
    public Validator.Came came(long height) {
      return new Validator.Came(root, root);
    }

    @Override
    public SourceNote note(long height) {
      FakeBlock block = chain.get((int) height - 1);
      return new SourceNote(terms.hash(), block.number(), block.hash(), 0);
    }
  }

  /** One that begins anew, or after a restart, in the same folder. */
  private Validator start(Hash root, boolean begins) throws IOException {
    EventLogger log =
        new EventLogger(
            new PrintStream(logged, true, StandardCharsets.UTF_8),
            Level.DEBUG,
            false,
            InstantSource.system());
    SignedFile signed =
        SignedFile.open(
            folder.resolve("SIGNED"), key.address(), terms.evmChain(), terms.commitments(), begins);
    Here here = new Here(terms, chain, root);
    return new Validator(terms, scene.endpoints(), here, key, signed, log, metrics);
  }

  private void assertSigned(@Nullable SignedRoot given, long set, Commitment of) {
    SignedRoot root = Objects.requireNonNull(given);
    assertEquals(of.stateRoot(), root.stateRoot());
    byte[] digest = new CommitmentDigest(terms.evmChain(), terms.commitments()).of(set, of);
    byte[] bytes = HexFormat.of().parseHex(root.signature());
    assertEquals(key.address(), Signature.read(new ByteReader(bytes)).signerOf(digest));
  }

  @Test
  void aSecondRootForAHeightIsRefusedAfterARestart() throws Exception {
    Validator first = start(ROOT, true);
    assertNull(first.signedRoot(DUE));
    Commitment of = Objects.requireNonNull(first.sign(1));
    assertEquals(DUE, of.height());
    assertSigned(first.signedRoot(DUE), 1, of);
    byte[] onDisk = Files.readAllBytes(folder.resolve("SIGNED"));
    Validator again = start(OTHER, false);
    assertNull(again.sign(1));
    assertNull(again.sign(2));
    assertSigned(again.signedRoot(DUE), 1, of);
    assertSigned(again.signedRoot(0), 1, of);
    assertEquals(
        HexFormat.of().formatHex(onDisk),
        HexFormat.of().formatHex(Files.readAllBytes(folder.resolve("SIGNED"))));
    String text = logged.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("evm second root not signed"), text);
    assertTrue(metrics.text().contains("evm_signatures_refused_total 1\n"), metrics::text);
    // What was signed is signed for the next set, too.
    assertEquals(of, start(ROOT, false).sign(2));
  }

  @Test
  void noSignatureIsGivenOutThatIsNotOnDisk() throws Exception {
    Validator validator = start(ROOT, true);
    Path inTheWay = Files.createDirectory(folder.resolve("SIGNED.next"));
    assertThrows(IOException.class, () -> validator.sign(1));
    assertNull(validator.signedRoot(DUE));
    assertNull(validator.signedRoot(0));
    Files.delete(inTheWay);
    Commitment of = Objects.requireNonNull(validator.sign(1));
    assertSigned(start(ROOT, false).signedRoot(DUE), 1, of);
  }

  /** The block is final as the chain said, and yet it is another one now. */
  @Test
  void aBlockThatIsGoneIsNotSigned() throws Exception {
    Validator validator = start(ROOT, true);
    node.serve(Scene.grow(chain.subList(0, 10), 10, "ee"));
    assertNull(validator.sign(1));
    assertNull(validator.signedRoot(0));
    node.serve(chain);
    Commitment of = Objects.requireNonNull(validator.sign(1));
    assertSigned(validator.signedRoot(DUE), 1, of);
  }

  @Test
  void aLostFileIsNotBegunAnewBesideAChain() throws Exception {
    Objects.requireNonNull(start(ROOT, true).sign(1));
    Files.delete(folder.resolve("SIGNED"));
    Failure refused = assertThrows(Failure.class, () -> begin(false));
    assertTrue(String.valueOf(refused.getMessage()).contains("--validator-new"));
    begin(true);
    // Left in the settings it would begin another file when this one is lost.
    refused = assertThrows(Failure.class, () -> begin(true));
    assertTrue(String.valueOf(refused.getMessage()).contains("take validator.new out"));
    begin(false);
  }

  private ValidatorThread begin(boolean isNew) throws IOException {
    Validators.Told told =
        new Validators.Told(folder.resolve("SIGNED"), List.of(), false, 0, 1_000, 1, 1_000, isNew);
    EventLogger log =
        new EventLogger(
            new PrintStream(logged, true, StandardCharsets.UTF_8),
            Level.DEBUG,
            false,
            InstantSource.system());
    Here here = new Here(terms, chain, ROOT);
    return Validators.of(terms, scene.endpoints(), here, key, told, log, metrics);
  }
}
