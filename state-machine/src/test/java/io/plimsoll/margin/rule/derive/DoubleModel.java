package io.plimsoll.margin.rule.derive;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Both managers of Derive once more, from their description in words, in floating point and without
 * a line of the rules: what they are compared with on random accounts.
 */
final class DoubleModel {

  private static final double YEAR = 365 * 86_400;
  private static final double DAYS_30 = 30 * 86_400;

  private DoubleModel() {}

  static double d(BigInteger e18) {
    return new BigDecimal(e18, 18).doubleValue();
  }

  /** The distribution by its continued fraction or series, to about 15 digits. */
  static double cdf(double x) {
    double z = Math.abs(x);
    if (z > 38) {
      return x > 0 ? 1 : 0;
    }
    double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    double tail;
    if (z > 4) {
      double fraction = z;
      for (int k = 60; k >= 1; k--) {
        fraction = z + k / fraction;
      }
      tail = density / fraction;
    } else {
      double term = z;
      double sum = z;
      for (int n = 3; n < 200; n += 2) {
        term *= z * z / n;
        sum += term;
      }
      tail = 0.5 - density * sum;
    }
    return x > 0 ? 1 - tail : tail;
  }

  static double price(boolean isCall, double f, double k, double vol, double years, double df) {
    double w = vol * Math.sqrt(years);
    if (w < 1e-12) {
      return df * Math.max(0, isCall ? f - k : k - f);
    }
    double d1 = Math.log(f / k) / w + w / 2;
    double sign = isCall ? 1 : -1;
    return df * sign * (f * cdf(sign * d1) - k * cdf(sign * (d1 - w)));
  }

  /** Initial, maintenance, value, then the profit or loss in each scenario. */
  static List<Double> portfolio(PmrmPortfolio p, PmrmParameters s) {
    double spot = d(p.spot());
    double stable = d(p.stablePrice());
    double perp = d(p.perp().position());
    double ownConf = d(p.spotConfidence());
    double conf = perp == 0 ? ownConf : Math.min(ownConf, d(p.perp().confidence()));
    PmrmParameters.Contingencies c = s.contingencies();
    double value = d(p.cash()) + d(p.perp().value());
    double mm = Math.abs(perp) * spot * d(c.maintenancePerp());
    double im = Math.abs(perp) * spot * d(c.initialPerpAdd()) + lack(c, conf, perp * spot);
    double basis = 0;
    for (Expiry e : p.expiries()) {
      double now = value(e, s, 1, Scenario.Volatility.NONE);
      value += now;
      double up = value(e, s, d(s.basis().up()), Scenario.Volatility.NONE) - now;
      double down = value(e, s, d(s.basis().down()), Scenario.Volatility.NONE) - now;
      double weight = d(s.basis().add()) + d(s.basis().multiplier()) * e.seconds() / YEAR;
      basis += Math.min(0, Math.min(up, down)) * weight;
      double naked = naked(e) * spot;
      mm += naked * d(c.maintenanceOption());
      im += naked * d(c.initialOptionAdd());
      double gross = e.options().stream().mapToDouble(o -> Math.abs(d(o.amount()))).sum();
      im += lack(c, Math.min(conf, d(e.confidence())), gross * spot);
    }
    for (PmrmPortfolio.Collateral t : p.collaterals()) {
      double worth = d(t.amount()) * d(t.price()) / stable;
      value += worth;
      mm += worth * d(t.maintenanceHaircut());
      im += worth * d(t.initialHaircutAdd());
      im += lack(c, Math.min(ownConf, d(t.confidence())), worth);
    }
    double worst = basis;
    List<Double> pnls = new ArrayList<>();
    for (Scenario scenario : s.scenarios()) {
      double pnl = pnl(p, s, scenario);
      pnls.add(pnl);
      worst = Math.min(worst, pnl);
    }
    double lost = Math.max(0, d(c.pegThreshold()) - stable);
    double factor = d(s.margin().initialFactor()) + lost * d(c.pegFactor());
    List<Double> out = new ArrayList<>();
    out.add(value + worst * factor - im - mm);
    out.add(value + worst * d(s.margin().maintenanceFactor()) - mm);
    out.add(value);
    out.addAll(pnls);
    return out;
  }

