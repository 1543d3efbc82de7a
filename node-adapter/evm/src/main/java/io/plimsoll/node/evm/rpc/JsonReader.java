package io.plimsoll.node.evm.rpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON as a stream, its hexadecimal texts straight to bytes. Whatever the bytes are, a read
 * gives a value or throws {@link Malformed}.
 */
public final class JsonReader implements AutoCloseable {

  private static final int MOST_DEPTH = 16;
  private static final int MOST_DIGITS = 40;
  private static final int MOST_NAME = 100;
  private static final int SHOWN = 160;
  private static final int QUANTITY_DIGITS = 16;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxNumberLength(MOST_DIGITS)
                  .maxNameLength(MOST_NAME)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser parser;
  private @Nullable JsonToken peeked;

  /** Reads bytes; the first token is the next one. */
  public JsonReader(byte[] bytes) {
    parser = FACTORY.createParser(ObjectReadContext.empty(), bytes);
  }

  private static Malformed malformed(JacksonException e) {
    String line = String.valueOf(e.getOriginalMessage()).replaceAll("\\p{Cntrl}+", " ");
    return new Malformed("it is not JSON: " + line.substring(0, Math.min(SHOWN, line.length())));
  }

  /** Goes to the next token; null at the end. */
  private @Nullable JsonToken next() throws Malformed {
    if (peeked != null) {
      JsonToken token = peeked;
      peeked = null;
      return token;
    }
    try {
      return parser.nextToken();
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** Whether the next value is null, which is then gone over. */
  public boolean nextIsNull() throws Malformed {
    JsonToken token = next();
    if (token == JsonToken.VALUE_NULL) {
      return true;
    }
    peeked = token;
    return false;
  }

  /** Goes to the next token, which begins an object. */
  public void beginObject() throws Malformed {
    if (next() != JsonToken.START_OBJECT) {
      throw new Malformed("there is something else where an object must be");
    }
  }

  /** Goes to the next field's name; null at the object's end. */
  public @Nullable String nextField() throws Malformed {
    try {
      String name = parser.nextName();
      if (name == null && parser.currentToken() != JsonToken.END_OBJECT) {
        throw new Malformed("an object does not end");
      }
      return name;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** Goes to the next token, which begins a list. */
  public void beginList() throws Malformed {
    if (next() != JsonToken.START_ARRAY) {
      throw new Malformed("there is something else where a list must be");
    }
  }

  /**
   * Goes to the next element of a list of objects, after which its fields come.
   *
   * @return false at the list's end
   */
  public boolean nextObject() throws Malformed {
    JsonToken token = next();
    if (token != JsonToken.START_OBJECT && token != JsonToken.END_ARRAY) {
      throw new Malformed("there is something else where an object of a list must be");
    }
    return token == JsonToken.START_OBJECT;
  }

  /** Goes to the next element of a list of texts; false at its end. */
  public boolean nextText() throws Malformed {
    JsonToken token = next();
    if (token != JsonToken.VALUE_STRING && token != JsonToken.END_ARRAY) {
      throw new Malformed("there is something else where a text of a list must be");
    }
    return token == JsonToken.VALUE_STRING;
  }

  /** Goes over the next value, whatever it is. */
  public void skip() throws Malformed {
    if (next() == null) {
      throw new Malformed("it ends in the middle");
    }
    try {
      parser.skipChildren();
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** Checks that nothing follows. */
  public void end() throws Malformed {
    if (next() != null) {
      throw new Malformed("something follows where it must end");
    }
  }

  /** Goes to the next value, which is text, of at most so many characters. */
  public String text(String field, int most) throws Malformed {
    requireText(field);
    try {
      if (parser.getStringLength() > most) {
        throw new Malformed(field + " has more than " + most + " characters");
      }
      return parser.getString();
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private void requireText(String field) throws Malformed {
    if (next() != JsonToken.VALUE_STRING) {
      throw new Malformed(field + " is not text");
    }
  }

  /** Goes to the next value; returns null where it is no text, which is then gone over. */
  public @Nullable String textOrNull(String field, int most) throws Malformed {
    JsonToken token = next();
    try {
      if (token != JsonToken.VALUE_STRING) {
        parser.skipChildren();
        return null;
      }
      if (parser.getStringLength() > most) {
        throw new Malformed(field + " has more than " + most + " characters");
      }
      return parser.getString();
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** Goes to the next value, which is true or false. */
  public boolean flag(String field) throws Malformed {
    JsonToken token = next();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw new Malformed(field + " is neither true nor false");
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** Goes to the next value, which is a whole number of 64 bits. */
  public long number(String field) throws Malformed {
    if (next() != JsonToken.VALUE_NUMBER_INT) {
      throw new Malformed(field + " is not a whole number");
    }
    try {
      return parser.getLongValue();
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** Goes to the next value, bytes as 0x and pairs of hexadecimal digits. */
  public byte[] bytes(String field) throws Malformed {
    requireText(field);
    return currentBytes(field);
  }

  /** The same of so many bytes exactly. */
  public byte[] bytes(String field, int count) throws Malformed {
    byte[] bytes = bytes(field);
    if (bytes.length != count) {
      throw new Malformed(field + " has " + bytes.length + " bytes; it must have " + count);
    }
    return bytes;
  }

  /** The bytes of the text where the reader stands. */
  byte[] currentBytes(String field) throws Malformed {
    try {
      char[] text = parser.getStringCharacters();
      int from = parser.getStringOffset();
      int length = parser.getStringLength();
      if (length % 2 != 0 || !isPrefixed(text, from, length)) {
        throw new Malformed(field + " is not 0x and pairs of hexadecimal digits");
      }
      byte[] out = new byte[length / 2 - 1];
      int bad = 0;
      for (int i = 0; i < out.length; i++) {
        int at = from + 2 + 2 * i;
        int value = (Digits.of(text[at]) << 4) | Digits.of(text[at + 1]);
        bad |= value;
        out[i] = (byte) value;
      }
      if (bad < 0) {
        throw new Malformed(field + " is not 0x and pairs of hexadecimal digits");
      }
      return out;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private static boolean isPrefixed(char[] text, int from, int length) {
    return length >= 2 && text[from] == '0' && text[from + 1] == 'x';
  }

  /** Goes to the next value, a quantity: 0x and a number of 0 to 2^63 - 1 without leading zeros. */
  public long quantity(String field) throws Malformed {
    requireText(field);
    try {
      return quantity(
          field, parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** The quantity that a text is. */
  public static long quantity(String field, String text) throws Malformed {
    return quantity(field, text.toCharArray(), 0, text.length());
  }

  private static long quantity(String field, char[] text, int from, int length) throws Malformed {
    int digits = length - 2;
    boolean fits = digits >= 1 && digits <= QUANTITY_DIGITS && isPrefixed(text, from, length);
    if (!fits || (digits > 1 && text[from + 2] == '0')) {
      throw new Malformed(field + " is no quantity of 63 bits");
    }
    long value = 0;
    int bad = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Digits.of(text[from + 2 + i]);
      bad |= digit;
      value = (value << 4) | digit;
    }
    if (bad < 0 || value < 0) {
      throw new Malformed(field + " is no quantity of 63 bits");
    }
    return value;
  }

  @Override
  public void close() {
    parser.close();
  }
}
