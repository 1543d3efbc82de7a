package io.plimsoll.node.server.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A WebSocket whose frames are written byte by byte, as none of a library would be. */
final class RawSocket implements AutoCloseable {

  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** The last frame of a message. */
  static final int FIN = 0x80;

  private static final String UPGRADE =
      """
      GET /ws HTTP/1.1
      Host: localhost
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

      """
          .replace("\n", "\r\n");

  private final Socket socket = new Socket();

  /** A frame of the server. */
  static final class Frame {
    private final int opcode;
    private final byte[] payload;

    private Frame(int opcode, byte[] payload) {
      this.opcode = opcode;
      this.payload = payload;
    }

    int opcode() {
      return opcode;
    }

    byte[] payload() {
      return payload.clone();
    }

    /** As text. */
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /** Why a goodbye was said; -1 where this is none. */
    int closeCode() {
      if (opcode != CLOSE || payload.length < 2) {
        return -1;
      }
      return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
    }
  }

  /** Connects and upgrades. */
  RawSocket(int port) throws IOException {
    this(port, 0);
  }

  /** The same with little room for what comes, where that is not 0. */
  RawSocket(int port, int receiveBytes) throws IOException {
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    write(UPGRADE.getBytes(StandardCharsets.UTF_8));
    String head = head();
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new IOException("no upgrade: " + head);
    }
  }

  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        break;
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.UTF_8);
  }

  Socket socket() {
    return socket;
  }

  /** Bytes as they are. */
  void write(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /** A frame as a client must send it. */
  void send(int head, byte[] payload) throws IOException {
    write(frame(head, true, payload.length < 126 ? payload.length : -1L, payload));
  }

  /** A frame of text. */
  void send(int head, String text) throws IOException {
    send(head, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The bytes of a frame.
   *
   * @param length as the frame has it: in one byte below 126, else in eight; -1 is that of the
   *     payload, in two bytes
   */
  static byte[] frame(int head, boolean masked, long length, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int mask = masked ? 0x80 : 0;
    out.write(head);
    if (length >= 0 && length < 126) {
      out.write(mask | (int) length);
    } else if (length == -1) {
      out.write(mask | 126);
      out.write(payload.length >>> 8);
      out.write(payload.length);
    } else {
      out.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) (length >>> shift));
      }
    }
    byte[] key = {0x17, 0x2B, 0x03, 0x7F};
    if (masked) {
      out.writeBytes(key);
    }
    for (int i = 0; i < payload.length; i++) {
      out.write(masked ? payload[i] ^ key[i % 4] : payload[i]);
    }
    return out.toByteArray();
  }

  /** The next frame of the server. */
  Frame next() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int opcode = in.readUnsignedByte() & 0xF;
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    return new Frame(opcode, in.readNBytes(Math.toIntExact(length)));
  }

  /** The code of the server's goodbye, whatever comes before it. */
  int closeCode() throws IOException {
    Frame frame = next();
    while (frame.opcode != CLOSE) {
      frame = next();
    }
    return frame.closeCode();
  }

  /** Whether the server ends the connection, whatever comes before that. */
  boolean ends() {
    try {
      while (true) {
        next();
      }
    } catch (EOFException e) {
      return true;
    } catch (IOException e) {
      return !(e instanceof java.net.SocketTimeoutException);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