  private static double pnl(PmrmPortfolio p, PmrmParameters s, Scenario scenario) {
    double move = d(scenario.multiplier()) - 1;
    double pnl = d(p.perp().position()) * d(p.perp().price()) * move;
    for (PmrmPortfolio.Collateral t : p.collaterals()) {
      pnl += t.isHedge() ? d(t.amount()) * d(t.price()) / d(p.stablePrice()) * move : 0;
    }
    for (Expiry e : p.expiries()) {
      double moved = value(e, s, d(scenario.multiplier()), scenario.volatility());
      double rate = Math.max(0, d(e.rate()));
      double t = e.seconds() / YEAR;
      PmrmParameters.Margin m = s.margin();
      double owned = d(m.longDiscount());
      owned /= Math.exp(t * (rate * d(m.longRateMultiplier()) + d(m.longRateAdd())));
      double owed = d(m.shortDiscount());
      owed *= Math.exp(t * (rate * d(m.shortRateMultiplier()) + d(m.shortRateAdd())));
      owed = Math.min(owed, Math.exp(rate * t));
      double change = moved * (moved >= 0 ? owned : owed);
      change -= value(e, s, 1, Scenario.Volatility.NONE);
      pnl += scenario.volatility().isSkew() ? -Math.abs(change) : change;
    }
    return pnl * d(scenario.dampening());
  }

  private static double value(
      Expiry e, PmrmParameters s, double multiplier, Scenario.Volatility shock) {
    double years = e.seconds() / YEAR;
    double forward = d(e.fixedForward()) + d(e.variableForward()) * multiplier;
    double df = Math.exp(-Math.max(0, d(e.rate())) * years);
    PmrmParameters.VolShock v = s.volShock();
    double seconds = Math.max(1, Math.max(e.seconds(), v.floorSeconds()));
    double power = d(e.seconds() <= DAYS_30 ? v.shortTermPower() : v.longTermPower());
    double scale = Math.pow(DAYS_30 / seconds, power);
    double sum = 0;
    for (OptionHolding o : e.options()) {
      double vol = d(o.volatility());
      vol =
          switch (shock) {
            case NONE -> vol;
            case UP -> Math.max(d(v.leastRisen()), vol * (1 + d(v.up()) * scale));
            case DOWN -> vol * Math.max(0, 1 - d(v.down()) * scale);
            case LINEAR, ABS -> vol * turned(e, o, s.skew(), shock == Scenario.Volatility.LINEAR);
          };
      sum += d(o.amount()) * price(o.isCall(), forward, d(o.strike()), vol, years, df);
    }
    return sum;
  }

  private static double turned(Expiry e, OptionHolding o, PmrmParameters.Skew k, boolean isLinear) {
    double root = Math.sqrt(e.seconds() / YEAR);
    double cap =
        isLinear
            ? d(k.linearCap()) + d(k.linearCapSlope()) * root
            : d(k.absCap()) + d(k.absCapSlope()) * root;
    double width = root * d(k.width()) * (d(k.kLevel()) + root * d(k.kSlope()));
    width = Math.max(1e-18, Math.max(d(k.leastK()), width));
    double distance = Math.log(d(o.strike()) / d(e.forward()));
    distance = isLinear ? distance : Math.abs(distance);
    double turn = distance * cap / width;
    turn = distance >= 0 ? Math.min(cap, turn) : Math.max(-cap, turn);
    return Math.max(0, 1 + turn);
  }

  private static double naked(Expiry e) {
    SortedMap<BigInteger, Double> net = new TreeMap<>();
    e.options().forEach(o -> net.merge(o.strike(), d(o.amount()), Double::sum));
    return net.values().stream().mapToDouble(amount -> Math.max(0, -amount)).sum();
  }

  private static double lack(PmrmParameters.Contingencies c, double conf, double notional) {
    return conf < d(c.confidenceThreshold())
        ? (1 - conf) * d(c.confidenceMargin()) * Math.abs(notional)
        : 0;
  }

