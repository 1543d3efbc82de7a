package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.InvalidInput;

/** A part of a YAML document that knows where it stands, for error messages. */
sealed interface YamlNode permits YamlText, YamlItems, YamlFields {

  /** Where the part stands. */
  Place place();

  /** What the part is, for messages: "a list". */
  String kind();

  /**
   * The place of a part.
   *
   * @param file the file as the person named it
   * @param line from 1
   * @param path such as {@code markets[0].step}; empty for the whole document
   */
  record Place(String file, int line, String path) {

    Place field(String key, int fieldLine) {
      return new Place(file, fieldLine, path.isEmpty() ? key : path + "." + key);
    }

    Place item(int index, int itemLine) {
      return new Place(file, itemLine, path + "[" + index + "]");
    }

    InvalidInput wrong(String value, String rule) {
      return new InvalidInput(file, line, path.isEmpty() ? "the document" : path, value, rule);
    }
  }
}
