/**
 * Tests of the report page; they leave a page for each kind of run in the build folder.
 *
 * <p>May import the JDK, JUnit and Jackson, beside the package under test.
 *
 * <p>Start reading at {@link io.plimsoll.bench.report.ReportPageTest}.
 */
@NullMarked
package io.plimsoll.bench.report;

import org.jspecify.annotations.NullMarked;
