package io.plimsoll.node.server.rpc;

import io.plimsoll.node.server.run.Readers;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers JSON-RPC 2.0. Any bytes get an answer that is JSON, or none where they are notifications;
 * nothing that a client sends makes it throw.
 */
public final class Dispatcher {

  /** The most bytes of an answer. */
  static final int MOST_ANSWER_BYTES = 8 << 20;

  private static final int MOST_ID_CHARACTERS = 64;
  private static final int MOST_DIGITS = 25;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonMapper WRITER = new JsonMapper();

  private final Map<String, RpcMethod> methods = new TreeMap<>();
  private final Map<String, Metrics.Counter> counters = new TreeMap<>();

  /** The names of each method's parameters, in their order. */
  private final Map<String, List<String>> names = new TreeMap<>();

  private final JsonMapper mapper;
  private final ObjectNode document;
  private final byte[] documentBytes;
  private final int mostBatch;
  private final int mostBytes;
  private final EventLogger log;
  private final Metrics.Counter errors;
  private final Metrics.Durations took;

  /**
   * A dispatcher.
   *
   * @param mostBytes of a request
   * @param mostDepth of its JSON
   * @param mostBatch calls in a batch
   */
  Dispatcher(
      List<RpcMethod> methods,
      String version,
      int mostBytes,
      int mostDepth,
      int mostBatch,
      EventLogger log,
      Metrics metrics) {
    this.mostBatch = mostBatch;
    this.mostBytes = mostBytes;
    this.log = log;
    List<RpcMethod> all = new ArrayList<>(methods);
    all.add(
        new RpcMethod(
            "rpc.discover",
            "The OpenRPC document of all methods.",
            List.of(),
            NODES.objectNode().put("type", "object").put("description", "The document."),
            NODES.objectNode(),
            RpcMethod.Kind.OPEN,
            (given, caller) -> document()));
    for (RpcMethod method : all) {
      this.methods.put(method.name(), method);
      names.put(method.name(), method.params().stream().map(Schema.Field::name).toList());
      counters.put(
          method.name(),
          metrics.counter(
              "rpc_calls_total", "Calls by method.", "method=\"" + method.name() + "\""));
    }
    errors = metrics.counter("rpc_errors_total", "Calls that were answered with an error.");
    took =
        metrics.durations("rpc_seconds", "Time to answer a call, waiting for a reader included.");
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(mostDepth)
            .maxDocumentLength(mostBytes)
            .maxStringLength(mostBytes)
            .maxNameLength(MOST_ID_CHARACTERS)
            .maxNumberLength(MOST_DIGITS)
            .build();
    mapper =
        JsonMapper.builder(JsonFactory.builder().streamReadConstraints(limits).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    document = OpenRpc.document(this.methods.values(), version);
    documentBytes = mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
  }

  /** The methods by their names. */
  Map<String, RpcMethod> methods() {
    return methods;
  }

  private ObjectNode document() {
    return document;
  }

  /** The OpenRPC document of the methods, made once. */
  public byte[] documentBytes() {
    return documentBytes.clone();
  }

  /** The most bytes of a request. */
  public int mostBytes() {
    return mostBytes;
  }

  /**
   * Answers a request.
   *
   * @return null where it asks for no answer
   */
  public byte @Nullable [] answer(byte[] request, Caller caller) {
    JsonNode root;
    try {
      if (request.length > mostBytes) {
        throw new RpcError(RpcError.Code.PARSE, "a request has at most " + mostBytes + " bytes");
      }
      // One before the bytes are looked at, so that junk is not free; the rest of a batch after.
      take(1, caller);
      root = parse(request);
      checkBatch(root, caller);
    } catch (RpcError e) {
      errors.increment();
      return bytes(error(NODES.nullNode(), e));
    }
    if (!root.isArray()) {
      ObjectNode answer = call(root, caller);
      return answer == null ? null : fitting(answer);
    }
    return batch(root, caller);
  }

  private JsonNode parse(byte[] request) {
    try {
      JsonNode root = mapper.readTree(request);
      if (root == null || root.isMissingNode()) {
        throw new RpcError(RpcError.Code.PARSE, "there is nothing in the request");
      }
      return root;
    } catch (JacksonException e) {
      String reason = String.valueOf(e.getOriginalMessage()).replaceAll("\\p{Cntrl}+", " ");
      String shown = reason.substring(0, Math.min(160, reason.length()));
      throw new RpcError(RpcError.Code.PARSE, "the request is not JSON within limits: " + shown);
    }
  }

  private void checkBatch(JsonNode root, Caller caller) {
    int calls = root.isArray() ? root.size() : 1;
    if (calls == 0) {
      throw new RpcError(RpcError.Code.INVALID_REQUEST, "a batch has at least one call");
    }
    if (calls > mostBatch) {
      throw new RpcError(
          RpcError.Code.INVALID_REQUEST,
          "a batch has at most " + mostBatch + " calls; there are " + calls);
    }
    if (calls > 1) {
      take(calls - 1, caller);
    }
  }

  private static void take(int calls, Caller caller) {
    if (!caller.allowance().take(calls)) {
      throw new RpcError(
          RpcError.Code.TOO_MANY_CALLS, "this address makes too many calls; try again later");
    }
  }

  private byte @Nullable [] batch(JsonNode root, Caller caller) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (JsonNode each : root) {
      // What comes after a full answer is not done any more.
      ObjectNode answer =
          out.size() > MOST_ANSWER_BYTES ? error(id(each), tooLarge()) : call(each, caller);
      if (answer != null) {
        out.write(out.size() == 0 ? '[' : ',');
        out.writeBytes(fitting(answer));
      }
    }
    if (out.size() == 0) {
      return null;
    }
    out.write(']');
    return out.toByteArray();
  }

