package io.plimsoll.kernels.option;

/**
 * A price and its sensitivities; {@link Black76} and {@link InverseBlack76} say in which units, and
 * how far each may be off. Those whose size leaves a long are the nearest long.
 *
 * <p>Where the forward moves by a part r of itself, the volatility by v (1 being 100%) and t days
 * pass, the price changes by about F (delta r + gamma r^2 / 2) + vega v + theta t, with F the
 * forward for a linear option and the quanta of one coin for an inverse one.
 *
 * @param price the price
 * @param deltaE9 delta, 10^-9
 * @param gammaE9 gamma, 10^-9
 * @param vega price change for a volatility higher by 1, that is, by 100 percentage points
 * @param theta price change over one day, never above 0; at expiry and without volatility 0
 */
public record Greeks(long price, long deltaE9, long gammaE9, long vega, long theta) {}
