package io.plimsoll.node.server.diverge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Two derivations of one height side by side, as far as each is known. */
final class Compared {

  private static final int MOST_EVENTS = 1_000;
  private static final int MOST_NAMED = 20;
  private static final String SUBACCOUNT = "subaccount";

  private final @Nullable Derivation one;
  private final @Nullable Derivation other;

  Compared(@Nullable Derivation one, @Nullable Derivation other) {
    this.one = one;
    this.other = other;
  }

  /** Adds what differs: commands, results, phase, leaf, margin. */
  void put(ObjectNode out, Claim a, Claim b, boolean otherBlock) {
    if (one == null || other == null) {
      String side = one == null ? other == null ? "both sides" : "a" : "b";
      out.put(
          "seenByDigestsOnly",
          side
              + ": give its data folder, or what its own program writes by diverge --trace "
              + a.height());
    }
    if (otherBlock) {
      putFirst(out, "command", commands(one), commands(other));
    }
    putFirst(out, "result", results(one), results(other));
    putPhase(out, one == null ? a : one.claim(), other == null ? b : other.claim());
    putLeaf(out);
  }

  private static @Nullable List<String> commands(@Nullable Derivation of) {
    return of == null ? null : of.commands();
  }

  private static @Nullable List<String> results(@Nullable Derivation of) {
    return of == null ? null : of.results();
  }

  /** The first place at which two lists differ; -1 where there is none. */
  private static int first(List<String> a, List<String> b) {
    int both = Math.min(a.size(), b.size());
    for (int i = 0; i < both; i++) {
      if (!a.get(i).equals(b.get(i))) {
        return i;
      }
    }
    return a.size() == b.size() ? -1 : both;
  }

  private static String at(List<String> list, int index) {
    return index < list.size() ? list.get(index) : "none";
  }

  private static void putFirst(
      ObjectNode out, String what, @Nullable List<String> a, @Nullable List<String> b) {
    int at = a == null || b == null ? -1 : first(a, b);
    if (a != null && b != null && at >= 0) {
      ObjectNode to = out.putObject(what).put("index", at);
      to.put("a", at(a, at)).put("b", at(b, at)).put("countA", a.size()).put("countB", b.size());
    }
  }

  private void putPhase(ObjectNode out, Claim a, Claim b) {
    int phase = a.differingPhase(b);
    if (phase < 0) {
      return;
    }
    ObjectNode to = out.putObject("phase").put("name", Claim.name(phase));
    to.put("a", a.phases().get(phase).hex()).put("b", b.phases().get(phase).hex());
    List<String> ofA = events(one, phase);
    List<String> ofB = events(other, phase);
    if (ofA != null && ofB != null) {
      int at = first(ofA, ofB);
      ObjectNode events = to.putObject("events");
      if (at >= 0) {
        before(events, ofA, at);
        events.put("index", at).put("a", at(ofA, at)).put("b", at(ofB, at));
      }
    } else if (ofA != null || ofB != null) {
      List<String> known = Objects.requireNonNull(ofA != null ? ofA : ofB);
      ObjectNode events = to.putObject("events").put("of", ofA != null ? "a" : "b");
      before(events, known, known.size());
    }
  }

  /** Events before a place, the last ones where there are many. */
  private static void before(ObjectNode to, List<String> events, int at) {
    int from = Math.max(0, at - MOST_EVENTS);
    to.put("left", from);
    DerivationJson.list(to.putArray("before"), events.subList(from, at));
  }

  private static @Nullable List<String> events(@Nullable Derivation of, int phase) {
    return of == null || of.events() == null ? null : of.events().get(phase);
  }

  private void putLeaf(ObjectNode out) {
    SortedMap<String, Derivation.Leaf> a = one == null ? null : one.leaves();
    SortedMap<String, Derivation.Leaf> b = other == null ? null : other.leaves();
    String account = "";
    if (a != null && b != null) {
      TreeSet<String> keys = new TreeSet<>(a.keySet());
      keys.addAll(b.keySet());
      List<String> differing = new ArrayList<>();
      for (String key : keys) {
        Derivation.Leaf ofA = a.get(key);
        Derivation.Leaf ofB = b.get(key);
        if (ofA == null || ofB == null || !ofA.value().equals(ofB.value())) {
          differing.add(key);
        }
      }
      account = differing.isEmpty() ? "" : putLeaf(out, differing, a, b);
    }
    putMargin(out, account);
  }

