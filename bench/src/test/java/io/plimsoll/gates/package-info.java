/**
 * The build's own rules over all five modules, and the proof that each of them bites.
 *
 * <p>May import everything: these are tests. The classes under {@code bad} break one rule each, on
 * purpose, and nothing but the tests here reads them.
 *
 * <p>Start reading at {@link io.plimsoll.gates.ArchitectureTest}; CONTRIBUTING.md lists every gate
 * with its remedy.
 */
package io.plimsoll.gates;
