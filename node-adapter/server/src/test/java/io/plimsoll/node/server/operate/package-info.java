/**
 * What operators install, beside the node that it is about.
 *
 * <p>May import all of the module and JUnit.
 *
 * <p>Start with {@link io.plimsoll.node.server.operate.OperateFilesTest}.
 */
@NullMarked
package io.plimsoll.node.server.operate;

import org.jspecify.annotations.NullMarked;
