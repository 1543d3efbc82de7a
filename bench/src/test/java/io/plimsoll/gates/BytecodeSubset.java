package io.plimsoll.gates;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Reads compiled classes of the core and names each instruction that the core may not use. A rule
 * over names cannot see these: an integer division is an instruction, and so is a conversion to
 * floating point that the compiler put in.
 *
 * <ul>
 *   <li>B1: no floating point in instructions, constants, fields, parameters and results.
 *   <li>B2: bodies of kernels hold nothing that a device cannot run.
 *   <li>B3: no division of longs outside of {@code fixed.raw}.
 *   <li>B4: no monitors outside of the SIMD engine, no native code.
 *   <li>B5: no {@code assert}, which a JVM's flag switches.
 *   <li>B6: no dynamic call but the compiler's own.
 * </ul>
 */
final class BytecodeSubset {

  private static final String B1 =
      "B1 floating point rounds by itself; use io.plimsoll.fixed, which names its rounding";
  private static final String B2 =
      "B2 a device cannot run this; a body is static arithmetic over primitives and arrays";
  private static final String B3 =
      "B3 division of longs has one home; call io.plimsoll.fixed.raw.Raw, which names its rounding";
  private static final String B4 =
      "B4 locks and native code belong to the SIMD engine or nowhere; pass values instead";
  private static final String B5 =
      "B5 an assertion that a flag can switch off is none; throw IllegalStateException";
  private static final String B6 =
      "B6 a dynamic call escapes the gates; write a plain call, lambda, switch or concatenation";

  private static final Set<String> BOOTSTRAPS =
      Set.of(
          "java/lang/invoke/LambdaMetafactory",
          "java/lang/invoke/StringConcatFactory",
          "java/lang/runtime/ObjectMethods",
          "java/lang/runtime/SwitchBootstraps");

  /** Long division under other names. */
  private static final Set<String> DIVISIONS =
      Set.of(
          "java/lang/Math.floorDiv",
          "java/lang/Math.floorMod",
          "java/lang/Math.floorDivExact",
          "java/lang/Math.ceilDiv",
          "java/lang/Math.ceilMod",
          "java/lang/Math.ceilDivExact",
          "java/lang/Math.divideExact",
          "java/lang/Long.divideUnsigned",
          "java/lang/Long.remainderUnsigned");

  private static final Set<Integer> FLOAT_OPCODES = floatOpcodes();

  private final String root;
  private final List<String> violations = new ArrayList<>();

  /** Calls between the bodies' methods, to find recursion. */
  private final Map<String, Set<String>> bodyCalls = new TreeMap<>();

  private BytecodeSubset(String root) {
    this.root = root.replace('.', '/') + "/";
  }

  /** What the given class files of the tree below {@code root} do that they may not. */
  static List<String> violations(String root, List<byte[]> classFiles) {
    BytecodeSubset subset = new BytecodeSubset(root);
    for (byte[] classFile : classFiles) {
      new ClassReader(classFile).accept(subset.new OneClass(), 0);
    }
    subset.findRecursion();
    return subset.violations.stream().distinct().toList();
  }

  private static Set<Integer> floatOpcodes() {
    Set<Integer> opcodes = new TreeSet<>();
    int[][] ranges = {
      {Opcodes.FCONST_0, Opcodes.DCONST_1},
      {Opcodes.FLOAD, Opcodes.DLOAD},
      {Opcodes.FALOAD, Opcodes.DALOAD},
      {Opcodes.FSTORE, Opcodes.DSTORE},
      {Opcodes.FASTORE, Opcodes.DASTORE},
      {Opcodes.FCMPL, Opcodes.DCMPG},
      {Opcodes.F2I, Opcodes.D2F},
      {Opcodes.FRETURN, Opcodes.DRETURN},
    };
    for (int[] range : ranges) {
      for (int opcode = range[0]; opcode <= range[1]; opcode++) {
        opcodes.add(opcode);
      }
    }
    // The four arithmetic families come as int, long, float, double; so do remainder and negation.
    for (int family = Opcodes.IADD; family <= Opcodes.INEG; family += 4) {
      opcodes.add(family + 2);
      opcodes.add(family + 3);
    }
    opcodes.addAll(List.of(Opcodes.I2F, Opcodes.I2D, Opcodes.L2F, Opcodes.L2D));
    return opcodes;
  }

  private static boolean floating(String descriptor) {
    Type type = Type.getType(descriptor);
    if (type.getSort() == Type.METHOD) {
      for (Type argument : type.getArgumentTypes()) {
        if (floating(argument.getDescriptor())) {
          return true;
        }
      }
      return floating(type.getReturnType().getDescriptor());
    }
    Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
    String name = element.getClassName();
    return element.getSort() == Type.FLOAT
        || element.getSort() == Type.DOUBLE
        || name.equals("java.lang.Float")
        || name.equals("java.lang.Double");
  }