  private static RpcError tooLarge() {
    return new RpcError(
        RpcError.Code.TOO_LARGE, "the answer has more than " + MOST_ANSWER_BYTES + " bytes");
  }

  private byte[] fitting(ObjectNode answer) {
    byte[] bytes = bytes(answer);
    JsonNode id = answer.get("id");
    return bytes.length <= MOST_ANSWER_BYTES || id == null ? bytes : bytes(error(id, tooLarge()));
  }

  private byte[] bytes(ObjectNode answer) {
    return mapper.writeValueAsBytes(answer);
  }

  /** Whether a request wants no answer; one that is none gets an error. */
  private static boolean isNotification(JsonNode request) {
    return request.isObject()
        && !request.has("id")
        && request.path("method").isString()
        && request.path("jsonrpc").asString("").equals("2.0");
  }

  /** The id of a call, where it is one; else null, as the protocol has it. */
  private static JsonNode id(JsonNode request) {
    JsonNode id = request.isObject() ? request.get("id") : null;
    return id != null && isId(id) ? id : NODES.nullNode();
  }

  private static boolean isId(JsonNode id) {
    return id.isNull()
        || id.isIntegralNumber()
        || (id.isString() && id.stringValue().length() <= MOST_ID_CHARACTERS);
  }

  private @Nullable ObjectNode call(JsonNode request, Caller caller) {
    long from = System.nanoTime();
    ObjectNode answer;
    try {
      JsonNode result = result(request, caller);
      answer = NODES.objectNode().put("jsonrpc", "2.0");
      answer.set("result", result);
      answer.set("id", id(request));
    } catch (RpcError e) {
      errors.increment();
      answer = error(id(request), e);
    } catch (Readers.Busy e) {
      errors.increment();
      answer = error(id(request), new RpcError(RpcError.Code.BUSY, "too many questions at once"));
    } catch (RuntimeException e) {
      errors.increment();
      log.error(
          "rpc fault", "error", e, "at", e.getStackTrace().length > 0 ? e.getStackTrace()[0] : "");
      answer = error(id(request), new RpcError(RpcError.Code.INTERNAL, "a fault of this program"));
    }
    took.take(System.nanoTime() - from);
    return isNotification(request) ? null : answer;
  }

  private JsonNode result(JsonNode request, Caller caller) {
    if (!(request instanceof ObjectNode call)) {
      throw new RpcError(RpcError.Code.INVALID_REQUEST, "a call is an object");
    }
    JsonNode version = call.get("jsonrpc");
    if (version == null || !version.isString() || !version.stringValue().equals("2.0")) {
      throw new RpcError(RpcError.Code.INVALID_REQUEST, "jsonrpc must be \"2.0\"");
    }
    JsonNode id = call.get("id");
    if (id != null && !isId(id)) {
      throw new RpcError(
          RpcError.Code.INVALID_REQUEST,
          "id must be null, a whole number or at most " + MOST_ID_CHARACTERS + " characters");
    }
    JsonNode name = call.get("method");
    if (name == null || !name.isString()) {
      throw new RpcError(RpcError.Code.INVALID_REQUEST, "method must be text");
    }
    RpcMethod method = methods.get(name.stringValue());
    if (method == null) {
      throw new RpcError(RpcError.Code.NO_METHOD, "there is no such method; see rpc.discover");
    }
    counter(method).increment();
    if (method.kind() == RpcMethod.Kind.ADMINISTRATIVE && !caller.isAdministrator()) {
      throw new RpcError(RpcError.Code.NOT_AUTHORISED, "the call needs the administrator's token");
    }
    if (method.kind() == RpcMethod.Kind.SUBSCRIPTION && caller.subscriber() == null) {
      throw new RpcError(RpcError.Code.NO_METHOD, "subscriptions need a WebSocket");
    }
    return method.handler().call(params(method, call.get("params")), caller);
  }

  private Metrics.Counter counter(RpcMethod method) {
    Metrics.Counter counter = counters.get(method.name());
    if (counter == null) {
      throw new IllegalStateException("each method has a counter");
    }
    return counter;
  }

  private List<String> names(RpcMethod method) {
    List<String> of = names.get(method.name());
    if (of == null) {
      throw new IllegalStateException("each method has its names");
    }
    return of;
  }

  /** Parameters by name, of those that may come by place, too. */
  private Params params(RpcMethod method, @Nullable JsonNode given) {
    List<String> names = names(method);
    ObjectNode named = NODES.objectNode();
    if (given instanceof ObjectNode object) {
      named = object;
    } else if (given instanceof ArrayNode list) {
      if (list.size() > names.size()) {
        throw new RpcError(
            RpcError.Code.INVALID_PARAMS, "there are at most " + names.size() + " parameters");
      }
      for (int i = 0; i < list.size(); i++) {
        named.set(names.get(i), list.get(i));
      }
    } else if (given != null) {
      throw new RpcError(RpcError.Code.INVALID_REQUEST, "params must be an object or a list");
    }
    return new Params(named, "").only(names);
  }

  private static ObjectNode error(JsonNode id, RpcError error) {
    ObjectNode answer = NODES.objectNode().put("jsonrpc", "2.0");
    ObjectNode said = answer.putObject("error").put("code", error.code().number());
    said.put("message", error.getMessage());
    if (error.data() != null) {
      said.set("data", error.data());
    }
    answer.set("id", id);
    return answer;
  }

  /** A message that answers nothing. */
  static String notification(String topic, long height, List<ObjectNode> events) {
    ObjectNode message = NODES.objectNode().put("jsonrpc", "2.0").put("method", "subscription");
    ObjectNode params = message.putObject("params").put("topic", topic).put("height", height);
    params.putArray("events").addAll(events);
    return WRITER.writeValueAsString(message);
  }
}
