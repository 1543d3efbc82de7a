import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens a node's page in headless Chromium, by its DevTools protocol, and looks whether it shows
 * what it should, in both colour schemes, and goes on when the node was stopped and started again.
 *
 * <pre>java [-Dblocks=40] .ci/CheckDashboard.java CHROMIUM FOLDER NODE-COMMAND...</pre>
 *
 * The command runs a node; {@code --data} and {@code --rpc-port} are appended to it. Pictures of it
 * after that many blocks and logs are left in the folder.
 */
public final class CheckDashboard {

  private static final long PATIENCE_MS = 90_000;
  private static final int BLOCKS = Integer.getInteger("blocks", 40);
  private static final String[] SCHEMES = {"light", "dark"};

  private final Path folder;
  private final List<String> command;
  private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final List<String> faults = new ArrayList<>();
  private final StringBuilder part = new StringBuilder();
  private WebSocket socket;
  private Process node;
  private int port;
  private int ids;

  private CheckDashboard(Path folder, List<String> command) {
    this.folder = folder;
    this.command = command;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]).toAbsolutePath();
    Files.createDirectories(folder);
    new CheckDashboard(folder, List.of(Arrays.copyOfRange(args, 2, args.length))).run(args[0]);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private void startNode() throws IOException {
    List<String> all = new ArrayList<>(command);
    all.addAll(
        List.of("--data", folder.resolve("chain").toString(), "--rpc-port", String.valueOf(port)));
    node =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("node.log").toFile()))
            .start();
  }

  private void stopNode() throws InterruptedException {
    node.toHandle().destroy();
    if (!node.waitFor(60, TimeUnit.SECONDS)) {
      node.destroyForcibly();
      throw new IllegalStateException("the node did not stop");
    }
  }

  private void run(String chromium) throws Exception {
    port = freePort();
    int debug = freePort();
    Process browser =
        new ProcessBuilder(
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--user-data-dir=" + folder.resolve("profile"),
                "--remote-debugging-port=" + debug,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("browser.log").toFile())
            .start();
    try {
      startNode();
      connect(debug);
      ask("Runtime.enable", "");
      ask("Log.enable", "");
      ask("Network.enable", "");
      ask("Page.enable", "");
      for (String scheme : SCHEMES) {
        look(scheme);
      }
      survives();
    } finally {
      browser.destroy();
      node.destroy();
      node.waitFor(60, TimeUnit.SECONDS);
    }
    if (!faults.isEmpty()) {
      faults.forEach(System.err::println);
      System.exit(1);
    }
    System.out.println("dashboard: charts, new blocks and a restart in both colour schemes");
  }

  private void connect(int debug) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + debug + "/json/list")).build();
    long untilNs = System.nanoTime() + PATIENCE_MS * 1_000_000;
    String url = null;
    while (url == null) {
      try {
        String body = client.send(list, HttpResponse.BodyHandlers.ofString()).body();
        Matcher page =
            Pattern.compile("\"webSocketDebuggerUrl\": \"(ws://[^\"]*/page/[^\"]*)\"")
                .matcher(body);
        url = page.find() ? page.group(1) : null;
      } catch (IOException e) {
        url = null;
      }
      if (System.nanoTime() > untilNs) {
        throw new IllegalStateException("the browser does not answer");
      }
      Thread.sleep(100);
    }
    socket = client.newWebSocketBuilder().buildAsync(URI.create(url), new Hears()).join();
  }

  private final class Hears implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        messages.add(part.toString());
        part.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  /** Sends a command of the protocol and returns its answer; what comes before is looked at. */
  private String ask(String method, String params) throws Exception {
    int id = ++ids;
    String call = "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    socket.sendText(call, true).join();
    while (true) {
      String message = messages.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
      if (message == null) {
        throw new IllegalStateException(method + " is not answered");
      }
      if (message.startsWith("{\"id\":" + id + ",")) {
        return message;
      }
      hear(message);
    }
  }

  /** Whether the browser complains, or reaches for anything but the node. */
  private void hear(String message) {
    boolean complains =
        message.contains("\"method\":\"Runtime.exceptionThrown\"")
            || (message.contains("\"method\":\"Log.entryAdded\"")
                && message.contains("\"level\":\"error\""))
            || (message.contains("\"method\":\"Runtime.consoleAPICalled\"")
                && message.contains("\"type\":\"error\""));
    // That the node is away, while it is, is no fault of the page; nor is that the web server, when
    // it stops, answers the page's answer to its goodbye.
    boolean away =
        message.contains("ERR_CONNECTION_REFUSED")
            || message.contains("Close received after close");
    if (complains && !away) {
      faults.add("the browser says: " + message);
    }
    if (message.contains("\"method\":\"Network.requestWillBeSent\"")) {
      Matcher url = Pattern.compile("\"request\":\\{\"url\":\"([^\"]*)\"").matcher(message);
      if (url.find() && !url.group(1).startsWith(home()) && !url.group(1).startsWith("data:")) {
        faults.add("the page asks for " + url.group(1));
      }
    }
  }

  private String home() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** The value of an expression in the page, as text. */
  private String value(String expression) throws Exception {
    String quoted = expression.replace("\\", "\\\\").replace("\"", "\\\"");
    String answer =
        ask("Runtime.evaluate", "\"returnByValue\":true,\"expression\":\"String(" + quoted + ")\"");
    Matcher text = Pattern.compile("\"value\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(answer);
    return text.find() ? text.group(1) : answer;
  }

  private void await(String what, String expression) throws Exception {
    long untilNs = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (!value(expression).equals("true")) {
      if (System.nanoTime() > untilNs) {
        throw new IllegalStateException(
            what + " did not come; the page says: " + value("document.body.innerText"));
      }
      Thread.sleep(100);
    }
  }

  private void require(String what, String expression) throws Exception {
    if (!value(expression).equals("true")) {
      faults.add(what + " is not so");
    }
  }

  private void look(String scheme) throws Exception {
    ask(
        "Emulation.setEmulatedMedia",
        "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]");
    ask(
        "Emulation.setDeviceMetricsOverride",
        "\"width\":1280,\"height\":900,\"deviceScaleFactor\":1,\"mobile\":false");
    long untilNs = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (ask("Page.navigate", "\"url\":\"" + home() + "\"").contains("errorText")) {
      if (System.nanoTime() > untilNs) {
        throw new IllegalStateException("the node does not listen");
      }
      Thread.sleep(500);
    }
    await("the page", "document.documentElement.dataset.rendered === 'ok'");
    await(BLOCKS + " blocks", "Number(document.documentElement.dataset.height) >= " + BLOCKS);
    String height = value("document.documentElement.dataset.height");
    await("a new block", "Number(document.documentElement.dataset.height) > " + height);
    await("an account's surface", "document.querySelectorAll('.heat td').length > 20");
    require("two charts with bars", "document.querySelectorAll('.chart svg').length === 2");
    require("bars", "document.querySelectorAll('.chart rect').length > 20");
    require("three modes", "document.querySelectorAll('#modes-body .bars > div').length === 3");
    require("accounts in order", "document.querySelectorAll('#near-body tbody tr').length >= 5");
    require("a framed scenario", "document.querySelectorAll('.heat td.worst').length >= 1");
    require("the engine", "/simd|scalar/.test(document.getElementById('engine-body').innerText)");
    require(
        "no gap in the figures",
        "!/NaN|undefined|Infinity|\\[object/.test(document.body.innerText)");
    require(
        "nothing wider than the page",
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    boolean dark = scheme.equals("dark");
    require(
        "the colours of " + scheme,
        "getComputedStyle(document.body).backgroundColor === '"
            + (dark ? "rgb(14, 20, 27)" : "rgb(244, 245, 247)")
            + "'");
    keyboard();
    picture(scheme, 1280);
    picture(scheme + "-narrow", 400);
  }

  /** An account is chosen without a pointer, and stays chosen while the table is made anew. */
  private void keyboard() throws Exception {
    value("document.querySelectorAll('#near-body button')[2].focus()");
    String account = value("document.activeElement.dataset.account");
    key("keyDown");
    key("keyUp");
    await(
        "the account that was chosen",
        "document.getElementById('owner').value + '/' + "
            + "document.getElementById('number').value === '"
            + account
            + "'");
    require("a focus that is kept", "document.activeElement !== document.body");
  }

  private void key(String type) throws Exception {
    ask(
        "Input.dispatchKeyEvent",
        "\"type\":\""
            + type
            + "\",\"key\":\"Enter\",\"code\":\"Enter\",\"text\":\"\\r\","
            + "\"windowsVirtualKeyCode\":13");
  }

  private void picture(String name, int width) throws Exception {
    ask(
        "Emulation.setDeviceMetricsOverride",
        "\"width\":" + width + ",\"height\":900,\"deviceScaleFactor\":1,\"mobile\":false");
    value("window.scrollTo(0, 0)");
    Thread.sleep(700);
    require(
        "nothing wider than " + width,
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    // What a table says first must not lie where only who scrolls sees it.
    require(
        "captions and ratios in sight at " + width,
        "[...document.querySelectorAll('caption, #near-body .ratio b')].every((one) => "
            + "one.getBoundingClientRect().right <= document.documentElement.clientWidth)");
    String answer =
        ask("Page.captureScreenshot", "\"format\":\"png\",\"captureBeyondViewport\":true");
    Matcher data = Pattern.compile("\"data\":\"([^\"]*)\"").matcher(answer);
    if (!data.find()) {
      throw new IllegalStateException("there is no picture");
    }
    byte[] png = Base64.getDecoder().decode(data.group(1));
    if (png.length < 30_000) {
      faults.add("the picture of " + name + " has " + png.length + " bytes; it is all but empty");
    }
    Files.write(folder.resolve(name + ".png"), png);
  }

  private void survives() throws Exception {
    String height = value("document.documentElement.dataset.height");
    stopNode();
    await("the word that the node is away", "document.documentElement.dataset.state === 'away'");
    startNode();
    await("the node again", "document.documentElement.dataset.state === 'live'");
    await("a block after it", "Number(document.documentElement.dataset.height) > " + height);
  }
}
