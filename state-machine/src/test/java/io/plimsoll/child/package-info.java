/**
 * Programs that a test runs in a process of their own and kills; tests of other modules use it too.
 *
 * <p>Imports the JDK alone.
 *
 * <p>Start reading at {@link io.plimsoll.child.ChildJvm}.
 */
@NullMarked
package io.plimsoll.child;

import org.jspecify.annotations.NullMarked;
