package io.plimsoll.node.compare;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.analysis.Translation;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One book under several models. Each has it as its venue would hold it, see {@link Translation}.
 *
 * @param notional gross, in dollars: what each position's coins cost at its mark, of an option at
 *     the index
 * @param rows of the models, in the order in which they were given
 */
public record Comparison(BigInteger notional, List<Row> rows) {

  /** Copies the list. */
  public Comparison {
    rows = List.copyOf(rows);
  }

  /**
   * One model's answer.
   *
   * @param set the name of its parameters
   * @param translated the book as it takes it
   * @param assessment null where it does not cover the book
   * @param refusal why it does not; null where it does
   */
  public record Row(
      String set,
      HoldingModel model,
      Translation translated,
      @Nullable Assessment assessment,
      @Nullable String refusal) {}

  /** Asks models by the names of their parameter sets. */
  public static Comparison of(Holdings book, SortedMap<String, HoldingModel> models) {
    List<Row> rows = new ArrayList<>();
    models.forEach((set, model) -> rows.add(row(book, set, model)));
    return new Comparison(notional(book), rows);
  }

  private static Row row(Holdings book, String set, HoldingModel model) {
    Translation translated = new Translation(book, List.of());
    try {
      translated = Translation.of(book, model.terms());
      return new Row(set, model, translated, model.assess(translated.holdings()), null);
    } catch (IllegalArgumentException e) {
      return new Row(set, model, translated, null, String.valueOf(e.getMessage()));
    }
  }

  private static BigInteger notional(Holdings book) {
    BigInteger sum = BigInteger.ZERO;
    for (Position position : book.positions()) {
      boolean isOption = position.instrument().isOption();
      BigInteger price =
          isOption
              ? book.index(position.instrument().underlying())
              : book.quote(position.instrument()).mark();
      sum = sum.add(Exact.ceil(position.amount().abs().multiply(price), E18.ONE));
    }
    return sum;
  }

  /** The coins on which the book has positions, the one of the most notional first. */
  public static List<String> coins(Holdings book) {
    SortedMap<String, BigInteger> sums = new TreeMap<>();
    for (Position position : book.positions()) {
      String coin = position.instrument().underlying();
      sums.merge(coin, position.amount().abs().multiply(book.index(coin)), BigInteger::add);
    }
    return sums.keySet().stream()
        .sorted((one, other) ->
            sums.getOrDefault(other, BigInteger.ZERO)
                .compareTo(sums.getOrDefault(one, BigInteger.ZERO)))
        .toList();
  }
}
