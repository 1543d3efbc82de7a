package io.plimsoll.node.cli;

import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.parameters.ParameterFiles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine;

/** The option {@code --parameters} of a command that mixes it in. */
public final class ParametersOption {

  @CommandLine.Option(
      names = "--parameters",
      paramLabel = "FILE",
      description =
          "A parameter set of a model that the chain names, beside those that ship; may be given"
              + " several times.")
  private List<Path> files = new ArrayList<>();

  /** For picocli. */
  public ParametersOption() {}

  /**
   * A model of a file.
   *
   * @param file as it was named
   */
  public record Own(Path file, HoldingModel model) {

    /** By which a chain names it. */
    public long number() {
      return ModelId.of(model);
    }

    /** By which operators know that theirs is the same, in hex. */
    public String sha256() {
      return HexFormat.of().formatHex(ModelId.hash(model));
    }
  }

  /**
   * The models of the files.
   *
   * @throws Failure where one is no parameter set
   */
  public List<Own> own() throws IOException {
    return own(files);
  }

  /**
   * The models that ship and those of the files.
   *
   * @throws Failure where a file is no parameter set, or lacks a value
   */
  public ModelCatalogue models() throws IOException {
    return models(own());
  }

  /**
   * The models of files.
   *
   * @throws Failure where one is no parameter set
   */
  public static List<Own> own(List<Path> files) throws IOException {
    List<Own> own = new ArrayList<>();
    try {
      for (Path file : files) {
        own.add(new Own(file, Models.of(read(file))));
      }
      return own;
    } catch (ParameterFiles.Refused | IllegalArgumentException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The models that ship and those of files.
   *
   * @throws Failure where one lacks a value, or two are the same
   */
  public static ModelCatalogue models(List<Own> own) {
    try {
      return Models.catalogue(own.stream().map(Own::model).toList());
    } catch (IllegalArgumentException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
  }

  private static ParameterSet read(Path file) throws IOException {
    try {
      return ParameterFiles.read(file);
    } catch (FileSystemException e) {
      // It names the file itself.
      throw e;
    } catch (IOException e) {
      throw new Failure(file + ": cannot be read: " + e.getMessage());
    }
  }
}
