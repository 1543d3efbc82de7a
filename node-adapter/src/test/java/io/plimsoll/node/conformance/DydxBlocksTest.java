package io.plimsoll.node.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.node.conformance.CaseFile.Case;
import io.plimsoll.node.conformance.Conformance.Outcome;
import io.plimsoll.node.conformance.Conformance.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cases through blocks: figures of dYdX's own tests, and others by hand. A lot of BTC is 10^-8
 * coins at 50,000 USD, worth 500 quanta; one of the isolated market 10^-9 at 50 USD, a twentieth.
 */
class DydxBlocksTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static String market(int id, String type, int lot, String price, String rest) {
    return "{'perp_id':%d,'market_type':'%s','base_atomic_resolution':%d,'oracle_price':'%s',%s}"
        .formatted(id, type, lot, price, rest);
  }

  /** Writes markets, accounts and positions out: cash;market:size:funding index. */
  private static JsonNode json(String text) {
    String usual = "'oracle_price_exponent':-5,'imf_ppm':200000,'maintenance_fraction_ppm':500000";
    String out =
        text.replace("$btc", market(0, "CROSS", -8, "5000000000", usual))
            .replace("$iso", market(3, "ISOLATED", -9, "5000000", usual));
    StringBuilder written = new StringBuilder();
    int from = 0;
    while (out.indexOf('<', from) >= 0) {
      int at = out.indexOf('<', from);
      int to = out.indexOf('>', at);
      written.append(out, from, at).append(account(out.substring(at + 1, to)));
      from = to + 1;
    }
    return MAPPER.readTree(written.append(out, from, out.length()).toString().replace('\'', '"'));
  }

  private static String account(String text) {
    List<String> positions = new ArrayList<>();
    List<String> parts = List.of(text.split(";", -1));
    for (String part : parts.subList(1, parts.size())) {
      List<String> of = List.of(part.split(":", -1));
      positions.add(
          "{'perp_id':%s,'size_base':'%s','funding_index':'%s','quote_balance':'0'}"
              .formatted(of.get(0), of.get(1), of.size() > 2 ? of.get(2) : "0"));
    }
    return "{'usdc_quote':'%s','positions':[%s]}"
        .formatted(parts.getFirst(), String.join(",", positions));
  }

  private static Verdict run(String topic, String inputs, String expected) {
    Case one = new Case("dydx-1", topic(topic), json(inputs), json(expected));
    return Conformance.standard()
        .runInBlocks(new CaseFile(Path.of("cases"), List.of(one)))
        .getFirst();
  }

  /** The only topic that begins so. */
  private static String topic(String start) {
    List<String> found =
        new DydxVenue().blocks().keySet().stream().filter(t -> t.startsWith(start)).toList();
    assertEquals(1, found.size(), start + ": " + found);
    return found.getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // 13 lots are 6,500 quanta: 20% and half of that; as much for a short.
        "account-level risk | {'markets':[$btc],'account':<9000;0:13>} |"
            + " {'net_collateral':'15500','imr':'1300','mmr':'650'}",
        "account-level risk | {'markets':[$btc],'account':<9000;0:-13>} |"
            + " {'net_collateral':'2500','imr':'1300','mmr':'650'}",
        // An index of 7 that a long of 3 lots has not paid yet: 21 * 10^-6 quanta, floored.
        "account-level net | {'markets':[$btc],'account':<9000;0:3:-7>} |"
            + " {'net_collateral':'10499','imr':'300','mmr':'150'}",
        "IMR of a notional | {'imf_ppm':200000,'oi_lower_cap_quote':'1000','oi_upper_cap_quote':"
            + "'2000','open_interest_quote':'1500','abs_notional_quote':'1500'} | {'imr':'900'}",
        "liquidatable | {'markets':[$btc],'account':<-4500000000;0:10000000>} |"
            + " {'is_liquidatable':false}",
        "liquidatable | {'markets':[$btc],'account':<-4500000001;0:10000000>} |"
            + " {'is_liquidatable':true}",
        // The pool follows: 10^12 quanta go with the position.
        "isolated market | {'markets':[$btc,$iso],'accounts':{'a':<1000000000000>},'updates':"
            + "[{'account':'a','usdc_deltas':['-100000000'],'position_deltas':[{'perp_id':3,"
            + "'size_base_delta':'1000000000'}]}],'collateral_pools_usdc':{'CROSS':"
            + "'1500000000000'}} | {'success':true,'per_update':['SUCCESS'],'a_account_after':"
            + "<999900000000;3:1000000000>,'collateral_pools_usdc_after':{'CROSS':'500000000000',"
            + "'ISO3':'1000000000000'}}",
        "collateralization | {'markets':[$btc,$iso],'accounts':{'a':<1000000000000;0:7>},'updates':"
            + "[{'account':'a','usdc_deltas':['-50'],'position_deltas':[{'perp_id':3,"
            + "'size_base_delta':'1000'}]}]} | {'success':false,'per_update':"
            + "['VIOLATES_ISOLATED_CONSTRAINTS']}",
        "withdrawal/transfer gate | {'markets':[$btc],'accounts':{'a':<500;0:100>},'updates':"
            + "[{'account':'a','usdc_deltas':['-1']}],'update_type':'Withdrawal',"
            + "'current_block':99,'negative_tnc_seen_at_block_by_perp_id':{'0':50},"
            + "'gate_blocks':50} |"
            + " {'success':false,'per_update':['WITHDRAWALS_AND_TRANSFERS_BLOCKED']}",
        "withdrawal/transfer gate | {'markets':[$btc],'accounts':{'a':<500;0:100>},'updates':"
            + "[{'account':'a','usdc_deltas':['-1']}],'update_type':'Withdrawal','current_block':"
            + "100,'negative_tnc_seen_at_block_by_perp_id':{'0':50},'gate_blocks':50} |"
            + " {'success':true,'per_update':['SUCCESS']}",
        // Floor(-0.5) once: what is due is settled when collateral goes out.
        "settle funding | {'markets':[$btc],'account':<90000000;0:500000:-1>,'update':"
            + "{'usdc_deltas':['-100']}} | {'account_after':<89999899;0:500000>}",
        "funding tick | {'sample_duration_s':600,'tick_duration_s':3600,"
            + "'funding_clamp_factor_ppm':'6000000','premium_samples_ppm_run_length':[[1000,2],"
            + "[-400,1]],'markets':[$btc]} |"
            + " {'funding_index_deltas':['16625'],'funding_rates_8h_ppm':['266']}",
        // In the order of the case; a lot of the second is worth a ten thousandth.
        "funding tick | {'sample_duration_s':600,'tick_duration_s':3600,"
            + "'funding_clamp_factor_ppm':'6000000','premium_samples_ppm_run_length':[[1000,2],"
            + "[-400,1]],'markets':[$iso,$btc]} |"
            + " {'funding_index_deltas':['1','16625'],'funding_rates_8h_ppm':['266','266']}",
        // A short of 0.1 that can pay 5,499 USD, closed at 5,000: 499 are left.
        "bankruptcy price | {'markets':[$btc],'account':<5499000000;0:-10000000>,'perp_id':0,"
            + "'delta_base':'10000000'} | {'bankruptcy_price_quote':'-5499000000'}",
        "fillable price | {'markets':[$btc],'account':<-4501000000;0:10000000>,'perp_id':0,"
            + "'delta_base':'-10000000','liquidation_config':{}} |"
            + " {'fillable_price_quote_per_base':{'num':'49999','den':'100'}}",
        // Sold for 5,049 where 5,100 are owed.
        "insurance fund delta | {'markets':[$btc],'account':<-5100000000;0:10000000>,'perp_id':0,"
            + "'is_buy':false,'fill_base':'10000000','fill_subticks':'50490000000',"
            + "'quantum_conversion_exponent':-8,'liquidation_config':{}} |"
            + " {'insurance_fund_delta_quote':'-51000000'}",
        "insurance fund may | {'insurance_fund_balance':'70','insurance_fund_delta':'-70'} |"
            + " {'valid':true}",
        "insurance fund may | {'insurance_fund_balance':'70','insurance_fund_delta':'-71'} |"
            + " {'valid':false}",
        "one deleveraging | {'markets':[$btc],'perp_id':0,'delta_base':'100000000','liquidated':"
            + "<49999000000;0:-100000000>,'offsetting':<-45001000000;0:100000000>} |"
            + " {'liquidated_after':<0>,'offsetting_after':<4998000000>}",
        // The holder would have 1 USD less than nothing.
        "one deleveraging | {'markets':[$btc],'perp_id':0,'delta_base':'100000000','liquidated':"
            + "<49999000000;0:-100000000>,'offsetting':<-50000000000;0:100000000>} |"
            + " {'error':'ErrFailedToUpdateSubaccounts'}",
        "one deleveraging | {'markets':[$btc],'price_mode':'ORACLE','perp_id':0,'delta_base':"
            + "'-100000000','liquidated':<50000000000;0:100000000>,'offsetting':<54999000000;"
            + "0:-100000000>} | {'liquidated_after':<100000000000>,"
            + "'offsetting_after':<4999000000>}",
      })
  void aBlockComesToTheSame(String topic, String inputs, String expected) {
    Verdict verdict = run(topic, inputs, expected);
    assertEquals(Outcome.PASSED, verdict.outcome(), verdict::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "account-level risk | {'markets':[$btc],'account':<-1>} | nobody can come to owe",
        "funding tick | {'sample_duration_s':600,'tick_duration_s':3600,"
            + "'funding_clamp_factor_ppm':'6000000','premium_samples_ppm_run_length':[],"
            + "'markets':[$btc,$iso,$btc]} | a block's tick has each market once",
        "account-level risk | {'markets':[$btc],'account':<99999999999999999999>} |"
            + " no chain holds that much cash",
        "account-level risk | {'markets':[$btc],'account':<1;0:1:999999999999>} |"
            + " funding does not get to an index",
        "collateralization | {'markets':[$btc],'accounts':{'a':<9>},'updates':[{'account':'a',"
            + "'usdc_deltas':[],'position_deltas':[{'perp_id':0,'size_base_delta':'1'}]}]} |"
            + " a trade has a price",
        "collateralization | {'markets':[$btc],'accounts':{'a':<9>},'updates':[{'account':'b',"
            + "'usdc_deltas':['1']}]} | the case does not say what account b is",
        "collateralization | {'markets':[$btc],'accounts':{'a':<9>,'b':<9>},'updates':[{'account':"
            + "'a','usdc_deltas':['-500'],'position_deltas':[{'perp_id':0,'size_base_delta':'1'}]},"
            + "{'account':'b','usdc_deltas':['400'],'position_deltas':[{'perp_id':0,"
            + "'size_base_delta':'-1'}]}],'update_type':'Match'} | what one side of a match takes",
        "collateralization | {'markets':[$btc],'accounts':{'a':<9>},'updates':[{'account':'a',"
            + "'usdc_deltas':['-9007199254740991'],'position_deltas':[{'perp_id':0,"
            + "'size_base_delta':'1'}]}]} | nobody has pockets deep enough",
        "one deleveraging | {'markets':[$btc],'perp_id':0,'delta_base':'1','liquidated':<900;0:-1>,"
            + "'offsetting':<9;0:1>} | nobody with equity is deleveraged",
        "fillable price | {'markets':[$btc],'account':<0;0:10>,'perp_id':0,'delta_base':'-10',"
            + "'liquidation_config':{}} | the block does not liquidate it",
      })
  void whatNoStateHoldsSaysWhy(String topic, String inputs, String reason) {
    Verdict verdict = run(topic, inputs, "{'x':'0'}");
    assertEquals(Outcome.UNSUPPORTED, verdict.outcome(), verdict::toString);
    assertTrue(verdict.reason().startsWith(reason), verdict::reason);
  }

  @Test
  void anotherExpectationFails() {
    String inputs = "{'markets':[$btc],'account':<9000;0:13>}";
    Verdict wrong = run("account-level risk", inputs, "{'imr':'1301'}");
    assertEquals(Outcome.FAILED, wrong.outcome());
    assertEquals("imr expected 1301, got 1300", wrong.differences().getFirst().toString());
    assertEquals(Outcome.FAILED, run("account-level risk", inputs, "{'other':'1'}").outcome());
    Verdict error = run("account-level risk", inputs, "{'imr':'1300','error':'ErrAny'}");
    assertEquals("error expected ErrAny, got nothing", error.differences().getFirst().toString());
  }

  @Test
  void badInputsAreSaidAndNothingIsThrown() {
    for (String topic : new DydxVenue().blocks().keySet()) {
      for (String inputs : List.of("{}", "{'markets':7}", "{'markets':[$btc],'account':{'a':1}}")) {
        Case one = new Case("dydx-1", topic, json(inputs), json("{'x':'0'}"));
        Verdict verdict =
            Conformance.standard()
                .runInBlocks(new CaseFile(Path.of("cases"), List.of(one)))
                .getFirst();
        String said = verdict.toString().toLowerCase(Locale.ROOT);
        assertTrue(!said.contains("a fault:") && !said.contains("exception"), topic + ": " + said);
      }
    }
  }
}
