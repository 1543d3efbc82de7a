package io.plimsoll.chain.command;

/** A command and the address that was found to have sent it. */
public record Authenticated(Address sender, Command command) {}
