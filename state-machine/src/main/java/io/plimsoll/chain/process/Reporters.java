package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import java.util.Map;

/**
 * Who may report and what a report weighs. Roles change after the block's prices, so one answer
 * holds for a whole phase of prices.
 */
final class Reporters {

  private final State state;
  private long allPower;

  Reporters(State state) {
    this.state = state;
  }

  /** Takes the roles as they are when a block begins. */
  void begin() {
    allPower = 0;
    for (Map.Entry<Address, Rows.Roles> entry : state.roles().rows().entrySet()) {
      if (isReporter(entry.getValue())) {
        allPower += state.reporterPower(entry.getKey());
      }
    }
  }

  static boolean isReporter(Rows.Roles roles) {
    return (roles.mask() & Role.REPORTER.bit()) != 0;
  }

  /** The power of an address; 0 where it is no reporter, or no longer. */
  long power(Address address) {
    Rows.Roles roles = state.roles().get(address);
    return roles != null && isReporter(roles) ? state.reporterPower(address) : 0;
  }

  /** The power of all reporters. */
  long allPower() {
    return allPower;
  }

  /** Whether the chain may have one more reporter. */
  static boolean hasRoom(Context context) {
    long count =
        context.state.roles().rows().values().stream().filter(Reporters::isReporter).count();
    return count < context.parameter(Parameter.REPORTERS, 0);
  }
}
