/**
 * What must hold for any bytes: of a command, and of a short chain of blocks.
 *
 * <p>May import everything of the module. Start at {@link io.plimsoll.chain.fuzz.BlocksFuzz}; the
 * profile {@code fuzz} lets Jazzer look for inputs by what they cover, {@link
 * io.plimsoll.chain.fuzz.FuzzTargetsTest} runs seeded ones in each build.
 */
package io.plimsoll.chain.fuzz;