  /** Initial, maintenance, value of the standard manager. */
  static List<Double> standard(
      BigInteger cash,
      BigInteger stablePrice,
      StandardManager.Depeg depeg,
      List<StandardMarket> markets) {
    double lost = Math.max(0, d(depeg.threshold()) - d(stablePrice)) * d(depeg.factor());
    double[] out = {d(cash), d(cash), d(cash)};
    for (StandardMarket m : markets) {
      StandardMarket.Parameters s = m.parameters();
      double spot = d(m.spot());
      double conf = d(m.spotConfidence());
      double size = Math.abs(d(m.perp()));
      double penal = size;
      double perpConf = Math.min(conf, d(m.perpConfidence()));
      double notional = size * d(m.perpPrice());
      double pnl = size == 0 ? 0 : d(m.perpValue());
      out[0] += pnl - notional * d(s.perp().initial());
      out[0] -= missing(s, perpConf, d(s.oracle().perp())) * size * spot;
      out[1] += pnl - notional * d(s.perp().maintenance());
      out[2] += pnl;
      double base = d(m.base()) * spot;
      double part = base * d(s.base().factor());
      out[1] += part;
      out[2] += base / d(stablePrice);
      double initial = part * d(s.base().initialScale());
      out[0] += initial;
      out[0] -= initial == 0 ? 0 : missing(s, conf, d(s.oracle().base())) * base;
      for (Expiry e : m.expiries()) {
        double shorts = e.options().stream().mapToDouble(o -> Math.max(0, -d(o.amount()))).sum();
        penal += shorts;
        double least = Math.min(conf, d(e.confidence()));
        out[0] -= missing(s, least, d(s.oracle().option())) * shorts * spot;
        out[0] += options(m, e, true);
        out[1] += options(m, e, false);
        for (OptionHolding o : e.options()) {
          out[2] += worth(e, o);
        }
      }
      out[0] -= penal * lost * spot;
    }
    return List.of(out[0], out[1], out[2]);
  }

  private static double worth(Expiry e, OptionHolding o) {
    double years = e.seconds() / YEAR;
    return d(o.amount())
        * price(o.isCall(), d(e.forward()), d(o.strike()), d(o.volatility()), years, 1);
  }

  private static double missing(StandardMarket.Parameters s, double conf, double threshold) {
    return conf < threshold ? (1 - conf) * d(s.oracle().factor()) : 0;
  }

  private static double options(StandardMarket m, Expiry e, boolean isInitial) {
    StandardMarket.Options s = m.parameters().options();
    double spot = d(m.spot());
    double alone = 0;
    double calls = 0;
    List<Double> prices = new ArrayList<>(List.of(0.0));
    for (OptionHolding o : e.options()) {
      double amount = d(o.amount());
      double strike = d(o.strike());
      prices.add(strike);
      calls += o.isCall() ? amount : 0;
      if (amount >= 0) {
        continue;
      }
      double worth = worth(e, o);
      double out = Math.max(0, o.isCall() ? strike - spot : spot - strike) / spot;
      double initial = Math.max(d(s.least()), d(s.most()) - out) * spot * amount + worth;
      double maintenance = d(s.maintenanceCall()) * spot * amount + worth;
      if (!o.isCall()) {
        double byValue = d(s.maintenancePutValue()) * worth;
        maintenance = Math.min(d(s.maintenancePut()) * spot * amount, byValue) + worth;
        initial = Math.min(initial, maintenance * d(s.offset()));
      }
      alone += isInitial ? initial : maintenance;
    }
    double mostLost = 0;
    for (double at : prices) {
      double payoff = 0;
      for (OptionHolding o : e.options()) {
        double k = d(o.strike());
        payoff += d(o.amount()) * Math.max(0, o.isCall() ? at - k : k - at);
      }
      mostLost = Math.min(mostLost, payoff);
    }
    if (calls < 0) {
      mostLost +=
          d(isInitial ? s.unpairedInitial() : s.unpairedMaintenance()) * d(e.forward()) * calls;
    }
    return Math.max(alone, mostLost);
  }
}
