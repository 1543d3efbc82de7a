package io.plimsoll.node.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.timeout.ReadTimeoutHandler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sees each connection before gRPC does, which has no limit of them: one too many is closed before
 * it costs anything, and one from which nothing comes, not even an answer to a ping, after a while.
 */
@ChannelHandler.Sharable
final class Admission extends ChannelInboundHandlerAdapter {

  private final int most;
  private final long idleMs;
  private final AtomicInteger open = new AtomicInteger();

  Admission(int most, long idleMs) {
    this.most = most;
    this.idleMs = idleMs;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    Channel connection = (Channel) accepted;
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      // It belongs to no thread of the network yet.
      connection.unsafe().closeForcibly();
      return;
    }
    var _ = connection.closeFuture().addListener(_ -> open.decrementAndGet());
    connection.pipeline().addFirst(new Silence(idleMs));
    context.fireChannelRead(connection);
  }

  /** Closes where nothing has been read for a time; that is no fault that anybody is told of. */
  private static final class Silence extends ReadTimeoutHandler {

    Silence(long idleMs) {
      super(idleMs, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void readTimedOut(ChannelHandlerContext context) {
      var _ = context.close();
    }
  }
}
