package io.plimsoll.node.server.load;

import io.plimsoll.node.server.dev.DevScenario;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Asks for the margin of one subaccount after the other, on one connection that is kept. */
final class Client implements Runnable {

  private static final String LENGTH = "content-length:";

  private final int port;
  private final boolean web;
  private final int traders;
  private final SplittableRandom random;
  private final long untilNs;
  private long[] tookNs = new long[1 << 16];
  private int count;

  Client(int port, boolean web, int traders, long seed, long untilNs) {
    this.port = port;
    this.web = web;
    this.traders = traders;
    this.untilNs = untilNs;
    random = new SplittableRandom(seed);
  }

  /** How long each answer took, in nanoseconds. */
  long[] took() {
    return Arrays.copyOf(tookNs, count);
  }

  private String call() {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getMargin\",\"params\":{\"owner\":\""
        + DevScenario.trader(random.nextInt(traders)).owner()
        + "\"}}";
  }

  @Override
  public void run() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
      if (web) {
        String upgrade =
            """
            GET /ws HTTP/1.1
            Host: 127.0.0.1
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

            """
                .replace("\n", "\r\n");
        out.write(upgrade.getBytes(StandardCharsets.US_ASCII));
        headers(in);
      }
      while (System.nanoTime() < untilNs) {
        byte[] body = call().getBytes(StandardCharsets.US_ASCII);
        byte[] request = web ? frame(body) : request(body);
        long fromNs = System.nanoTime();
        out.write(request);
        byte[] answer = in.readNBytes(web ? frameLength(in) : headers(in));
        long ns = System.nanoTime() - fromNs;
        String text = new String(answer, StandardCharsets.UTF_8);
        if (!text.contains("\"maintenance\":\"")) {
          throw new IllegalStateException(text);
        }
        if (count == tookNs.length) {
          tookNs = Arrays.copyOf(tookNs, 2 * count);
        }
        tookNs[count++] = ns;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] request(byte[] body) {
    String head =
        "POST /rpc HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.length
            + "\r\n\r\n";
    return (head + new String(body, StandardCharsets.US_ASCII)).getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads headers; the length of the body after them. */
  private static int headers(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int length = 0;
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended");
      }
      if (next == '\n') {
        String text = line.toString().strip();
        if (text.isEmpty()) {
          return length;
        }
        if (text.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
          length = Integer.parseInt(text.substring(LENGTH.length()).strip());
        }
        line.setLength(0);
      } else {
        line.append((char) next);
      }
    }
  }

  /** A text frame, masked by zeros. */
  private static byte[] frame(byte[] body) {
    byte[] frame = new byte[8 + body.length];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | 126);
    frame[2] = (byte) (body.length >> 8);
    frame[3] = (byte) body.length;
    System.arraycopy(body, 0, frame, 8, body.length);
    return frame;
  }

  /** The length of the next text frame; pings before it are passed over. */
  private static int frameLength(InputStream in) throws IOException {
    while (true) {
      int kind = in.read() & 0xf;
      int length = in.read() & 0x7f;
      if (length == 126) {
        length = in.read() << 8 | in.read();
      }
      if (kind == 1) {
        return length;
      }
      in.skipNBytes(length);
    }
  }
}
