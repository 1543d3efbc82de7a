package io.plimsoll.bench.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {

  private static final String HEADER = "ts_utc,venue,symbol,open,high,low,close,volume_base\n";

  private static PriceTable table(String text) {
    return PriceTable.of("mine.csv", text.getBytes(StandardCharsets.UTF_8));
  }

  private static long ms(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  @Test
  void theShippedTableHoldsTheCrash() {
    PriceTable table = PriceTable.shipped("luna-2022-05");
    assertEquals(List.of("BTC", "ETH", "SOL", "LUNA"), table.symbols());
    assertEquals(List.of(), table.notes());
    assertTrue(table.source().startsWith("Binance spot"), table.source());
    for (String symbol : List.of("BTC", "ETH", "SOL")) {
      PriceSeries series = table.series(symbol);
      assertEquals(480, series.size());
      assertEquals(ms("2022-05-01T00:00:00Z"), series.firstMs());
      assertEquals(ms("2022-05-21T00:00:00Z"), series.endMs());
    }
    PriceSeries luna = table.series("LUNA");
    assertEquals(289, luna.size());
    assertEquals(ms("2022-05-13T00:00:00Z"), luna.lastHourMs());
    assertEquals(78_100_000_000_000L, luna.openE12(0));
    assertEquals(320_000_000, luna.openE12(288));
    assertEquals(600_000_000, luna.highE12(288));
    assertEquals(40_000_000, luna.lowE12(288));
    assertEquals(50_000_000, luna.closeE12(288));
  }

  /** Known to everyone who was there: bitcoin's low of 12 May 2022. */
  @Test
  void theShippedTableHoldsTheLowOfTheTwelfth() {
    PriceSeries btc = PriceTable.shipped("luna-2022-05").series("BTC");
    long lowest = Long.MAX_VALUE;
    long whenMs = 0;
    for (int i = 0; i < btc.size(); i++) {
      if (btc.lowE12(i) < lowest) {
        lowest = btc.lowE12(i);
        whenMs = btc.hourMs(i);
      }
    }
    assertEquals(26_700_000_000_000_000L, lowest);
    assertEquals("2022-05-12", Instant.ofEpochMilli(whenMs).toString().substring(0, 10));
  }

  /** A figure over all cells, so that no later edit changes one unseen. */
  @Test
  void theShippedTableIsAsItWasRead() {
    PriceTable table = PriceTable.shipped("luna-2022-05");
    BigInteger sum = BigInteger.ZERO;
    for (String symbol : table.symbols()) {
      PriceSeries series = table.series(symbol);
      for (int i = 0; i < series.size(); i++) {
        sum =
            sum.add(BigInteger.valueOf(series.openE12(i)))
                .add(BigInteger.valueOf(series.highE12(i)).multiply(BigInteger.valueOf(3)))
                .add(BigInteger.valueOf(series.lowE12(i)).multiply(BigInteger.valueOf(5)))
                .add(BigInteger.valueOf(series.closeE12(i)).multiply(BigInteger.valueOf(7)));
      }
    }
    assertEquals("272511951797160000000", sum.toString());
  }

  @Test
  void readsCandlesAsVenuesPublishThem(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("mine.csv");
    Files.writeString(
        file,
        HEADER
            + "2025-10-06T00:00:00Z,one,BTC,10,12,9,11,5.5\r\n"
            + "2025-10-06T00:00:00Z,two,BTC,20,22,19,21,\r\n"
            + "2025-10-06T01:00:00Z,one,BTC,11,11,11,11,0\r\n"
            + "2025-10-06T04:00:00Z,one,BTC,11,12.000000000001,11,12,0\r\n");
    PriceTable table = PriceTable.read(file);
    assertEquals(file.toString(), table.file());
    assertEquals(file.toString(), table.source());
    PriceSeries btc = table.series("BTC");
    assertEquals("one", btc.venue());
    assertEquals(3, btc.size());
    assertEquals(12_000_000_000_001L, btc.highE12(2));
    assertEquals(2, btc.missingHours());
    assertEquals(
        List.of(
            "BTC is priced by one, its first venue in the table; set aside: two.",
            "BTC lacks 2 hours in the table; its path runs straight over them."),
        table.notes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2025-10-06T00:00Z,v,BTC,10,12,9|mine.csv:3: the line has 6 cells, and there are 8 columns",
        "2025-10-06T00:30Z,v,BTC,1,1,1,1,0|mine.csv:3: ts_utc '2025-10-06T00:30Z' must be a full"
            + " hour in UTC from 1970 to 9999 such as 2022-05-01T00:00Z",
        "2025-10-06T00:00+02:00,v,BTC,1,1,1,1,0|mine.csv:3: ts_utc '2025-10-06T00:00+02:00' must "
            + "be a"
            + " full hour in UTC from 1970 to 9999 such as 2022-05-01T00:00Z",
        "yesterday,v,BTC,1,1,1,1,0|mine.csv:3: ts_utc 'yesterday' must be a full hour in UTC "
            + "from 1970 to 9999 such as 2022-05-01T00:00Z",
        "2025-10-05T23:00Z,v,BTC,0,1,1,1,0|mine.csv:3: ts_utc '2025-10-05T23:00Z' must be later "
            + "than"
            + " the hour before it of BTC",
        "2025-10-06T01:00Z,v,BTC,0,1,1,1,0|mine.csv:3: open '0' must be positive",
        "2025-10-06T01:00Z,v,BTC,1,1,-1,1,0|mine.csv:3: low '-1' must be positive",
        "2025-10-06T01:00Z,v,BTC,1,1e3,1,1,0|mine.csv:3: high '1e3' must be a decimal number: an"
            + " optional minus, digits, and optionally a point and digits",
        "2025-10-06T01:00Z,v,BTC,1,1,1,,0|mine.csv:3: close must be a decimal number: an optional"
            + " minus, digits, and optionally a point and digits",
        "2025-10-06T01:00Z,v,BTC,1,1,1,99999999,0|mine.csv:3: close '99999999' is too large",
        "2025-10-06T01:00Z,v,BTC,1,1,1,0.0000000000001,0|mine.csv:3: close '0.0000000000001' has "
            + "more"
            + " than 12 digits after the point",
        "2025-10-06T01:00Z,v,BTC,1,3,2,3,0|mine.csv:3: low '2' must not be above open, which is 1",
        "2025-10-06T01:00Z,v,BTC,3,3,2,1,0|mine.csv:3: low '2' must not be above close, which is 1",
        "2025-10-06T01:00Z,v,BTC,4,3,2,3,0|mine.csv:3: open '4' must not be above high, which is 3",
        "2025-10-06T01:00Z,v,BTC,3,3,2,4,0|mine.csv:3: close '4' must not be above high, which "
            + "is 3",
        "2025-10-06T01:00Z,v,,1,1,1,1,0|mine.csv:3: symbol must be 1 to 32 visible ASCII "
            + "characters",
        "2025-10-06T01:00Z,v w,BTC,1,1,1,1,0|mine.csv:3: venue 'v w' must be 1 to 32 visible ASCII"
            + " characters"
      })
  void refusesALine(String line, String message) {
    String text = HEADER + "2025-10-06T00:00Z,v,BTC,1,1,1,1,0\n" + line + "\n";
    var error = assertThrows(InvalidInput.class, () -> table(text));
    assertEquals(message, error.getMessage());
  }

  @Test
  void refusesAFile(@TempDir Path folder) {
    assertEquals(
        "mine.csv: the file has no line that names its columns", messageOf("# nothing\n\n"));
    assertEquals("mine.csv: the file has no prices", messageOf(HEADER));
    assertEquals(
        "mine.csv:1: the line of column names must have the column close",
        messageOf("hour,symbol,open,high,low\n"));
    assertEquals(
        "mine.csv:1: the line of column names must have one of the columns hour and ts_utc",
        messageOf("symbol,open,high,low,close\n"));
    assertEquals(
        "mine.csv:1: column 'open' is there twice", messageOf("hour,symbol,open,open,low,close\n"));
    assertEquals(
        "mine.csv: the file is not UTF-8 text",
        assertThrows(
                InvalidInput.class, () -> PriceTable.of("mine.csv", new byte[] {(byte) 0xff, 'a'}))
            .getMessage());
    Path absent = folder.resolve("absent.csv");
    assertEquals(
        absent + ": the file does not exist or is not a regular file",
        assertThrows(InvalidInput.class, () -> PriceTable.read(absent)).getMessage());
    assertEquals(
        "absent.csv: the file is not among those that are shipped",
        assertThrows(InvalidInput.class, () -> PriceTable.shipped("absent")).getMessage());
  }

  @Test
  void saysWhichSymbolsThereAre() {
    PriceTable table =
        table(HEADER + "2025-10-06T00:00Z,v,BTC,1,1,1,1,0\n2025-10-06T00:00Z,v,ETH,1,1,1,1,0\n");
    assertEquals(
        "mine.csv: symbol 'LUNA' has no prices in this table; it has BTC, ETH",
        assertThrows(InvalidInput.class, () -> table.series("LUNA")).getMessage());
  }

  @Test
  void showsControlCharactersByTheirNumbers() {
    assertEquals(
        "mine.csv:2: symbol 'B\\u001b[31m' must be 1 to 32 visible ASCII characters",
        messageOf(HEADER + "2025-10-06T00:00Z,v,B\u001b[31m,1,1,1,1,0\n"));
  }

  private static String messageOf(String text) {
    return String.valueOf(assertThrows(InvalidInput.class, () -> table(text)).getMessage());
  }
}
