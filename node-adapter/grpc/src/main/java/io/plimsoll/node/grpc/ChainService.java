package io.plimsoll.node.grpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.ViewReader;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.FeeTerms;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.snapshot.SnapshotRefused;
import io.plimsoll.node.grpc.proto.AccountMargin;
import io.plimsoll.node.grpc.proto.Attribute;
import io.plimsoll.node.grpc.proto.ChainGrpc;
import io.plimsoll.node.grpc.proto.ChunkReply;
import io.plimsoll.node.grpc.proto.ChunkRequest;
import io.plimsoll.node.grpc.proto.CommitReply;
import io.plimsoll.node.grpc.proto.CommitRequest;
import io.plimsoll.node.grpc.proto.Component;
import io.plimsoll.node.grpc.proto.Contribution;
import io.plimsoll.node.grpc.proto.DiscardReply;
import io.plimsoll.node.grpc.proto.DiscardRequest;
import io.plimsoll.node.grpc.proto.Driver;
import io.plimsoll.node.grpc.proto.Event;
import io.plimsoll.node.grpc.proto.ExecuteReply;
import io.plimsoll.node.grpc.proto.ExecuteRequest;
import io.plimsoll.node.grpc.proto.Explanation;
import io.plimsoll.node.grpc.proto.FeeTermsReply;
import io.plimsoll.node.grpc.proto.FeeTermsRequest;
import io.plimsoll.node.grpc.proto.InfoReply;
import io.plimsoll.node.grpc.proto.InfoRequest;
import io.plimsoll.node.grpc.proto.MarginReply;
import io.plimsoll.node.grpc.proto.MarginRequest;
import io.plimsoll.node.grpc.proto.ProveReply;
import io.plimsoll.node.grpc.proto.ProveRequest;
import io.plimsoll.node.grpc.proto.RestoreReply;
import io.plimsoll.node.grpc.proto.RestoreRequest;
import io.plimsoll.node.grpc.proto.Result;
import io.plimsoll.node.grpc.proto.Snapshot;
import io.plimsoll.node.grpc.proto.SnapshotsReply;
import io.plimsoll.node.grpc.proto.SnapshotsRequest;
import io.plimsoll.node.grpc.proto.Subaccount;
import io.plimsoll.node.grpc.proto.TakeSnapshotReply;
import io.plimsoll.node.grpc.proto.TakeSnapshotRequest;
import io.plimsoll.node.grpc.proto.Totals;
import io.plimsoll.node.grpc.proto.Trade;
import io.plimsoll.node.grpc.proto.UndoReply;
import io.plimsoll.node.grpc.proto.UndoRequest;
import io.plimsoll.node.grpc.proto.WhatIfReply;
import io.plimsoll.node.grpc.proto.WhatIfRequest;
import io.plimsoll.node.text.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers the calls of {@code chain.proto}. */
final class ChainService extends ChainGrpc.ChainImplBase {

  private static final int MOST_TRADES = 64;
  private static final int MOST_KEY_BYTES = 256;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int MOST_READING = 2;

  private final HeldChain chain;
  private final Connections connections;
  private final Readers readers;
  private final String version;
  private final int mostBytes;

  /** Chunks are long: few are in memory before it is known whether there is room to send them. */
  private final Semaphore reading = new Semaphore(MOST_READING);

  ChainService(
      HeldChain chain, Connections connections, Readers readers, String version, int mostBytes) {
    this.chain = chain;
    this.connections = connections;
    this.readers = readers;
    this.version = version;
    this.mostBytes = mostBytes;
  }

  private static <T> void answer(StreamObserver<T> to, Supplier<T> work) {
    T answer;
    try {
      answer = work.get();
    } catch (Problem e) {
      to.onError(e.status());
      return;
    } catch (RuntimeException e) {
      System.err.println("plimsoll: a fault of this program; please report it with what follows");
      e.printStackTrace();
      to.onError(new Problem(Problem.Reason.FAULT, "a fault of this program: " + e).status());
      return;
    }
    to.onNext(answer);
    to.onCompleted();
  }

  private HeldChain.Writing writing() {
    Long id = Connections.ID.get();
    return chain.by(id == null ? 0 : id, connections::isOpen);
  }

  private InfoReply info() {
    HeldChain.Standing at = chain.standing();
    return InfoReply.newBuilder()
        .setProtocol(Connections.PROTOCOL)
        .setVersion(version)
        .setHeight(at.height())
        .setTimeMs(at.timeMs())
        .setBlockHash(bytes(at.hash()))
        .setStateRoot(bytes(at.root()))
        .setUndoable(at.undoable())
        .setWaitingHeight(at.waitingHeight())
        .setMostMessageBytes(mostBytes)
        .build();
  }

