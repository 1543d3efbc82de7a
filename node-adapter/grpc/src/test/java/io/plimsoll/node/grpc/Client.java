package io.plimsoll.node.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.grpc.stub.MetadataUtils;
import io.plimsoll.node.grpc.proto.ChainGrpc;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;

/** A connection of its own to a server. */
final class Client implements AutoCloseable {

  static final Metadata.Key<String> PROTOCOL =
      Metadata.Key.of("plimsoll-protocol", Metadata.ASCII_STRING_MARSHALLER);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ManagedChannel channel;

  Client(String target) {
    NettyChannelBuilder builder;
    if (target.startsWith("unix://")) {
      builder =
          NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(target.substring(7)))
              .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
              .eventLoopGroup(group);
    } else {
      builder = NettyChannelBuilder.forTarget(target);
    }
    channel = builder.usePlaintext().build();
  }

  /** Calls as a client of the right version makes them. */
  ChainGrpc.ChainBlockingStub calls() {
    return calls("1");
  }

  ChainGrpc.ChainBlockingStub calls(String protocol) {
    Metadata headers = new Metadata();
    headers.put(PROTOCOL, protocol);
    return bare().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  ChainGrpc.ChainBlockingStub bare() {
    return ChainGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  ChainGrpc.ChainStub streams() {
    Metadata headers = new Metadata();
    headers.put(PROTOCOL, "1");
    return ChainGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Override
  public void close() {
    try {
      channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean ended =
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly().isSuccess();
    if (!ended) {
      throw new IllegalStateException("a thread of the network did not end");
    }
  }
}
