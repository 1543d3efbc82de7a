package io.plimsoll.node.cli;

import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.node.book.BookFile;
import io.plimsoll.node.parameters.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The book that a command is about, and what it is quoted at. */
final class BookInput {

  /** What a book is, for the help of commands. */
  static final String DESCRIPTION =
      "A book is a JSON file of the schema plimsoll-book/1 or a CSV file with the columns"
          + " instrument, amount and entry.";

  @CommandLine.Parameters(paramLabel = "BOOK", description = "The book.")
  private Path book = Path.of("");

  @CommandLine.Option(
      names = "--quotes",
      paramLabel = "FILE",
      description = "Quotes of Deribit's options in CSV, for what the book has no quote of.")
  private @Nullable Path quotes;

  @CommandLine.Option(
      names = "--venue",
      paramLabel = "NAME",
      defaultValue = "deribit",
      description =
          "Whose names a CSV book's instruments have: deribit, bybit, okx, binance"
              + " (${DEFAULT-VALUE}).")
  private String venue = "";

  /** For picocli. */
  BookInput() {}

  /** The file's name. */
  String name() {
    return String.valueOf(book.getFileName());
  }

  Holdings read() throws IOException {
    Notation notation = notation();
    return quotes == null ? BookFile.read(book, notation) : BookFile.read(book, notation, quotes);
  }

  private Notation notation() {
    for (Notation notation : Notation.values()) {
      if (notation.name().toLowerCase(Locale.ROOT).equals(venue)) {
        return notation;
      }
    }
    throw new Failure("venue " + venue + " must be one of deribit, bybit, okx, binance");
  }

  /** The parameters of a model that a person names: a set that ships, or a file. */
  static ParameterSet set(String model) throws IOException {
    return Models.set(model);
  }
}
