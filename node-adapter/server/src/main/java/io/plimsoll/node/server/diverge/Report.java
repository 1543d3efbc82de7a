package io.plimsoll.node.server.diverge;

import java.io.PrintWriter;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What a {@link Finder} found, for people. */
final class Report {

  private static final int EVENTS = 20;
  private static final int WIDE = 28;

  private final PrintWriter out;

  Report(PrintWriter out) {
    this.out = out;
  }

  void print(JsonNode found) {
    line("a", found.path("a").asString());
    line("b", found.path("b").asString());
    JsonNode compared = found.path("compared");
    line(
        "compared",
        "blocks "
            + compared.path("from").asString()
            + " to "
            + compared.path("to").asString()
            + ", by "
            + compared.path("by").asString());
    if (found.path("same").asBoolean()) {
      out.println();
      out.println("They are the same in what both say.");
      if (found.has("goesOnTo")) {
        out.println(
            "This program comes to the same in block "
                + found.path("goesOnTo").asString()
                + ", which one of them lacks.");
      }
      return;
    }
    out.println();
    out.println(
        "Block "
            + found.path("height").asString()
            + " is the first that differs, in its "
            + found.path("differs").asString()
            + ".");
    pair(found, "saysA", "saysB");
    single(found, "thisProgram", "this program agrees with");
    single(found, "notApplied", "not applied here");
    single(found, "seenByDigestsOnly", "seen by digests only");
    indexed(found.path("command"), "command");
    indexed(found.path("result"), "result of command");
    phase(found.path("phase"));
    leaf(found.path("leaf"));
    JsonNode margin = found.path("margin");
    if (margin.isObject()) {
      out.println();
      out.println("Margin of " + margin.path("subaccount").asString() + ":");
      sides(margin.path("a"), margin.path("b"), margin.path("none"));
    }
  }

  private void line(String name, String value) {
    out.println(name + " ".repeat(Math.max(1, 10 - name.length())) + value);
  }

  private void single(JsonNode found, String member, String name) {
    if (found.has(member)) {
      out.println("  " + name + ": " + found.path(member).asString());
    }
  }

  private void pair(JsonNode found, String one, String other) {
    sides(found.path(one), found.path(other), found.path("none"));
  }

  private void indexed(JsonNode of, String what) {
    if (of.isObject()) {
      out.println();
      out.println(
          "The first "
              + what
              + " that differs is number "
              + of.path("index").asString()
              + " of "
              + of.path("countA").asString()
              + " and "
              + of.path("countB").asString()
              + ":");
      out.println("  a: " + of.path("a").asString());
      out.println("  b: " + of.path("b").asString());
    }
  }

  private void phase(JsonNode of) {
    if (!of.isObject()) {
      return;
    }
    out.println();
    out.println("Phase " + of.path("name").asString() + " is the first whose digest differs.");
    JsonNode events = of.path("events");
    JsonNode before = events.path("before");
    int from = Math.max(0, before.size() - EVENTS);
    if (from > 0) {
      out.println("  ... " + from + " events before");
    }
    String whose = events.has("of") ? events.path("of").asString() : "both";
    for (int i = from; i < before.size(); i++) {
      out.println("  " + whose + ": " + before.get(i).asString());
    }
    if (events.has("index")) {
      out.println("  a: " + events.path("a").asString());
      out.println("  b: " + events.path("b").asString());
    }
  }

  private void leaf(JsonNode of) {
    if (!of.isObject()) {
      return;
    }
    out.println();
    out.println(
        "The first of "
            + of.path("leavesThatDiffer").asString()
            + " leaves that differ is "
            + of.path("table").asString()
            + " "
            + of.path("key").asString()
            + ":");
    sides(of.path("a"), of.path("b"), of.path("before"));
    if (of.path("others").size() > 0) {
      out.println("Others, in their order:");
      for (JsonNode other : of.path("others")) {
        out.println("    " + other.asString());
      }
    }
  }

  /** Members of both, those that differ marked, and what was there before. */
  private void sides(JsonNode a, JsonNode b, JsonNode before) {
    TreeSet<String> names = new TreeSet<>();
    a.properties().forEach(each -> names.add(each.getKey()));
    b.properties().forEach(each -> names.add(each.getKey()));
    for (String name : names) {
      String ofA = text(a.path(name));
      String ofB = text(b.path(name));
      String padded = name + " ".repeat(Math.max(1, WIDE - name.length()));
      if (ofA.equals(ofB)) {
        out.println("    " + padded + ofA);
      } else if (!name.equals("phases")) {
        if (before.has(name)) {
          out.println("    " + padded + "before: " + text(before.path(name)));
        }
        out.println("  ! " + padded + "a: " + ofA);
        out.println("  ! " + padded + "b: " + ofB);
      }
    }
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "none" : node.isArray() ? node.toString() : node.asString();
  }
}
