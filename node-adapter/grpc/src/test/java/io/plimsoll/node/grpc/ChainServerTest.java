package io.plimsoll.node.grpc;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.FeeTerms;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.chain.root.Proof;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.cli.Main;
import io.plimsoll.node.cli.ParametersOption;
import io.plimsoll.node.grpc.proto.ChainGrpc;
import io.plimsoll.node.grpc.proto.ChunkReply;
import io.plimsoll.node.grpc.proto.ChunkRequest;
import io.plimsoll.node.grpc.proto.CommitRequest;
import io.plimsoll.node.grpc.proto.DiscardRequest;
import io.plimsoll.node.grpc.proto.ExecuteReply;
import io.plimsoll.node.grpc.proto.ExecuteRequest;
import io.plimsoll.node.grpc.proto.FeeTermsReply;
import io.plimsoll.node.grpc.proto.FeeTermsRequest;
import io.plimsoll.node.grpc.proto.InfoReply;
import io.plimsoll.node.grpc.proto.InfoRequest;
import io.plimsoll.node.grpc.proto.MarginReply;
import io.plimsoll.node.grpc.proto.MarginRequest;
import io.plimsoll.node.grpc.proto.ProveReply;
import io.plimsoll.node.grpc.proto.ProveRequest;
import io.plimsoll.node.grpc.proto.RestoreHeader;
import io.plimsoll.node.grpc.proto.RestoreReply;
import io.plimsoll.node.grpc.proto.RestoreRequest;
import io.plimsoll.node.grpc.proto.Snapshot;
import io.plimsoll.node.grpc.proto.SnapshotsRequest;
import io.plimsoll.node.grpc.proto.Subaccount;
import io.plimsoll.node.grpc.proto.TakeSnapshotRequest;
import io.plimsoll.node.grpc.proto.Trade;
import io.plimsoll.node.grpc.proto.UndoRequest;
import io.plimsoll.node.grpc.proto.WhatIfReply;
import io.plimsoll.node.grpc.proto.WhatIfRequest;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.parameters.ParameterFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ChainServerTest {

  private static final ChainServer.Limits LIMITS = new ChainServer.Limits(2, 1 << 20, 16, 60_000);

  @TempDir Path folder;

  private final Engine engine = Engines.create("scalar", 1);
  private ChainServer server;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    server = open("chain", "socket");
    client = new Client(server.target());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    engine.close();
  }

  private ChainServer open(String chain, String socket) throws IOException {
    return ChainServer.onSocket(
        folder.resolve(chain), engine, Models.catalogue(), folder.resolve(socket), LIMITS, "test");
  }

  private static ExecuteRequest.Builder block(long height, byte[]... more) {
    ExecuteRequest.Builder out =
        ExecuteRequest.newBuilder()
            .setHeight(height)
            .setTimeMs(TestBlocks.FIRST_MS + height * 1_000);
    TestBlocks.commands(height, more).forEach(each -> out.addCommands(ByteString.copyFrom(each)));
    return out;
  }

  private ExecuteReply make(Client by, long height, byte[]... more) {
    ExecuteReply reply = by.calls().execute(block(height, more).setWantEvents(true).build());
    assertEquals(
        reply.getStateRoot(),
        by.calls().commit(CommitRequest.newBuilder().setHeight(height).build()).getStateRoot());
    return reply;
  }

  private static InfoReply info(Client of) {
    return of.calls().info(InfoRequest.getDefaultInstance());
  }

  private static void assertRefused(
      Problem.Reason reason, Status.Code code, String words, Executable call) {
    StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, call);
    Metadata trailers = refused.getTrailers();
    assertTrue(trailers != null, refused::toString);
    assertEquals(reason.name(), trailers.get(Problem.TRAILER), refused::toString);
    assertEquals(code, refused.getStatus().getCode());
    assertTrue(("" + refused.getMessage()).contains(words), refused::toString);
  }

  private static Subaccount subaccount(SubaccountId id) {
    ByteWriter out = new ByteWriter();
    id.owner().write(out);
    return Subaccount.newBuilder()
        .setOwner(ByteString.copyFrom(out.toBytes()))
        .setNumber(id.number())
        .build();
  }

  /** The same blocks in an embedded chain give the same roots, digests, results and events. */
  @Test
  void blocksAreThoseOfAnEmbeddedChain() {
    MarginChain control = new MarginChain(engine);
    for (long height = 1; height <= 6; height++) {
      Block block = TestBlocks.block(height, control.lastHash());
      BlockResult expected = control.execute(block);
      control.commit();
      ExecuteReply reply = make(client, height);
      assertEquals(expected.stateRoot(), Hash.of(reply.getStateRoot().toByteArray()));
      assertEquals(expected.marginDigest(), Hash.of(reply.getMarginDigest().toByteArray()));
      assertEquals(block.hash(), Hash.of(reply.getBlockHash().toByteArray()));
      assertEquals(expected.phaseDigests().size(), reply.getPhaseDigestsCount());
      assertEquals(expected.events().size(), reply.getEventsCount());
      assertEquals(expected.totals().initial(), reply.getTotals().getInitial());
      for (int i = 0; i < expected.results().size(); i++) {
        assertEquals(expected.results().get(i).number(), reply.getResults(i).getCode());
      }
    }
    InfoReply info = info(client);
    assertEquals(6, info.getHeight());
    assertEquals(6, info.getUndoable());
    assertEquals(Connections.PROTOCOL, info.getProtocol());
    assertEquals(control.root(), Hash.of(info.getStateRoot().toByteArray()));
  }

  @Test
  void aBlockWaitsForCommitOrDiscard() {
    make(client, 1);
    ByteString before = info(client).getStateRoot();
    client.calls().execute(block(2).build());
    assertEquals(2, info(client).getWaitingHeight());
    assertEquals(before, info(client).getStateRoot());
    assertRefused(
        Problem.Reason.BLOCK_REFUSED,
        Status.Code.FAILED_PRECONDITION,
        "block 2 waits",
        () -> client.calls().execute(block(3).build()));
    assertRefused(
        Problem.Reason.NOT_WAITING,
        Status.Code.FAILED_PRECONDITION,
        "block 3 does not wait; block 2 does",
        () -> client.calls().commit(CommitRequest.newBuilder().setHeight(3).build()));
    assertRefused(
        Problem.Reason.WAITING,
        Status.Code.FAILED_PRECONDITION,
        "block 2 waits",
        () -> client.calls().undo(UndoRequest.newBuilder().setHeight(1).build()));
    client.calls().discard(DiscardRequest.getDefaultInstance());
    assertRefused(
        Problem.Reason.NOT_WAITING,
        Status.Code.FAILED_PRECONDITION,
        "no block waits",
        () -> client.calls().discard(DiscardRequest.getDefaultInstance()));
    ByteString root = make(client, 2).getStateRoot();
    assertRefused(
        Problem.Reason.NOT_UNDOABLE,
        Status.Code.FAILED_PRECONDITION,
        "block 1 is not the last one",
        () -> client.calls().undo(UndoRequest.newBuilder().setHeight(1).build()));
    InfoReply undone = client.calls().undo(UndoRequest.newBuilder().setHeight(2).build()).getInfo();
    assertEquals(1, undone.getHeight());
    assertEquals(before, undone.getStateRoot());
    assertEquals(root, make(client, 2).getStateRoot());
  }

  @Test
  void blocksThatDoNotFollowAreRefused() {
    make(client, 1);
    assertRefused(
        Problem.Reason.BLOCK_REFUSED,
        Status.Code.FAILED_PRECONDITION,
        "block height is 3; it must be 2",
        () -> client.calls().execute(block(3).build()));
    assertRefused(
        Problem.Reason.BLOCK_REFUSED,
        Status.Code.FAILED_PRECONDITION,
        "it must be later",
        () -> client.calls().execute(block(2).setTimeMs(TestBlocks.FIRST_MS).build()));
    ByteString other = ByteString.copyFrom(new byte[Hash.BYTES]);
    assertRefused(
        Problem.Reason.BLOCK_REFUSED,
        Status.Code.FAILED_PRECONDITION,
        "follows",
        () -> client.calls().execute(block(2).setPreviousHash(other).build()));
    assertRefused(
        Problem.Reason.BAD_FIELD,
        Status.Code.INVALID_ARGUMENT,
        "previous_hash is 3 bytes; it must have 32 bytes",
        () ->
            client
                .calls()
                .execute(block(2).setPreviousHash(ByteString.copyFromUtf8("abc")).build()));
    // What is no command is a command's failure, not the block's.
    ExecuteReply reply =
        client.calls().execute(block(2).addCommands(ByteString.copyFromUtf8("junk")).build());
    assertEquals(ResultCode.MALFORMED.number(), reply.getResults(2).getCode());
    assertEquals("MALFORMED", reply.getResults(2).getName());
    assertEquals(0, reply.getEventsCount());
  }

  @Test
  void oneConnectionWritesUntilItEnds() throws InterruptedException {
    make(client, 1);
    client.calls().execute(block(2).build());
    try (Client second = new Client(server.target())) {
      assertEquals(2, info(second).getWaitingHeight());
      assertRefused(
          Problem.Reason.ANOTHER_WRITES,
          Status.Code.ABORTED,
          "another connection writes",
          () -> second.calls().commit(CommitRequest.newBuilder().setHeight(2).build()));
      assertRefused(
          Problem.Reason.ANOTHER_WRITES,
          Status.Code.ABORTED,
          "another connection writes",
          () -> second.calls().discard(DiscardRequest.getDefaultInstance()));
      // It may ask.
      margin(second, TestBlocks.trader(0));
      client.close();
      while (info(second).getWaitingHeight() != 0) {
        Thread.sleep(10);
      }
      make(second, 2);
    }
    assertEquals(2, server.height());
  }

  @Test
  void aClientSaysWhichProtocolItSpeaks() {
    assertRefused(
        Problem.Reason.WRONG_PROTOCOL,
        Status.Code.FAILED_PRECONDITION,
        "plimsoll-protocol is not said; this program speaks 1",
        () -> client.bare().discard(DiscardRequest.getDefaultInstance()));
    assertRefused(
        Problem.Reason.WRONG_PROTOCOL,
        Status.Code.FAILED_PRECONDITION,
        "plimsoll-protocol is 2; this program speaks 1",
        () -> client.calls("2").snapshots(SnapshotsRequest.getDefaultInstance()));
    assertEquals(1, client.bare().info(InfoRequest.getDefaultInstance()).getProtocol());
  }

  private static MarginReply margin(Client by, SubaccountId id) {
    return by.calls()
        .margin(MarginRequest.newBuilder().setSubaccount(subaccount(id)).setExplain(true).build());
  }

  @Test
  void questionsAreAnsweredAfterTheLastCommittedBlock() {
    make(client, 1);
    make(client, 2);
    client.calls().execute(block(3).build());
    MarginReply margin = margin(client, TestBlocks.trader(0));
    assertEquals(2, margin.getHeight());
    assertTrue(margin.getMargin().getInitial() > 0);
    assertEquals(1, margin.getExplanation().getContributions(0).getInstrument());
    assertEquals(5, margin.getExplanation().getContributions(0).getLots());
    WhatIfReply then =
        client
            .calls()
            .whatIf(
                WhatIfRequest.newBuilder()
                    .setSubaccount(subaccount(TestBlocks.trader(0)))
                    .addTrades(Trade.newBuilder().setInstrument(1).setLots(5))
                    .build());
    assertEquals("OK", then.getResult().getName());
    assertEquals(1, then.getMade());
    assertTrue(then.getAfter().getInitial() > then.getBefore().getInitial());
    ProveReply proved =
        client
            .calls()
            .prove(
                ProveRequest.newBuilder().setSubaccount(subaccount(TestBlocks.trader(1))).build());
    Proof proof = Proof.ofBytes(proved.getProof().toByteArray());
    assertTrue(
        Proof.verify(
            proved.getStateRoot().toByteArray(),
            proved.getKey().toByteArray(),
            proved.getValue().toByteArray(),
            proof));
    assertEquals(info(client).getStateRoot(), proved.getStateRoot());
  }

  @Test
  void feeTermsAreThoseOfAnEmbeddedChain() {
    MarginChain control = new MarginChain(engine);
    for (long height = 1; height <= 4; height++) {
      make(client, height);
      control.execute(TestBlocks.block(height, control.lastHash()));
      control.commit();
    }
    Address owner = TestBlocks.trader(0).owner();
    FeeTermsRequest request =
        FeeTermsRequest.newBuilder().setOwner(subaccount(TestBlocks.trader(0)).getOwner()).build();
    FeeTermsReply reply = client.calls().feeTerms(request);
    assertEquals(4, reply.getHeight());
    assertFalse(reply.getHolds());
    FeeTerms terms = control.feeTerms(owner);
    assertEquals(terms, terms(reply));
    // From the next block on the terms hold, and volumes are counted.
    make(client, 5, TestBlocks.tiers());
    control.execute(TestBlocks.block(5, control.lastHash(), TestBlocks.tiers()));
    control.commit();
    assertTrue(client.calls().feeTerms(request).getHolds());
    make(client, 6);
    control.execute(TestBlocks.block(6, control.lastHash()));
    control.commit();
    reply = client.calls().feeTerms(request);
    assertEquals(control.feeTerms(owner), terms(reply));
    assertTrue(reply.getTakerPpm() != 0 || reply.getAll() != 0, reply::toString);
    assertRefused(
        Problem.Reason.BAD_FIELD,
        Status.Code.INVALID_ARGUMENT,
        "owner is 0 bytes; it must have 20 bytes",
        () -> client.calls().feeTerms(FeeTermsRequest.getDefaultInstance()));
  }

  private static FeeTerms terms(FeeTermsReply reply) {
    return new FeeTerms(
        reply.getTier(),
        reply.getMakerPpm(),
        reply.getTakerPpm(),
        reply.getMaker(),
        reply.getTaker(),
        reply.getAll());
  }

  @Test
  void badQuestionsAreRefusedByTheirFields() {
    make(client, 1);
    assertRefused(
        Problem.Reason.NOT_THERE,
        Status.Code.NOT_FOUND,
        "there is no subaccount",
        () -> margin(client, TestBlocks.trader(9)));
    assertRefused(
        Problem.Reason.BAD_FIELD,
        Status.Code.INVALID_ARGUMENT,
        "subaccount.owner is 0 bytes; it must have 20 bytes",
        () -> client.calls().margin(MarginRequest.getDefaultInstance()));
    WhatIfRequest.Builder many =
        WhatIfRequest.newBuilder().setSubaccount(subaccount(TestBlocks.trader(0)));
    for (int i = 0; i < 65; i++) {
      many.addTrades(Trade.newBuilder().setInstrument(1).setLots(1));
    }
    assertRefused(
        Problem.Reason.BAD_FIELD,
        Status.Code.INVALID_ARGUMENT,
        "trades is 65 of them; it must be 64 at most",
        () -> client.calls().whatIf(many.build()));
    assertRefused(
        Problem.Reason.BAD_FIELD,
        Status.Code.INVALID_ARGUMENT,
        "mode is 9; it must be in 0..3",
        () ->
            client
                .calls()
                .whatIf(
                    WhatIfRequest.newBuilder()
                        .setSubaccount(subaccount(TestBlocks.trader(0)))
                        .setModeValue(9)
                        .build()));
    assertRefused(
        Problem.Reason.BAD_FIELD,
        Status.Code.INVALID_ARGUMENT,
        "key is 0 bytes",
        () -> client.calls().prove(ProveRequest.getDefaultInstance()));
    assertRefused(
        Problem.Reason.BAD_FIELD,
        Status.Code.INVALID_ARGUMENT,
        "chunk_bytes is 4294967295",
        () ->
            client
                .calls()
                .takeSnapshot(TakeSnapshotRequest.newBuilder().setChunkBytes(-1).build()));
    assertRefused(
        Problem.Reason.NOT_THERE,
        Status.Code.NOT_FOUND,
        "there is no chunk 0 of a snapshot of block 1",
        () -> client.calls().chunk(ChunkRequest.newBuilder().setHeight(1).build()));
    ExecuteRequest large =
        block(2).addCommands(ByteString.copyFrom(new byte[LIMITS.messageBytes()])).build();
    StatusRuntimeException tooLarge =
        assertThrows(StatusRuntimeException.class, () -> client.calls().execute(large));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, tooLarge.getStatus().getCode());
    make(client, 2);
  }

  private static RestoreReply restore(Client to, List<RestoreRequest> parts) throws Exception {
    CompletableFuture<RestoreReply> reply = new CompletableFuture<>();
    StreamObserver<RestoreRequest> out =
        to.streams()
            .restore(
                new StreamObserver<>() {
                  @Override
                  public void onNext(RestoreReply answer) {
                    reply.complete(answer);
                  }

                  @Override
                  public void onError(Throwable e) {
                    reply.completeExceptionally(e);
                  }

                  @Override
                  public void onCompleted() {
                    // The answer has come.
                  }
                });
    parts.forEach(out::onNext);
    out.onCompleted();
    try {
      return reply.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  @Test
  void aSnapshotGoesToAnotherServer() throws Exception {
    for (long height = 1; height <= 3; height++) {
      make(client, height);
    }
    Snapshot taken =
        client
            .calls()
            .takeSnapshot(TakeSnapshotRequest.newBuilder().setChunkBytes(256).build())
            .getSnapshot();
    assertTrue(taken.getChunks() > 1);
    assertEquals(
        List.of(taken),
        client.calls().snapshots(SnapshotsRequest.getDefaultInstance()).getSnapshotsList());
    List<RestoreRequest> parts = new ArrayList<>();
    RestoreHeader header =
        RestoreHeader.newBuilder().setHeader(taken.getHeader()).setHash(taken.getHash()).build();
    parts.add(RestoreRequest.newBuilder().setHeader(header).build());
    for (int i = 0; i < taken.getChunks(); i++) {
      ByteString chunk =
          client
              .calls()
              .chunk(ChunkRequest.newBuilder().setHeight(3).setIndex(i).build())
              .getChunk();
      parts.add(RestoreRequest.newBuilder().setChunk(chunk).build());
    }
    try (ChainServer empty = open("other", "other-socket");
        Client other = new Client(empty.target())) {
      RestoreHeader wrong =
          header.toBuilder().setHash(ByteString.copyFrom(new byte[Hash.BYTES])).build();
      assertRefusedSnapshot(
          other,
          "the header's hash is",
          List.of(RestoreRequest.newBuilder().setHeader(wrong).build()));
      assertRefusedSnapshot(other, "", parts.subList(0, parts.size() - 1));
      List<RestoreRequest> exchanged = new ArrayList<>(parts);
      exchanged.set(1, parts.get(2));
      assertRefusedSnapshot(other, "chunk 0 is the header's chunk 1", exchanged);
      List<RestoreRequest> more = new ArrayList<>(parts);
      more.add(parts.getLast());
      assertRefusedSnapshot(other, "is one too many", more);
      assertEquals(0, info(other).getHeight());
      RestoreReply reply = restore(other, parts);
      assertEquals(3, reply.getInfo().getHeight());
      assertEquals(info(client).getStateRoot(), reply.getInfo().getStateRoot());
      assertEquals(margin(client, TestBlocks.trader(0)), margin(other, TestBlocks.trader(0)));
      assertEquals(make(client, 4).getStateRoot(), make(other, 4).getStateRoot());
      assertRefused(
          Problem.Reason.NOT_EMPTY,
          Status.Code.FAILED_PRECONDITION,
          "the chain stands at block 4",
          () -> restore(other, parts));
    }
  }

  private static void assertRefusedSnapshot(Client by, String words, List<RestoreRequest> parts) {
    assertRefused(
        Problem.Reason.SNAPSHOT_REFUSED,
        Status.Code.INVALID_ARGUMENT,
        words,
        () -> restore(by, parts));
  }

  @Test
  void whatWasCommittedIsThereAfterARestart() throws IOException {
    make(client, 1);
    ByteString root = make(client, 2).getStateRoot();
    client.calls().execute(block(3).build());
    client.close();
    server.close();
    assertFalse(Files.exists(folder.resolve("socket")));
    server = open("chain", "socket");
    client = new Client(server.target());
    InfoReply info = info(client);
    assertEquals(2, info.getHeight());
    assertEquals(0, info.getWaitingHeight());
    assertEquals(root, info.getStateRoot());
    make(client, 3);
  }

  @Test
  void aSocketIsItsOwnersAndIsNotTakenFromAProcess() throws IOException {
    Path socket = folder.resolve("socket");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    Failure taken = assertThrows(Failure.class, () -> open("third", "socket"));
    assertTrue(("" + taken.getMessage()).contains("a process listens there already"));
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Failure other = assertThrows(Failure.class, () -> open("third", "file"));
    assertTrue(("" + other.getMessage()).contains("is no socket"));
    assertArrayEquals("mine".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(file));
  }

  @Test
  void loopbackServesToo() throws IOException {
    try (ChainServer local =
            ChainServer.onLoopback(
                folder.resolve("local"), engine, Models.catalogue(), 0, LIMITS, "test");
        Client other = new Client(local.target())) {
      assertTrue(local.target().startsWith("127.0.0.1:"));
      make(other, 1);
      assertEquals(1, local.height());
    }
  }

  @Test
  void theCommandLineHasIt() {
    assertTrue(Main.commandLine().getSubcommands().containsKey("serve"));
    for (String wrong :
        List.of(
            "serve",
            "serve --data=x",
            "serve --data=x --port=1 --socket=x",
            "serve --data=x --port=70000",
            "serve --data=x --port=0 --readers=0",
            "serve --data=x --port=0 --message-mib=2048")) {
      StringWriter err = new StringWriter();
      CommandLine line = Main.commandLine().setErr(new PrintWriter(err));
      assertEquals(2, line.execute(wrong.split(" ")), wrong);
      assertFalse(err.toString().isEmpty());
    }
  }

  private ChainServer with(ModelCatalogue models) throws IOException {
    return ChainServer.onLoopback(folder.resolve("own"), engine, models, 0, LIMITS, "test");
  }

  @Test
  void aSetOfAFileServesAChainThatNamesItAndItsLackIsSaidFirst() throws Exception {
    Path file = folder.resolve("own.json");
    try (InputStream in = Models.class.getResourceAsStream("portfolio/illustrative.json")) {
      String shipped = new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(file, shipped.replace("\"value\": \"0.75\"", "\"value\": \"0.76\""));
    }
    long number = ModelId.of(Models.of(ParameterFiles.read(file)));
    byte[] names =
        CommandCodec.encode(
            new Authenticated(
                Address.ofNumber(1),
                new Command.ChangeParameter(Parameter.PORTFOLIO_MODEL, 0, number, 0, 0)));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try (ChainServer lacks = with(Models.catalogue());
        Client its = new Client(lacks.target())) {
      make(its, 1, names);
      assertRefused(
          Problem.Reason.BLOCK_REFUSED,
          Status.Code.FAILED_PRECONDITION,
          "which PORTFOLIO_MODEL names and this node lacks",
          () -> its.calls().execute(block(2).build()));
    }
    try (ChainServer again = with(Models.catalogue())) {
      assertEquals(1, again.height());
    } finally {
      System.setErr(before);
    }
    String warning =
        "plimsoll: warning: PORTFOLIO_MODEL names model " + number + " from block 2 on";
    // At once, and when it starts again.
    assertEquals(2, said.toString(StandardCharsets.UTF_8).split(warning, -1).length - 1);
    try (ChainServer has = with(ParametersOption.models(ParametersOption.own(List.of(file))));
        Client its = new Client(has.target())) {
      assertEquals(1, info(its).getHeight());
      make(its, 2);
    }
  }

  private ChainServer small(int connections, long idleMs, int messageBytes) throws IOException {
    return ChainServer.onLoopback(
        folder.resolve("small"),
        engine,
        Models.catalogue(),
        0,
        new ChainServer.Limits(2, messageBytes, connections, idleMs),
        "test");
  }

  private static Socket socket(ChainServer to) throws IOException {
    String target = to.target();
    int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static int asks(Client of) {
    return of.calls().snapshots(SnapshotsRequest.getDefaultInstance()).getSnapshotsCount();
  }

  /** The last place is for who makes the blocks, and another comes in when one has ended. */
  @Test
  void oneConnectionTooManyIsToldSoUntilAnotherHasEnded() throws Exception {
    try (ChainServer limited = small(3, 60_000, 1 << 20)) {
      Client first = new Client(limited.target());
      try (Client second = new Client(limited.target());
          Client writer = new Client(limited.target());
          Client last = new Client(limited.target())) {
        asks(first);
        asks(second);
        assertTooMany(writer);
        make(writer, 1);
        asks(writer);
        assertTooMany(last);
        assertEquals(1, info(last).getHeight());
        assertRefused(
            Problem.Reason.TOO_MANY_CONNECTIONS,
            Status.Code.RESOURCE_EXHAUSTED,
            "as many connections call as may, 3",
            () -> last.calls().execute(block(2).build()));
        asks(second);
        first.close();
        // That it has ended is heard of a bit later. There is one place then, not for questions.
        for (int i = 0; i < 500 && isOneTooMany(() -> last.calls().undo(NONE)); i++) {
          Thread.sleep(10);
        }
        asks(last);
      }
    }
  }

  private static final UndoRequest NONE = UndoRequest.newBuilder().setHeight(99).build();

  private static void assertTooMany(Client of) {
    assertRefused(
        Problem.Reason.TOO_MANY_CONNECTIONS,
        Status.Code.RESOURCE_EXHAUSTED,
        "as many connections call as may, 3",
        () -> asks(of));
  }

  /** Whether a call is one too many. */
  private static boolean isOneTooMany(Executable call) {
    StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, call);
    return refused.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED;
  }

  @Test
  void connectionsBeyondThoseThatAreToldAreClosedAtOnce() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (ChainServer limited = small(1, 60_000, 1 << 20)) {
      // One that may call and eight that are told; none of them has said anything yet.
      for (int i = 0; i < 9; i++) {
        sockets.add(socket(limited));
      }
      for (Socket open : sockets) {
        // The server speaks first.
        assertTrue(open.getInputStream().read() >= 0);
      }
      try (Socket more = socket(limited)) {
        more.setSoTimeout(10_000);
        assertTrue(isClosed(more), "it is closed without a word");
      }
      sockets.removeFirst().close();
      boolean taken = false;
      for (int i = 0; i < 500 && !taken; i++) {
        Socket again = socket(limited);
        sockets.add(again);
        taken = !isClosed(again);
      }
      assertTrue(taken, "there is room");
    } finally {
      for (Socket each : sockets) {
        each.close();
      }
    }
  }

  /** Whether nothing comes before the end. */
  private static boolean isClosed(Socket of) throws IOException {
    try {
      return of.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void whoSaysNothingIsDropped() throws Exception {
    long from = System.nanoTime();
    try (ChainServer limited = small(4, 200, 1 << 20);
        Socket silent = socket(limited);
        Socket begun = socket(limited)) {
      // It speaks the protocol, and then neither asks nor answers.
      begun
          .getOutputStream()
          .write(
              "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                  .getBytes(StandardCharsets.US_ASCII));
      for (Socket each : List.of(silent, begun)) {
        each.setSoTimeout(10_000);
        assertNotNull(each.getInputStream().readAllBytes(), "it ends");
        assertTrue(System.nanoTime() - from > 200_000_000L, "not before its time");
      }
    }
  }

  /** Chunks that nobody reads are refused beyond a limit; blocks of the same client are not. */
  @Test
  void whoDoesNotReadItsAnswersIsRefusedMoreAndMakesBlocksStill() throws Exception {
    try (ChainServer limited = small(4, 60_000, 4_096)) {
      try (Client honest = new Client(limited.target())) {
        make(honest, 1);
        make(honest, 2);
        Snapshot taken =
            honest
                .calls()
                .takeSnapshot(TakeSnapshotRequest.newBuilder().setChunkBytes(512).build())
                .getSnapshot();
        assertTrue(taken.getChunks() > 1, "the first is full");
      }
      ManagedChannel greedy =
          NettyChannelBuilder.forTarget(limited.target())
              .flowControlWindow(1)
              .usePlaintext()
              .build();
      Metadata headers = new Metadata();
      headers.put(Client.PROTOCOL, "1");
      AtomicInteger refused = new AtomicInteger();
      CountDownLatch some = new CountDownLatch(40);
      for (int i = 0; i < 60; i++) {
        ask(greedy, headers, some, refused);
      }
      assertTrue(some.await(30, TimeUnit.SECONDS), () -> refused + " of 60 were refused");
      ChainGrpc.ChainBlockingStub writer =
          ChainGrpc.newBlockingStub(greedy)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
      assertEquals(
          writer.execute(block(3).build()).getStateRoot(),
          writer.commit(CommitRequest.newBuilder().setHeight(3).build()).getStateRoot());
      assertTrue(greedy.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
      try (Client another = new Client(limited.target())) {
        assertEquals(3, info(another).getHeight());
        asks(another);
      }
    }
  }

  /** Asks for a chunk, and takes none of it; counts those that are refused for that. */
  private static void ask(
      ManagedChannel of, Metadata headers, CountDownLatch some, AtomicInteger refused) {
    ClientCall<ChunkRequest, ChunkReply> call =
        of.newCall(ChainGrpc.getChunkMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            if ("UNREAD".equals(trailers.get(Problem.TRAILER))) {
              refused.incrementAndGet();
              some.countDown();
            }
          }
        },
        headers);
    call.sendMessage(ChunkRequest.newBuilder().setHeight(2).build());
    call.halfClose();
  }
}