  @Override
  public void info(InfoRequest request, StreamObserver<InfoReply> to) {
    answer(to, this::info);
  }

  @Override
  public void execute(ExecuteRequest request, StreamObserver<ExecuteReply> to) {
    answer(
        to,
        () -> {
          ByteString previous = request.getPreviousHash();
          Hash last = previous.isEmpty() ? null : hash("previous_hash", previous);
          List<byte[]> commands = new ArrayList<>();
          request.getCommandsList().forEach(each -> commands.add(each.toByteArray()));
          return executed(
              writing().execute(request.getHeight(), request.getTimeMs(), last, commands),
              request.getWantEvents());
        });
  }

  private static ExecuteReply executed(HeldChain.Writing.Executed executed, boolean events) {
    BlockResult result = executed.result();
    BlockResult.Totals totals = result.totals();
    ExecuteReply.Builder out =
        ExecuteReply.newBuilder()
            .setHeight(result.height())
            .setTimeMs(result.timeMs())
            .setBlockHash(bytes(executed.hash()))
            .setStateRoot(bytes(result.stateRoot()))
            .setMarginDigest(bytes(result.marginDigest()))
            .setTotals(
                Totals.newBuilder()
                    .setSubaccounts(totals.subaccounts())
                    .setEquity(totals.equity())
                    .setInitial(totals.initial())
                    .setMaintenance(totals.maintenance())
                    .setBelowMaintenance(totals.belowMaintenance()));
    result.phaseDigests().forEach(each -> out.addPhaseDigests(bytes(each)));
    result.results().forEach(each -> out.addResults(result(each)));
    if (events) {
      result.events().forEach(each -> out.addEvents(event(each)));
    }
    return out.build();
  }

  private static Event event(io.plimsoll.chain.event.Event event) {
    Event.Builder out = Event.newBuilder().setKind(event.getClass().getSimpleName());
    Fields.of(event)
        .forEach((name, value) ->
            out.addAttributes(Attribute.newBuilder().setKey(name).setValue(value)));
    return out.build();
  }

  private static Result result(ResultCode code) {
    return Result.newBuilder().setCode(code.number()).setName(code.name()).build();
  }

  @Override
  public void commit(CommitRequest request, StreamObserver<CommitReply> to) {
    answer(
        to,
        () ->
            CommitReply.newBuilder()
                .setStateRoot(bytes(writing().commit(request.getHeight())))
                .build());
  }

  @Override
  public void discard(DiscardRequest request, StreamObserver<DiscardReply> to) {
    answer(
        to,
        () -> {
          writing().discard();
          return DiscardReply.getDefaultInstance();
        });
  }

  @Override
  public void undo(UndoRequest request, StreamObserver<UndoReply> to) {
    answer(
        to,
        () -> {
          writing().undo(request.getHeight());
          return UndoReply.newBuilder().setInfo(info()).build();
        });
  }

  @Override
  public void margin(MarginRequest request, StreamObserver<MarginReply> to) {
    answer(
        to,
        () -> {
          SubaccountId id = subaccount(request.hasSubaccount(), request.getSubaccount());
          return readers.ask(reader -> margin(reader, id, request.getExplain()));
        });
  }

  private static MarginReply margin(ViewReader reader, SubaccountId id, boolean explain) {
    var margin = reader.margin(id);
    if (margin == null) {
      throw new Problem(Problem.Reason.NOT_THERE, "there is no subaccount " + id);
    }
    MarginReply.Builder out =
        MarginReply.newBuilder().setHeight(reader.view().height()).setMargin(margin(margin));
    var why = explain ? reader.explain(id) : null;
    if (why != null) {
      Explanation.Builder to = out.getExplanationBuilder();
      why.components()
          .forEach(each ->
              to.addComponents(
                  Component.newBuilder()
                      .setName(each.name())
                      .setAmount(each.amount())
                      .setInputs(each.inputs())));
      why.drivers()
          .forEach(each ->
              to.addDrivers(
                  Driver.newBuilder()
                      .setUnderlying(reader.underlying(each.unit()))
                      .setScenario(each.scenario())
                      .setLoss(each.loss())
                      .setRunnerUp(each.runnerUp())
                      .setGap(each.gap())));
      why.contributions()
          .forEach(each ->
              to.addContributions(
                  Contribution.newBuilder()
                      .setInstrument(reader.instrument(each.instrument()))
                      .setLots(each.lots())
                      .setAmount(each.amount())));
    }
    return out.build();
  }

  private static AccountMargin margin(io.plimsoll.chain.block.AccountMargin of) {
    return AccountMargin.newBuilder()
        .setEquity(of.equity())
        .setInitial(of.initial())
        .setMaintenance(of.maintenance())
        .setMayOpen(of.mayOpen())
        .setLiquidatable(of.isLiquidatable())
        .build();
  }

