package io.plimsoll.bench.jmh;

import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.ExchangeConfiguration;
import exchange.core2.core.common.config.PerformanceConfiguration;
import exchange.core2.core.processors.MatchingEngineRouter;
import exchange.core2.core.processors.RiskEngine;
import exchange.core2.core.processors.SharedPool;
import exchange.core2.core.processors.journaling.DummySerializationProcessor;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A yardstick for {@link FillBenchmark}: trades by exchange-core 0.5.3, each doing its own job. An
 * order rests, a second one meets it; each goes through the risk engine, the book and the risk
 * engine again, called one after another on one thread without the ring between them. Users trade
 * 40 margined futures with fees. One operation is one trade, which is two orders. Run by {@code
 * ./plimsoll bench --suite exchange}.
 *
 * <p>The whole of exchange-core takes symbols as serialised bytes, whose library asks for a method
 * that the JDK has no more (sun.nio.ch.FileChannelImpl.unmap0, until 19); so its engines are made
 * here one by one and the symbols put into them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ExchangeCoreBenchmark {

  private static final int SYMBOLS = 40;
  private static final int CURRENCY = 1_000;
  private static final long CASH = 1L << 50;
  private static final long PRICE = 1_000;
  private static final long MARGIN = 50;

  /** The number of users. */
  @Param({"1000", "100000", "1000000"})
  public int rows;

  private final ExchangeConfiguration configuration =
      ExchangeConfiguration.defaultBuilder()
          .performanceCfg(PerformanceConfiguration.throughputPerformanceBuilder().build())
          .build();
  private final SharedPool pool = new SharedPool(64, 32, 1_024);
  private final RiskEngine risk =
      new RiskEngine(0, 1, DummySerializationProcessor.INSTANCE, pool, configuration);
  private final MatchingEngineRouter books =
      new MatchingEngineRouter(
          0,
          1,
          DummySerializationProcessor.INSTANCE,
          configuration.getPerformanceCfg().getOrderBookFactory(),
          pool,
          configuration);
  private final OrderCommand order = new OrderCommand();
  private final SplittableRandom random = new SplittableRandom(9);

  // Of the next trades: symbol, size with the first one's side as a sign, users.
  private final int[] symbol = new int[Venue.FILLS];
  private final long[] size = new long[Venue.FILLS];
  private final long[] first = new long[Venue.FILLS];
  private final long[] second = new long[Venue.FILLS];
  private long orders;

  /** For JMH. */
  public ExchangeCoreBenchmark() {}

  /** Makes symbols and users. */
  @Setup(Level.Trial)
  public void prepare() {
    for (int id = 1; id <= SYMBOLS; id++) {
      CoreSymbolSpecification made =
          CoreSymbolSpecification.builder()
              .symbolId(id)
              .type(SymbolType.FUTURES_CONTRACT)
              .baseCurrency(id)
              .quoteCurrency(CURRENCY)
              .baseScaleK(1)
              .quoteScaleK(1)
              .takerFee(1)
              .makerFee(1)
              .marginBuy(MARGIN)
              .marginSell(MARGIN)
              .build();
      risk.getSymbolSpecificationProvider().addSymbol(made);
      books
          .getOrderBooks()
          .put(
              id,
              books
                  .getOrderBookFactory()
                  .create(
                      made,
                      books.getObjectsPool(),
                      books.getEventsHelper(),
                      configuration.getLoggingCfg()));
    }
    for (long user = 1; user <= rows; user++) {
      risk.getUserProfileService().addEmptyUserProfile(user);
      risk.getUserProfileService().balanceAdjustment(user, CURRENCY, CASH, user);
    }
  }

  /** Draws the next trades. */
  @Setup(Level.Invocation)
  public void draw() {
    for (int i = 0; i < Venue.FILLS; i++) {
      symbol[i] = 1 + random.nextInt(SYMBOLS);
      long lots = 1L + random.nextInt(20);
      size[i] = random.nextBoolean() ? lots : -lots;
      first[i] = 1L + random.nextInt(rows);
      second[i] = 1L + random.nextInt(rows);
    }
  }

  /** Trades, all of which must be made. */
  @Benchmark
  @OperationsPerInvocation(Venue.FILLS)
  public long trades() {
    for (int i = 0; i < Venue.FILLS; i++) {
      place(i, first[i], size[i] > 0, OrderType.GTC);
      place(i, second[i], size[i] < 0, OrderType.IOC);
      if (order.matcherEvent == null || order.matcherEvent.size != Math.abs(size[i])) {
        throw new IllegalStateException("a trade came to " + order.resultCode);
      }
    }
    return orders;
  }

  private void place(int i, long user, boolean buys, OrderType type) {
    order.command = OrderCommandType.PLACE_ORDER;
    order.orderId = ++orders;
    order.symbol = symbol[i];
    order.price = PRICE;
    order.reserveBidPrice = PRICE;
    order.size = Math.abs(size[i]);
    order.action = buys ? OrderAction.BID : OrderAction.ASK;
    order.orderType = type;
    order.uid = user;
    order.timestamp = orders;
    order.resultCode = CommandResultCode.NEW;
    order.matcherEvent = null;
    order.marketData = null;
    risk.preProcessCommand(orders, order);
    books.processOrder(orders, order);
    risk.handlerRiskRelease(orders, order);
  }
}