  private void findRecursion() {
    for (String start : bodyCalls.keySet()) {
      Deque<String> open = new ArrayDeque<>(bodyCalls.getOrDefault(start, Set.of()));
      Set<String> reached = new TreeSet<>();
      while (!open.isEmpty()) {
        String next = open.pop();
        if (reached.add(next)) {
          open.addAll(bodyCalls.getOrDefault(next, Set.of()));
        }
      }
      if (reached.contains(start)) {
        violations.add(start.replace('/', '.') + " calls itself: " + B2);
      }
    }
  }

  /** One class file. */
  private final class OneClass extends ClassVisitor {

    private String name = "";
    private boolean raw;
    private boolean body;
    private boolean simd;

    OneClass() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      this.name = name;
      raw = name.startsWith(root + "fixed/raw/");
      body = name.startsWith(root + "kernels/body/");
      simd = name.startsWith(root + "kernels/simd/");
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int access,
        String field,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      if (floating(descriptor)) {
        violations.add(name.replace('/', '.') + "." + field + ": " + B1);
      }
      if (field.equals("$assertionsDisabled")) {
        violations.add(name.replace('/', '.') + " asserts: " + B5);
      }
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String method,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      OneMethod visitor = new OneMethod(this, method);
      if (floating(descriptor)) {
        visitor.report("has a floating-point parameter or result", B1);
      }
      if ((access & Opcodes.ACC_NATIVE) != 0) {
        visitor.report("is native", B4);
      }
      if ((access & Opcodes.ACC_SYNCHRONIZED) != 0 && !simd) {
        visitor.report("is synchronized", B4);
      }
      return visitor;
    }
  }

  /** One method of it. */
  private final class OneMethod extends MethodVisitor {

    private final OneClass owner;
    private final String method;
    private final boolean device;
    private int line;

    OneMethod(OneClass owner, String method) {
      super(Opcodes.ASM9);
      this.owner = owner;
      this.method = method;
      // Constructors and initialisers run on the host.
      device = owner.body && !method.startsWith("<");
      if (device) {
        bodyCalls.computeIfAbsent(owner.name + "." + method, key -> new TreeSet<>());
      }
    }

    private void report(String what, String remedy) {
      String at = line == 0 ? "" : ":" + line;
      violations.add(owner.name.replace('/', '.') + "." + method + at + " " + what + ": " + remedy);
    }

    @Override
    public void visitLineNumber(int line, Label start) {
      this.line = line;
    }

    @Override
    public void visitInsn(int opcode) {
      if (FLOAT_OPCODES.contains(opcode)) {
        report("computes in floating point", B1);
      } else if ((opcode == Opcodes.LDIV || opcode == Opcodes.LREM) && !owner.raw) {
        report("divides longs", B3);
      } else if (opcode == Opcodes.MONITORENTER && !owner.simd) {
        report("locks", B4);
      } else if (opcode == Opcodes.ATHROW && device) {
        report("throws", B2);
      }
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
      if (FLOAT_OPCODES.contains(opcode)) {
        report("computes in floating point", B1);
      }
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      if (opcode == Opcodes.NEWARRAY) {
        if (operand == Opcodes.T_FLOAT || operand == Opcodes.T_DOUBLE) {
          report("makes a floating-point array", B1);
        }
        if (device) {
          report("allocates", B2);
        }
      }
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      if (device && (opcode == Opcodes.NEW || opcode == Opcodes.ANEWARRAY)) {
        report("allocates", B2);
      }
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      if (floating(descriptor)) {
        report("makes a floating-point array", B1);
      }
      if (device) {
        report("allocates", B2);
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      if (value instanceof Float || value instanceof Double) {
        report("holds a floating-point constant", B1);
      }
    }

    @Override
    public void visitFieldInsn(int opcode, String type, String field, String descriptor) {
      if (floating(descriptor)) {
        report("reads or writes a floating-point field", B1);
      }
    }

    @Override
    public void visitMethodInsn(
        int opcode, String type, String called, String descriptor, boolean isInterface) {
      String callee = type + "." + called;
      if (floating(descriptor)) {
        report("calls " + callee + " with floating point", B1);
      }
      if (DIVISIONS.contains(callee) && descriptor.contains("J") && !owner.raw) {
        report("divides longs by " + callee, B3);
      }
      if (!device) {
        return;
      }
      boolean known =
          type.startsWith(root + "kernels/body/")
              || type.startsWith(root + "fixed/raw/")
              || type.startsWith(root + "fixed/fn/")
              || type.equals("java/lang/Math")
              || type.equals("java/lang/Long")
              || type.equals("java/lang/Integer");
      if (opcode != Opcodes.INVOKESTATIC || !known) {
        report("calls " + callee, B2);
      }
      if (type.startsWith(root + "kernels/body/")) {
        bodyCalls
            .computeIfAbsent(owner.name + "." + method, key -> new TreeSet<>())
            .add(type + "." + called);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String called, String descriptor, Handle bootstrap, Object... arguments) {
      if (!BOOTSTRAPS.contains(bootstrap.getOwner())) {
        report("calls dynamically by " + bootstrap.getOwner(), B6);
      }
      if (floating(descriptor)) {
        report("calls dynamically with floating point", B1);
      }
      if (device) {
        report("calls dynamically", B2);
      }
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
      if (device) {
        report("catches", B2);
      }
    }
  }
}