  @Override
  public void whatIf(WhatIfRequest request, StreamObserver<WhatIfReply> to) {
    answer(
        to,
        () -> {
          SubaccountId id = subaccount(request.hasSubaccount(), request.getSubaccount());
          int count = request.getTradesCount();
          if (count > MOST_TRADES) {
            throw Problem.field("trades", count + " of them", "be " + MOST_TRADES + " at most");
          }
          List<HypotheticalTrade> trades = new ArrayList<>();
          for (Trade each : request.getTradesList()) {
            trades.add(
                new HypotheticalTrade(
                    each.getInstrument(),
                    each.getLots(),
                    each.getPrice(),
                    each.hasFee() ? each.getFee() : HypotheticalTrade.AS_TAKER));
          }
          Mode mode = mode(request);
          return readers.ask(reader -> {
            var then = reader.whatIf(id, request.getCollateral(), trades, mode);
            return WhatIfReply.newBuilder()
                .setHeight(reader.view().height())
                .setResult(result(then.code()))
                .setMade(then.made())
                .setBefore(margin(then.before()))
                .setAfter(margin(then.after()))
                .build();
          });
        });
  }

  private static @Nullable Mode mode(WhatIfRequest request) {
    return switch (request.getMode()) {
      case MODE_UNSPECIFIED -> null;
      case MODE_ISOLATED -> Mode.ISOLATED;
      case MODE_CROSS -> Mode.CROSS;
      case MODE_PORTFOLIO -> Mode.PORTFOLIO;
      case UNRECOGNIZED -> throw Problem.field("mode", request.getModeValue(), "be in 0..3");
    };
  }

  @Override
  public void feeTerms(FeeTermsRequest request, StreamObserver<FeeTermsReply> to) {
    answer(
        to,
        () -> {
          Address owner = address("owner", request.getOwner());
          return readers.ask(reader -> feeTerms(reader, owner));
        });
  }

  private static FeeTermsReply feeTerms(ViewReader reader, Address owner) {
    FeeTerms terms = reader.feeTerms(owner);
    long height = reader.view().height();
    return FeeTermsReply.newBuilder()
        .setHeight(height)
        .setHolds(reader.market().parameters().at(height + 1, Parameter.FEE_POLICY, 0) == 1)
        .setTier(terms.tier())
        .setMakerPpm(terms.makerPpm())
        .setTakerPpm(terms.takerPpm())
        .setMaker(terms.maker())
        .setTaker(terms.taker())
        .setAll(terms.all())
        .build();
  }

  @Override
  public void prove(ProveRequest request, StreamObserver<ProveReply> to) {
    answer(
        to,
        () -> {
          ByteString given = request.getKey();
          byte[] key =
              request.hasSubaccount()
                  ? ChainView.subaccountKey(subaccount(true, request.getSubaccount()))
                  : given.toByteArray();
          if (key.length == 0 || key.length > MOST_KEY_BYTES) {
            throw Problem.field(
                "key", key.length + " bytes", "have 1 to " + MOST_KEY_BYTES + " bytes");
          }
          ChainView view = chain.views().latest();
          ProveReply.Builder out =
              ProveReply.newBuilder()
                  .setHeight(view.height())
                  .setStateRoot(bytes(view.stateRoot()))
                  .setKey(ByteString.copyFrom(key))
                  .setProof(ByteString.copyFrom(view.prove(key).toBytes()));
          byte[] value = view.leaf(key);
          return value == null ? out.build() : out.setValue(ByteString.copyFrom(value)).build();
        });
  }

  @Override
  public void takeSnapshot(TakeSnapshotRequest request, StreamObserver<TakeSnapshotReply> to) {
    answer(
        to,
        () -> {
          int bytes = request.getChunkBytes() == 0 ? CHUNK_BYTES : request.getChunkBytes();
          // A chunk must fit a message, with what is around it.
          if (bytes < 1 || bytes > mostBytes >> 1) {
            throw Problem.field(
                "chunk_bytes", Integer.toUnsignedString(bytes), "be in 1.." + (mostBytes >> 1));
          }
          SnapshotHeader header = writing().takeSnapshot(bytes);
          return TakeSnapshotReply.newBuilder().setSnapshot(snapshot(header)).build();
        });
  }

  private static Snapshot snapshot(SnapshotHeader header) {
    return Snapshot.newBuilder()
        .setHeight(header.height())
        .setHash(bytes(header.hash()))
        .setHeader(ByteString.copyFrom(header.toBytes()))
        .setChunks(header.chunks().size())
        .build();
  }

  @Override
  public void snapshots(SnapshotsRequest request, StreamObserver<SnapshotsReply> to) {
    answer(
        to,
        () -> {
          SnapshotsReply.Builder out = SnapshotsReply.newBuilder();
          chain.snapshots().forEach(header -> out.addSnapshots(snapshot(header)));
          return out.build();
        });
  }

