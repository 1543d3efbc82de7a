package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every command has one rule in the model; no part is missed. */
class PartsTest {

  private static Handlers all() {
    World world = new World();
    Books books = new Books(world, new BlockView(world, new KernelPrices()), new ArrayList<>());
    Handlers handlers = new Handlers();
    Parts.of(CommandPart.class, Books.class, books).forEach(part -> part.register(handlers));
    new PriceRules(world, new ArrayList<>()).register(handlers);
    return handlers;
  }

  @Test
  void everyCommandHasARule() {
    assertEquals(Set.of(Command.class.getPermittedSubclasses()), new HashSet<>(all().kinds()));
  }

  @Test
  void twoRulesForACommandAreRefused() {
    Handlers handlers = all();
    assertThrows(
        AssertionError.class,
        () -> handlers.byRole(Command.Fill.class, Role.MATCHER, fill -> ResultCode.OK));
  }

  @Test
  void partsAreFoundInTheOrderOfTheirNames() {
    List<String> names =
        Parts.of(Work.class).stream().map(each -> each.getClass().getSimpleName()).toList();
    assertEquals(names.stream().sorted().toList(), names);
    assertEquals(true, names.containsAll(List.of("HostileWork", "PriceWork", "TradingWork")));
  }
}
