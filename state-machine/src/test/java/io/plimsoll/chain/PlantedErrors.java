package io.plimsoll.chain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ReturnInstruction;
import java.util.function.Predicate;

/**
 * Loads a second copy of the state machine, the kernels and the tests, in which one method returns
 * one more than it does, a quantum, or a price's last digit, or does nothing. All the rest is what
 * was compiled. Fixed point is shared, since its tables take long to make.
 */
public final class PlantedErrors extends ClassLoader {

  /** What is wrong with the method. */
  public enum Kind {
    /** Each {@code long} or {@code int} that it returns is one more. */
    ONE_MORE,
    /** Each {@code long} or {@code int} that it returns has the other sign. */
    NEGATED,
    /** It says yes, always; it must return a {@code boolean}. */
    YES,
    /** It returns at once; it must be {@code void}. */
    NOTHING_DONE
  }

  private final String owner;
  private final String method;
  private final Kind kind;
  private int planted;

  /**
   * A copy with an error.
   *
   * @param owner name of the class
   * @param method its method, which returns a {@code long}; of several of one name, all
   */
  PlantedErrors(String owner, String method) {
    this(owner, method, Kind.ONE_MORE);
  }

  /** A copy with an error of a kind. */
  public PlantedErrors(String owner, String method, Kind kind) {
    super(PlantedErrors.class.getClassLoader());
    this.owner = owner;
    this.method = method;
    this.kind = kind;
  }

  /** How many places were changed so far. */
  public int planted() {
    return planted;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("io.plimsoll.") || name.startsWith("io.plimsoll.fixed.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? copy(name) : loaded;
    }
  }

  private Class<?> copy(String name) throws ClassNotFoundException {
    byte[] bytes = read(name);
    if (name.equals(owner)) {
      bytes = plant(bytes);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] read(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] plant(byte[] bytes) {
    ClassFile files = ClassFile.of();
    Predicate<MethodModel> here = of -> of.methodName().equalsString(method);
    ClassTransform change =
        switch (kind) {
          case ONE_MORE, NEGATED, YES -> ClassTransform.transformingMethodBodies(here, this::plant);
          case NOTHING_DONE -> ClassTransform.transformingMethods(here, this::empty);
        };
    return files.transformClass(files.parse(bytes), change);
  }

  private void plant(CodeBuilder to, CodeElement element) {
    boolean isLong = element instanceof ReturnInstruction end && end.opcode() == Opcode.LRETURN;
    boolean isInt = element instanceof ReturnInstruction end && end.opcode() == Opcode.IRETURN;
    if (isLong || isInt) {
      planted++;
      switch (kind) {
        case ONE_MORE -> oneMore(to, isLong);
        case NEGATED -> negated(to, isLong);
        case YES -> to.pop().iconst_1();
        case NOTHING_DONE -> throw new AssertionError("its body is gone");
      }
    }
    to.with(element);
  }

  private static void oneMore(CodeBuilder to, boolean isLong) {
    if (isLong) {
      to.lconst_1().ladd();
    } else {
      to.iconst_1().iadd();
    }
  }

  private static void negated(CodeBuilder to, boolean isLong) {
    if (isLong) {
      to.lneg();
    } else {
      to.ineg();
    }
  }

  private void empty(MethodBuilder to, MethodElement element) {
    if (element instanceof CodeModel) {
      to.withCode(CodeBuilder::return_);
      planted++;
    } else {
      to.with(element);
    }
  }
}
