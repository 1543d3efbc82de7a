package io.plimsoll.bench.scenario;

/**
 * One listed option.
 *
 * @param symbol of its market
 * @param expiryMs milliseconds since 1970 in UTC
 * @param strike mantissa with the market's price exponent
 * @param call or put
 */
public record OptionSeries(String symbol, long expiryMs, long strike, boolean call) {}
