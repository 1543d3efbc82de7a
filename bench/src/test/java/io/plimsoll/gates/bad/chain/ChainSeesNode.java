package io.plimsoll.gates.bad.chain;

import io.plimsoll.gates.bad.node.NodeSeesBench;

/** Looks down at a later layer. */
public record ChainSeesNode(NodeSeesBench later) {}
