package io.plimsoll.gates.bad.margin;

import io.plimsoll.gates.bad.chain.ChainSeesNode;

/** The one import that the design forbids by name. */
public record MarginSeesChain(ChainSeesNode later) {}