  /** Puts the first of all leaves that differ; returns the subaccount, where it is one. */
  private static String putLeaf(
      ObjectNode out,
      List<String> differing,
      SortedMap<String, Derivation.Leaf> a,
      SortedMap<String, Derivation.Leaf> b) {
    String first =
        differing.stream()
            .filter(key -> !isOfTheBlock(a.get(key), b.get(key)))
            .findFirst()
            .orElse(differing.getFirst());
    Derivation.Leaf ofA = a.get(first);
    Derivation.Leaf ofB = b.get(first);
    Derivation.Leaf either = Objects.requireNonNull(ofA != null ? ofA : ofB);
    // Who did not change it has it as it was.
    Map<String, String> afterA = ofA == null ? either.before() : ofA.after();
    Map<String, String> afterB = ofB == null ? either.before() : ofB.after();
    ObjectNode to = out.putObject("leaf").put("table", either.table()).put("key", either.key());
    to.put("bytesOfKey", first).put("leavesThatDiffer", differing.size());
    TreeSet<String> names = new TreeSet<>(afterA.keySet());
    names.addAll(afterB.keySet());
    names.removeIf(name -> Objects.equals(afterA.get(name), afterB.get(name)));
    DerivationJson.list(to.putArray("fieldsThatDiffer"), List.copyOf(names));
    DerivationJson.map(to.putObject("before"), either.before());
    DerivationJson.map(to.putObject("a"), afterA);
    DerivationJson.map(to.putObject("b"), afterB);
    List<String> others = new ArrayList<>();
    for (String key : differing) {
      Derivation.Leaf leaf = Objects.requireNonNull(a.containsKey(key) ? a.get(key) : b.get(key));
      if (!key.equals(first) && others.size() < MOST_NAMED) {
        others.add(leaf.table() + " " + leaf.key());
      }
    }
    DerivationJson.list(to.putArray("others"), others);
    return either.table().equals(SUBACCOUNT) ? either.key() : "";
  }

  /** The chain's own row has the block's time, which says nothing but that the block differs. */
  private static boolean isOfTheBlock(
      Derivation.@Nullable Leaf one, Derivation.@Nullable Leaf other) {
    return one != null && other != null && one.table().equals("chain");
  }

  private void putMargin(ObjectNode out, String ofLeaf) {
    if (one == null || other == null) {
      return;
    }
    String account = ofLeaf;
    if (one.margins() != null && other.margins() != null) {
      SortedMap<String, String> a = one.margins();
      SortedMap<String, String> b = other.margins();
      TreeSet<String> all = new TreeSet<>(a.keySet());
      all.addAll(b.keySet());
      all.removeIf(id -> Objects.equals(a.get(id), b.get(id)));
      if (account.isEmpty() && !all.isEmpty()) {
        account = all.first();
      }
      out.put("marginsThatDiffer", all.size());
    }
    if (!account.isEmpty()) {
      ObjectNode to = out.putObject("margin").put("subaccount", account);
      putWhy(to, "a", one, account);
      putWhy(to, "b", other, account);
    }
  }

  private static void putWhy(ObjectNode to, String side, Derivation of, String account) {
    Map<String, String> why = of.explanations().get(account);
    if (why != null) {
      DerivationJson.map(to.putObject(side), why);
    } else if (of.margins() != null && of.margins().containsKey(account)) {
      String[] words = String.valueOf(of.margins().get(account)).split(" ", 3);
      Map<String, String> numbers = new TreeMap<>();
      numbers.put("equity", words[0]);
      numbers.put("initial", words[1]);
      numbers.put("maintenance", words[2]);
      DerivationJson.map(to.putObject(side), numbers);
    }
  }
}
