package io.plimsoll.node.server.diverge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ReturnInstruction;

/** A second copy of this program in which each {@code long} of one method is one more. */
final class PlantedCopy extends ClassLoader {

  private final String owner;
  private final String method;

  PlantedCopy(String owner, String method) {
    super(PlantedCopy.class.getClassLoader());
    this.owner = owner;
    this.method = method;
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
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      byte[] own = name.equals(owner) ? planted(bytes) : bytes;
      return defineClass(name, own, 0, own.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] planted(byte[] bytes) {
    ClassFile files = ClassFile.of();
    ClassTransform change =
        ClassTransform.transformingMethodBodies(
            of -> of.methodName().equalsString(method),
            (to, element) -> {
              if (element instanceof ReturnInstruction end && end.opcode() == Opcode.LRETURN) {
                to.lconst_1().ladd();
              }
              to.with(element);
            });
    return files.transformClass(files.parse(bytes), change);
  }
}