  @Override
  public void chunk(ChunkRequest request, StreamObserver<ChunkReply> to) {
    reading.acquireUninterruptibly();
    try {
      answer(to, () -> chunkOf(request));
    } finally {
      reading.release();
    }
  }

  private ChunkReply chunkOf(ChunkRequest request) {
    byte[] chunk = chain.chunk(request.getHeight(), request.getIndex());
    if (chunk == null) {
      throw new Problem(
          Problem.Reason.NOT_THERE,
          "there is no chunk "
              + Integer.toUnsignedString(request.getIndex())
              + " of a snapshot of block "
              + request.getHeight());
    }
    return ChunkReply.newBuilder().setChunk(ByteString.copyFrom(chunk)).build();
  }

  @Override
  public StreamObserver<RestoreRequest> restore(StreamObserver<RestoreReply> to) {
    return new Restoring(writing(), to);
  }

  /**
   * A snapshot as it comes. What is refused ends the call, and what comes after is not looked at.
   */
  private final class Restoring implements StreamObserver<RestoreRequest> {

    private final HeldChain.Writing by;
    private final StreamObserver<RestoreReply> to;
    private final List<byte[]> chunks = new ArrayList<>();
    private @Nullable SnapshotHeader header;
    private boolean ended;

    Restoring(HeldChain.Writing by, StreamObserver<RestoreReply> to) {
      this.by = by;
      this.to = to;
    }

    @Override
    public void onNext(RestoreRequest part) {
      if (ended) {
        return;
      }
      try {
        take(part);
      } catch (Problem e) {
        ended = true;
        chunks.clear();
        to.onError(e.status());
      }
    }

    private void take(RestoreRequest part) {
      SnapshotHeader known = header;
      if (known == null) {
        if (!part.hasHeader()) {
          throw new Problem(Problem.Reason.BAD_FIELD, "the header must come first");
        }
        by.requireEmpty();
        header = header(part);
        return;
      }
      if (!part.hasChunk()) {
        throw new Problem(Problem.Reason.BAD_FIELD, "chunks must follow the header");
      }
      byte[] chunk = part.getChunk().toByteArray();
      try {
        // As it comes, so that nothing is kept that is not of the snapshot.
        known.check(chunks.size(), chunk);
      } catch (SnapshotRefused e) {
        throw new Problem(Problem.Reason.SNAPSHOT_REFUSED, String.valueOf(e.getMessage()));
      }
      chunks.add(chunk);
    }

    private static SnapshotHeader header(RestoreRequest part) {
      Hash trusted = hash("header.hash", part.getHeader().getHash());
      SnapshotHeader header;
      try {
        header = SnapshotHeader.ofBytes(part.getHeader().getHeader().toByteArray());
      } catch (SnapshotRefused e) {
        throw new Problem(Problem.Reason.SNAPSHOT_REFUSED, String.valueOf(e.getMessage()));
      }
      if (!header.hash().equals(trusted)) {
        throw new Problem(
            Problem.Reason.SNAPSHOT_REFUSED,
            "the header's hash is " + header.hash().hex() + ", not " + trusted.hex());
      }
      return header;
    }

    @Override
    public void onError(Throwable e) {
      ended = true;
      chunks.clear();
    }

    @Override
    public void onCompleted() {
      if (ended) {
        return;
      }
      ended = true;
      answer(
          to,
          () -> {
            if (header == null) {
              throw new Problem(Problem.Reason.BAD_FIELD, "the header must come first");
            }
            by.restore(header, chunks);
            return RestoreReply.newBuilder().setInfo(info()).build();
          });
    }
  }

  private static SubaccountId subaccount(boolean given, Subaccount of) {
    ByteString owner = given ? of.getOwner() : ByteString.EMPTY;
    return new SubaccountId(address("subaccount.owner", owner), of.getNumber());
  }

  private static Address address(String field, ByteString bytes) {
    if (bytes.size() != Address.BYTES) {
      throw Problem.field(field, bytes.size() + " bytes", "have " + Address.BYTES + " bytes");
    }
    return Address.read(new ByteReader(bytes.toByteArray()));
  }

  private static Hash hash(String field, ByteString bytes) {
    if (bytes.size() != Hash.BYTES) {
      throw Problem.field(field, bytes.size() + " bytes", "have " + Hash.BYTES + " bytes");
    }
    return Hash.of(bytes.toByteArray());
  }

  private static ByteString bytes(Hash hash) {
    ByteWriter out = new ByteWriter(Hash.BYTES);
    hash.write(out);
    return ByteString.copyFrom(out.toBytes());
  }
}
