package io.plimsoll.node.parameters;

import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.margin.model.Completeness;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.model.backpack.BackpackModel;
import io.plimsoll.margin.model.binance.BinanceModel;
import io.plimsoll.margin.model.bybit.BybitModel;
import io.plimsoll.margin.model.deribit.DeribitModel;
import io.plimsoll.margin.model.derive.DeriveModel;
import io.plimsoll.margin.model.derive.DeriveStandardModel;
import io.plimsoll.margin.model.drift.DriftModel;
import io.plimsoll.margin.model.dydx.DydxModel;
import io.plimsoll.margin.model.okx.OkxModel;
import io.plimsoll.margin.model.paradex.ParadexModel;
import io.plimsoll.margin.model.portfolio.StressModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes models of parameter sets: the part of a set's name before the slash says which. */
public final class Models {

  private static final List<String> SETS =
      List.of(
          "backpack/illustrative",
          "binance/2024-10",
          "binance/illustrative",
          "bybit/2025-01",
          "bybit/illustrative",
          "deribit/2024-06",
          "derive/illustrative",
          "derivesrm/2026-01",
          "drift/illustrative",
          "dydx/2026-03",
          "dydx/illustrative",
          "okx/2025-01",
          "okx/illustrative",
          "paradex/2026-08",
          "portfolio/illustrative");

  /** One set of each model: where there are several, the one that holds all values. */
  private static final List<String> ONE_OF_EACH =
      List.of(
          "backpack/illustrative",
          "binance/illustrative",
          "bybit/illustrative",
          "deribit/2024-06",
          "derive/illustrative",
          "derivesrm/2026-01",
          "drift/illustrative",
          "dydx/illustrative",
          "okx/illustrative",
          "paradex/2026-08",
          "portfolio/illustrative");

  private Models() {}

  /** All shipped models by their numbers, read when somebody asks for one. */
  private static final class Shipped {

    static final Map<Long, HoldingModel> ALL = read();

    /** Which of them have all values, as far as somebody has asked. */
    static final Map<Long, Boolean> COMPLETE = new ConcurrentHashMap<>();

    private Shipped() {}

    static @Nullable HoldingModel find(long id) {
      HoldingModel model = ALL.get(id);
      // What lacks a value serves people's books alone.
      boolean isComplete =
          model != null && COMPLETE.computeIfAbsent(id, _ -> Completeness.missing(model).isEmpty());
      return isComplete ? model : null;
    }

    private static Map<Long, HoldingModel> read() {
      Map<Long, HoldingModel> models = new TreeMap<>();
      try {
        for (String set : SETS) {
          HoldingModel model = named(set);
          models.put(ModelId.of(model), model);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("a shipped parameter set cannot be read", e);
      }
      return models;
    }
  }

  /**
   * The models of the sets that ship with the product, by their numbers on chains: of those that
   * have all values which their models may need.
   */
  public static ModelCatalogue catalogue() {
    return id -> Shipped.find(id);
  }

  /** The same, and others. */
  public static ModelCatalogue catalogue(List<HoldingModel> others) {
    ModelCatalogue own = ModelCatalogue.of(others);
    return id -> {
      HoldingModel found = own.find(id);
      return found == null ? Shipped.find(id) : found;
    };
  }

  /**
   * The model of a set that ships, or of a file.
   *
   * @param model the set's name, or a path that ends in {@code .json}
   * @throws ParameterFiles.Refused where it is neither
   */
  public static HoldingModel chosen(String model) throws IOException {
    return of(set(model));
  }

  /**
   * A set that ships, or one in a file.
   *
   * @throws ParameterFiles.Refused where it is neither
   */
  public static ParameterSet set(String model) throws IOException {
    if (SETS.contains(model)) {
      return ParameterFiles.named(model);
    }
    if (!model.endsWith(".json")) {
      throw new ParameterFiles.Refused(
          "model " + model + " must be a file of parameters, or one of " + SETS);
    }
    return ParameterFiles.read(Path.of(model));
  }

  /** The names of one set of each model, in order. */
  public static List<String> oneOfEach() {
    return ONE_OF_EACH;
  }

  /** The names of the sets that ship with the product, in order. */
  public static List<String> sets() {
    return SETS;
  }

  /**
   * The model of a set.
   *
   * @throws ParameterFiles.Refused where there is no such model
   * @throws IllegalArgumentException where the set lacks a value that every book needs
   */
  public static HoldingModel of(ParameterSet set) {
    String model = set.name().substring(0, Math.max(0, set.name().indexOf('/')));
    return switch (model) {
      case "backpack" -> new BackpackModel(set);
      case "binance" -> new BinanceModel(set);
      case "bybit" -> new BybitModel(set);
      case "deribit" -> new DeribitModel(set);
      case "derive" -> new DeriveModel(set);
      case "derivesrm" -> new DeriveStandardModel(set);
      case "drift" -> new DriftModel(set);
      case "dydx" -> new DydxModel(set);
      case "okx" -> new OkxModel(set);
      case "paradex" -> new ParadexModel(set);
      case "portfolio" -> new StressModel(set);
      default -> throw new ParameterFiles.Refused("there is no model " + model);
    };
  }

  /**
   * The model of a set that ships with the product.
   *
   * @throws ParameterFiles.Refused where there is no such set
   */
  public static HoldingModel named(String set) throws IOException {
    return of(ParameterFiles.named(set));
  }
}
