package io.plimsoll.chain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ReturnInstruction;

/**
 * Loads a second copy of the state machine, the kernels and the worked examples, in which one
 * method returns one more than it does: a quantum, or a price's last digit. All the rest is what
 * was compiled. Fixed point is shared, since its tables take long to make.
 */
final class PlantedErrors extends ClassLoader {

  private final String owner;
  private final String method;
  private int planted;

  /**
   * A copy with an error.
   *
   * @param owner name of the class
   * @param method its method, which returns a {@code long}; of several of one name, all
   */
  PlantedErrors(String owner, String method) {
    super(PlantedErrors.class.getClassLoader());
    this.owner = owner;
    this.method = method;
  }

  /** How many returns were changed so far. */
  int planted() {
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
    return files.transformClass(
        files.parse(bytes),
        ClassTransform.transformingMethodBodies(
            of -> of.methodName().equalsString(method), this::plant));
  }

  private void plant(CodeBuilder to, CodeElement element) {
    if (element instanceof ReturnInstruction end && end.opcode() == Opcode.LRETURN) {
      to.lconst_1().ladd();
      planted++;
    }
    to.with(element);
  }
}
