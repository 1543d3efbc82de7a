/**
 * The simulator's page: one HTML file that shows a summary to a person, in any browser, offline.
 *
 * <p>May import the JDK alone; the page reads the same summary.json that the simulator writes, so
 * that nothing is computed twice.
 *
 * <p>Start reading at {@link io.plimsoll.bench.report.ReportPage}, then report.html beside it in
 * the resources.
 */
@NullMarked
package io.plimsoll.bench.report;

import org.jspecify.annotations.NullMarked;
