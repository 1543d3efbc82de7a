package io.plimsoll.node.evm.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.web3j.crypto.Hash;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A compiled contract, as it is committed beside this class.
 *
 * @param abi what the compiler says of its functions, events and errors
 * @param bytecode hexadecimal digits of what deploys it, before the constructor's arguments
 */
public record Artifact(String name, JsonNode abi, String bytecode) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int SELECTOR = 2 + 2 * Integer.BYTES;

  /**
   * The artifact of a contract.
   *
   * @throws IllegalArgumentException where there is none of this name
   */
  public static Artifact of(String name) {
    try (InputStream in = Artifact.class.getResourceAsStream(name + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException("no contract " + name + " is compiled");
      }
      JsonNode all = JSON.readTree(in);
      return new Artifact(name, all.required("abi"), all.required("bytecode").asString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the artifact of " + name + " is damaged", e);
    }
  }

  /** The first topic of each event, by the event's name: 0x and 64 digits. */
  public SortedMap<String, String> topics() {
    SortedMap<String, String> out = new TreeMap<>();
    abi.forEach(entry -> {
      if (is(entry, "event")) {
        out.put(entry.required("name").asString(), Hash.sha3String(signature(entry)));
      }
    });
    return out;
  }

  /** The names of errors by the first four bytes of what a call returns: 0x and 8 digits. */
  public SortedMap<String, String> errors() {
    SortedMap<String, String> out = new TreeMap<>();
    abi.forEach(entry -> {
      if (is(entry, "error")) {
        String selector = Hash.sha3String(signature(entry)).substring(0, SELECTOR);
        out.put(selector, entry.required("name").asString());
      }
    });
    return out;
  }

  private static boolean is(JsonNode entry, String type) {
    return entry.required("type").asString().equals(type);
  }

  private static String signature(JsonNode entry) {
    return entry.required("name").asString() + types(entry.required("inputs"));
  }

  private static String types(JsonNode inputs) {
    StringBuilder out = new StringBuilder("(");
    for (JsonNode input : inputs) {
      String type = input.required("type").asString();
      out.append(out.length() == 1 ? "" : ",");
      out.append(
          type.startsWith("tuple")
              ? types(input.required("components")) + type.substring(5)
              : type);
    }
    return out.append(')').toString();
  }
}
