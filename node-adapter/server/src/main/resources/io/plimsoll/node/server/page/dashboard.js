"use strict";
(function () {
  // ---- Making elements. All text enters as text nodes, so a name on the chain is never markup.

  const SVG = document.querySelector(".brand svg").namespaceURI;
  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "width%") node.style.width = value + "%";
      else if (name === "tint") node.style.backgroundColor = value;
      else if (name === "on") node.addEventListener("click", value);
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === "") continue;
      node.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
    return node;
  }
  const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;

  // ---- Numbers and times as people read them: English, UTC, wherever the page is opened.

  const MINUS = "\u2212";
  const MISSING = "\u2013";
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const group = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  function fixed(value, decimals) {
    const [whole, rest] = Math.abs(value).toFixed(decimals).split(".");
    const text = group(whole) + (rest ? "." + rest : "");
    return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
  }
  const count = (value) => fixed(Number(value), 0);
  /** Dollars of an amount in millionths, in short. */
  function usd(quanta) {
    const n = Number(quanta) / 1e6;
    if (!Number.isFinite(n)) return MISSING;
    for (const [size, unit] of [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "K"]]) {
      if (Math.abs(n) >= size * 0.9995) {
        const a = Math.abs(n) / size;
        return (n < 0 ? MINUS : "") + "$" + fixed(a, a >= 99.95 ? 0 : a >= 9.995 ? 1 : 2) + unit;
      }
    }
    return (n < 0 ? MINUS : "") + "$" + fixed(Math.abs(n), Math.abs(n) < 10 && n !== 0 ? 2 : 0);
  }
  function usdFull(quanta) {
    const n = Number(quanta) / 1e6;
    return (n < 0 ? MINUS : "") + "$" + fixed(Math.abs(n), 2);
  }
  const percent = (ratio) => fixed(ratio * 100, Math.abs(ratio) < 10 ? 1 : 0) + "%";
  const signed = (ppm) => (ppm > 0 ? "+" : ppm < 0 ? MINUS : "") + String(Math.abs(ppm) / 1e4).replace(/(\.\d\d)\d+$/, "$1") + "%";
  const two = (n) => String(n).padStart(2, "0");
  function clock(ms) {
    const d = new Date(ms);
    return two(d.getUTCHours()) + ":" + two(d.getUTCMinutes()) + ":" + two(d.getUTCSeconds());
  }
  function day(ms) {
    const d = new Date(ms);
    return d.getUTCDate() + " " + MONTHS[d.getUTCMonth()] + " " + d.getUTCFullYear();
  }
  const millis = (us) => fixed(us / 1000, us < 10000 ? 2 : us < 100000 ? 1 : 0) + " ms";
  const title = (word) => word.charAt(0).toUpperCase() + word.slice(1);
  const plural = (n, one, many) => count(n) + " " + (Number(n) === 1 ? one : many);

  // ---- The node: one WebSocket, calls by id, and messages of what was subscribed to.

  let socket = null;
  let calls = new Map();
  let ids = 0;
  let pauseMs = 500;

  function call(method, params) {
    return new Promise((resolve, reject) => {
      if (!socket || socket.readyState !== WebSocket.OPEN) {
        reject(new Error("not connected"));
        return;
      }
      const id = ++ids;
      calls.set(id, { resolve, reject });
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    });
  }
  function connect() {
    socket = new WebSocket(location.protocol.replace("http", "ws") + "//" + location.host + "/ws");
    socket.addEventListener("open", () => {
      pauseMs = 500;
      begin().catch(() => socket.close());
    });
    socket.addEventListener("message", (message) => {
      const body = JSON.parse(message.data);
      if (body.method === "subscription") {
        hear(body.params);
        return;
      }
      const waiting = calls.get(body.id);
      calls.delete(body.id);
      if (waiting) body.error ? waiting.reject(body.error) : waiting.resolve(body.result);
    });
    socket.addEventListener("close", () => {
      for (const waiting of calls.values()) waiting.reject(new Error("the connection ended"));
      calls = new Map();
      say("away", "No connection; trying again\u2026");
      setTimeout(connect, pauseMs);
      pauseMs = Math.min(5000, pauseMs * 2);
    });
  }
  function say(state, words) {
    root.dataset.state = state;
    // Only what changed is read aloud.
    if ($("state").textContent !== words) $("state").textContent = words;
  }

  // ---- What is known.

  let blocks = [];
  let feed = [];
  let instruments = new Map();
  let chosen = null;
  let busy = false;
  let again = false;
  let instrumentsAt = 0;

  async function begin() {
    await call("subscribe", { topic: "blocks" });
    await call("subscribe", { topic: "liquidations" });
    blocks = [];
    feed = (await call("getLiquidations", { limit: 100 })).events.reverse();
    await markets();
    await refresh(120);
  }
  async function markets() {
    const found = new Map();
    let from = 0;
    let exponents = new Map();
    for (let page = 0; page < 20 && from !== null; page++) {
      const answer = await call("getMarkets", { from, limit: 500 });
      const names = new Map(answer.underlyings.map((u) => [u.id, u]));
      const units = new Map(answer.markets.map((m) => [m.id, names.get(m.underlying)]));
      for (const one of answer.instruments) found.set(one.id, named(one, units.get(one.market)));
      from = answer.next;
    }
    instruments = found;
    instrumentsAt = Date.now();
  }
  function named(one, unit) {
    const base = unit ? unit.name : "market " + one.market;
    const scale = unit ? 10 ** unit.priceExponent : 1;
    const until = one.expiryMs ? " " + day(one.expiryMs) : "";
    const strike = /call|put/.test(one.kind) ? " " + count(Number(one.strike) * scale) : "";
    return base + strike + " " + one.kind.replaceAll("_", " ") + until;
  }
  function instrument(id) {
    // What was listed since the names were asked for; they are asked for with the next block.
    if (!instruments.has(id)) instrumentsAt = 0;
    return instruments.get(id) || "instrument " + id;
  }

  function hear(params) {
    if (params.topic === "liquidations") {
      if (params.events.some((e) => e.undone)) feed = feed.filter((e) => e.height <= params.height);
      else feed = params.events.slice().reverse().concat(feed).slice(0, 200);
      drawFeed();
    } else if (params.topic === "blocks") {
      if (params.events.some((e) => e.undone)) blocks = blocks.filter((b) => b.height <= params.height);
      refresh(10).catch(() => {});
    }
  }

  /** Asks for everything anew; while it does, what comes meanwhile leads to one more round. */
  async function refresh(most) {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      if (Date.now() - instrumentsAt > 60000) await markets();
      const [overview, near] = await Promise.all([
        call("getOverview", { blocks: most }), call("getAccountsNearLiquidation", { limit: 15 })]);
      merge(overview.blocks);
      draw(overview, near);
      if (!chosen && near.accounts.length) chosen = { owner: near.accounts[0].owner, number: near.accounts[0].number };
      if (chosen) await account();
      root.dataset.rendered = "ok";
    } finally {
      busy = false;
    }
    // A pause, so that fast chains do not fill the port.
    if (again) {
      again = false;
      setTimeout(() => refresh(60).catch(() => {}), 250);
    }
  }
  function merge(more) {
    const last = blocks.length ? blocks[blocks.length - 1].height : 0;
    if (more.length && more[more.length - 1].height < last) blocks = [];
    const from = blocks.length ? blocks[blocks.length - 1].height : 0;
    blocks = blocks.concat(more.filter((b) => b.height > from)).slice(-120);
  }

  // ---- Drawing.

  function draw(overview, near) {
    const block = overview.block;
    root.dataset.height = block.height;
    const trouble = overview.engine.trouble;
    const warned = overview.warnings.length > 0;
    const running = overview.condition === "running";
    say(trouble || warned || overview.condition === "failed" ? "trouble" : running ? "live" : "halted",
      trouble ? "Engine in trouble" : warned && running ? "A model is missing" : running ? "Live" : "Node " + overview.condition);
    document.title = "Plimsoll node \u00b7 block " + count(block.height);
    $("facts").replaceChildren(...[
      "chain " + overview.chainId, overview.source,
      overview.takesCommands ? "takes commands" : "observer", "version " + overview.version,
      ...overview.warnings].map((text) => h("li", {}, text)));
    const open = overview.modes.reduce((sum, m) => sum + m.subaccounts, 0);
    const fund = overview.funds.reduce((sum, f) => sum + Number(f.fund), 0);
    tiles([
      ["Block", count(block.height), clock(block.timeMs) + " UTC, " + day(block.timeMs)],
      ["Accounts", count(open), "with positions; " + plural(overview.leaves, "leaf", "leaves") + " of state"],
      ["Below maintenance", count(overview.belowMaintenance), "in the last block", overview.belowMaintenance > 0],
      ["Waiting commands", count(overview.waiting), overview.takesCommands ? "for the next block" : "this node takes none"],
      ["Insurance funds", usd(fund), plural(overview.funds.length, "pool", "pools")],
    ]);
    drawBlocks();
    drawModes(overview.modes);
    drawFunds(overview.funds);
    drawNear(near.accounts);
    drawFeed();
    drawEngine(overview.engine);
    $("foot").textContent = "State root " + block.stateRoot + " after block " + block.height + ".";
  }
  function tiles(all) {
    $("tiles").replaceChildren(...all.map(([name, value, more, bad]) => h("div", { class: "card tile" + (bad ? " bad" : "") },
      h("h3", {}, name), h("div", { class: "big" }, value), h("div", { class: "small" }, more))));
  }

  /** Columns over the last blocks, one below the other part where there are two. */
  function columns(box, parts, format, about) {
    const width = Math.max(280, box.clientWidth || 520);
    const height = 150;
    const left = 52;
    const base = height - 18;
    const sizes = blocks.map((b) => parts.reduce((sum, p) => sum + p.of(b), 0)).sort((a, b) => a - b);
    // One block that is far above the rest must not flatten them.
    const most = Math.max(1e-9, Math.min(sizes[sizes.length - 1], 2 * sizes[Math.floor(sizes.length * 0.9)] || Infinity));
    const step = (width - left) / 120;
    const svg = s("svg", { viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": about });
    for (const share of [0, 0.5, 1]) {
      const y = base - share * (base - 12);
      svg.append(s("line", { class: "rule", x1: left, x2: width, y1: y, y2: y }),
        s("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, format(most * share)));
    }
    blocks.forEach((block, i) => {
      const x = left + (120 - blocks.length + i) * step;
      let y = base;
      for (const part of parts) {
        const size = Math.min(y - 6, part.of(block) / most * (base - 12));
        if (size <= 0) continue;
        y -= size;
        svg.append(s("rect", { class: "bar " + part.name, x: x + step * 0.12, y, width: step * 0.76, height: size },
          s("title", {}, "block " + count(block.height) + ": " + format(part.of(block)))));
      }
    });
    if (blocks.length) {
      const first = left + (120 - blocks.length) * step;
      if (width - first > 120) svg.append(s("text", { x: first, y: height - 3 }, count(blocks[0].height)));
      svg.append(s("text", { x: width, y: height - 3, "text-anchor": "end" }, count(blocks[blocks.length - 1].height)));
    }
    box.replaceChildren(svg);
  }
  function drawBlocks() {
    if (!blocks.length) {
      for (const id of ["took", "commands"]) $(id).replaceChildren(h("p", { class: "empty" }, "No block since this node began."));
      return;
    }
    const last = blocks[blocks.length - 1];
    const sorted = blocks.map((b) => b.tookUs).sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    $("took-now").textContent = millis(last.tookUs);
    $("commands-now").textContent = count(last.commands);
    columns($("took"), [{ name: "took", of: (b) => b.tookUs }], millis,
      "Time to disk of the last " + blocks.length + " blocks: median " + millis(median) + ", the last " + millis(last.tookUs));
    columns($("commands"), [{ name: "done", of: (b) => b.commands - b.refused }, { name: "refused", of: (b) => b.refused }], count,
      "Commands of the last " + blocks.length + " blocks: the last has " + plural(last.commands, "command", "commands") + ", " + count(last.refused) + " refused");
  }

  function drawModes(modes) {
    if (!modes.length) {
      $("modes-body").replaceChildren(h("p", { class: "empty" }, "Nobody has a position."));
      return;
    }
    const row = (name, value, most) => h("div", { class: "row" }, h("span", {}, name),
      h("div", { class: "track" }, h("i", { "width%": Math.max(0, Math.min(100, Number(value) / most * 100)) })), h("b", {}, usd(value)));
    const bars = modes.map((m) => {
      const most = Math.max(1, Number(m.equity), Number(m.initial));
      const used = Number(m.equity) > 0 ? percent(Number(m.initial) / Number(m.equity)) + " of equity in use" : "no equity";
      return h("div", {},
        h("h3", {}, h("b", { class: "mode " + m.mode }, title(m.mode)), h("span", {}, plural(m.subaccounts, "account", "accounts") + ", " + used)),
        h("div", { class: "mode " + m.mode }, row("Equity", m.equity, most), row("Initial", m.initial, most), row("Maintenance", m.maintenance, most)));
    });
    $("modes-body").replaceChildren(h("div", { class: "bars" }, bars));
  }
  function drawFunds(funds) {
    const rows = funds.map((f) => h("tr", {}, h("td", { class: "left" }, f.pool === 0 ? "All cross markets" : "Market " + f.pool),
      h("td", {}, usdFull(f.fund)), h("td", {}, usdFull(f.fees)), h("td", {}, usdFull(f.balance))));
    $("funds-body").replaceChildren(rows.length
      ? h("div", { class: "scroll" }, table(["Pool", "Fund", "Fees", "Cash in the pool"], rows))
      : h("p", { class: "empty" }, "There is no pool yet."));
  }
  const LEFT = new Set(["Pool", "Account", "Mode", "Equity / maintenance", "Time", "What", "Instrument", "Position", "Component", "Computed from", "Underlying", "Driving scenario", "Next worst"]);
  function table(heads, rows, caption) {
    return h("table", {}, caption ? h("caption", {}, caption) : "", h("thead", {}, h("tr", {}, heads.map((name) =>
      h("th", { scope: "col", class: LEFT.has(name) ? "left" : "" }, name)))), h("tbody", {}, rows));
  }
  const short = (owner, number) => owner.slice(0, 6) + "\u2026" + owner.slice(-6) + " / " + number;

  function drawNear(accounts) {
    const held = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.account : null;
    if (!accounts.length) {
      $("near-body").replaceChildren(h("p", { class: "empty" }, "Nobody has a position that needs margin."));
      return;
    }
    const rows = accounts.map((a) => {
      const ratio = Number(a.equity) / Number(a.maintenance);
      const kind = ratio < 1 ? "under" : ratio < 1.5 ? "low" : "";
      const pick = h("button", { class: "link hash", type: "button", title: a.owner, "data-account": a.owner + "/" + a.number, on: () => choose(a.owner, a.number) },
        short(a.owner, a.number));
      return h("tr", {}, h("td", { class: "left" }, pick), h("td", { class: "left" }, h("span", { class: "mode " + a.mode }, a.mode)),
        h("td", { class: "left meter" }, h("div", { class: "ratio " + kind },
          h("div", { class: "track" }, h("i", { "width%": Math.max(0, Math.min(100, ratio * 50)) })), h("b", {}, percent(ratio)))),
        h("td", {}, usdFull(a.equity)), h("td", {}, usdFull(a.maintenance)), h("td", {}, usdFull(a.initial)));
    });
    $("near-body").replaceChildren(table(["Account", "Mode", "Equity / maintenance", "Equity", "Maintenance", "Initial"], rows));
    if (held) {
      // The rows were made anew; the keyboard stays where it was.
      const back = $("near-body").querySelector('[data-account="' + CSS.escape(held) + '"]');
      if (back) back.focus({ preventScroll: true });
    }
  }

  const KINDS = {
    liquidationStarted: "Liquidation started", liquidationFill: "Closed", backstopTook: "Taken by backstop", deleveraged: "Deleveraged",
    auctionStarted: "Auction started", auctionBid: "Bid taken", liquidationEnded: "Liquidation ended", debtSeen: "Debt", debtCovered: "Debt covered",
  };
  function happened(e) {
    if (e.lots !== undefined) {
      const lots = Number(e.lots);
      return plural(Math.abs(lots), "lot", "lots") + " of " + instrument(e.instrument) + (e.counterparty ? " with " + short(e.counterparty, e.counterpartyNumber) : "");
    }
    if (e.maintenance !== undefined) return "equity " + usd(e.equity) + ", maintenance " + usd(e.maintenance);
    if (e.owed !== undefined) return usdFull(e.owed) + " owed to the pool";
    if (e.left !== undefined) return usdFull(e.paid) + " paid, " + usdFull(e.left) + " left";
    return e.paid !== undefined ? usdFull(e.paid) + " paid" : "";
  }
  function drawFeed() {
    if (!feed.length) {
      $("liquidations-body").replaceChildren(h("p", { class: "empty" }, "None yet."));
      return;
    }
    const rows = feed.slice(0, 15).map((e) => h("tr", {},
      h("td", { class: "left" }, clock(e.timeMs), h("span", { class: "small" }, " block " + count(e.height))),
      h("td", { class: "left" }, h("button", { class: "link hash", type: "button", title: e.owner, on: () => choose(e.owner, e.number) }, short(e.owner, e.number))),
      h("td", { class: "left" }, KINDS[e.kind] || e.kind), h("td", { class: "words" }, happened(e)),
      h("td", {}, e.quote !== undefined ? usdFull(e.quote) : MISSING)));
    $("liquidations-body").replaceChildren(table(["Time", "Account", "What", "Position", "Value"], rows));
  }
  function drawEngine(engine) {
    const details = engine.details.map((d) => h("tr", {}, h("td", { class: "left" }, d.name), h("td", { class: "words" }, d.value)));
    $("engine-body").replaceChildren(
      h("div", { class: "figures" }, h("div", {}, h("div", { class: "big" }, engine.name), h("div", { class: "small" }, engine.reason)),
        h("div", {}, h("div", { class: "big " + (engine.trouble ? "worse" : "better") }, engine.trouble ? "In trouble" : "As it should be"),
          h("div", { class: "small" }, engine.trouble || (/tornado|shadow/.test(engine.name) ? "its device computes" : "no device is used")))),
      details.length ? h("div", { class: "scroll" }, h("table", {}, h("tbody", {}, details))) : "");
  }

  // ---- One account.

  function choose(owner, number) {
    chosen = { owner, number };
    $("owner").value = owner;
    $("number").value = number;
    $("find-says").textContent = "";
    account().then(() => $("account").scrollIntoView({ block: "start" })).catch(() => {});
  }
  $("find").addEventListener("submit", (event) => {
    event.preventDefault();
    choose($("owner").value.trim().toLowerCase(), Number($("number").value || 0));
  });

  async function account() {
    const asked = chosen;
    if (document.activeElement !== $("owner") && document.activeElement !== $("number")) {
      $("owner").value = asked.owner;
      $("number").value = asked.number;
    }
    try {
      const [held, why, surface] = await Promise.all([
        call("getSubaccount", asked), call("getMargin", { ...asked, explain: true }), call("getLossSurface", asked)]);
      if (asked !== chosen) return;
      $("find-says").textContent = "";
      drawAccount(held, why, surface);
    } catch (error) {
      if (asked !== chosen) return;
      if (error && error.code) {
        $("find-says").textContent = error.code === -32001 ? "There is no such account, or it holds nothing." : error.message;
        $("account-body").replaceChildren();
      } else {
        throw error;
      }
    }
  }
  function drawAccount(held, why, surface) {
    const m = why.margin;
    const ratio = Number(m.maintenance) > 0 ? percent(Number(m.equity) / Number(m.maintenance)) : MISSING;
    const figure = (name, value, kind) => h("div", {}, h("div", { class: "small" }, name), h("div", { class: "big " + (kind || "") }, value));
    const explanation = why.explanation || { components: [], drivers: [], contributions: [] };
    const drivers = new Map(explanation.drivers.map((d) => [d.underlying, d]));
    const contributions = new Map(explanation.contributions.map((c) => [c.instrument, c.amount]));
    const unitName = (id) => (surface.underlyings.find((u) => u.underlying === id) || { name: "underlying " + id }).name;
    const scenario = (name) => name.replace(/-(?=\d)/g, MINUS);
    const component = (name) => name.replace(/underlying (\d+)/g, (all, id) => unitName(Number(id)));
    const parts = [
      h("div", { class: "card w12 figures" },
        figure("Mode", title(held.subaccount.mode), "mode " + held.subaccount.mode), figure("Equity", usdFull(m.equity)), figure("Initial margin", usdFull(m.initial)),
        figure("Maintenance margin", usdFull(m.maintenance)), figure("Equity / maintenance", ratio, m.liquidatable ? "worse" : ""), figure("Cash", usdFull(held.subaccount.cash))),
      ...surface.underlyings.map((unit) => heat(unit, drivers.get(unit.underlying), surface.underlyings.length > 1)),
      h("div", { class: "card w6 scroll" }, held.subaccount.positions.length ? table(["Instrument", "Lots", "Value", "Adds"], held.subaccount.positions.map((p) => h("tr", {},
        h("td", { class: "left" }, instrument(p.instrument)), h("td", {}, count(p.lots)), h("td", {}, usdFull(p.value)),
        h("td", {}, contributions.has(p.instrument) ? usdFull(contributions.get(p.instrument)) : MISSING))), "Positions, and what each adds to the requirement")
        : h("p", { class: "empty" }, "It has no positions.")),
      h("div", { class: "card w6 scroll" }, explanation.components.length ? table(["Component", "Amount", "Computed from"], explanation.components.map((c) => h("tr", {},
        h("td", { class: "left" }, component(c.name)), h("td", {}, usdFull(c.amount)), h("td", { class: "words small" }, c.inputs))), "What initial margin is made of")
        : h("p", { class: "empty" }, "Nothing is required of it.")),
    ];
    if (explanation.drivers.length) {
      parts.push(h("div", { class: "card w12 scroll" }, table(["Underlying", "Driving scenario", "Loss", "Next worst", "Less by"], explanation.drivers.map((d) => h("tr", {},
        h("td", { class: "left" }, unitName(d.underlying)),
        h("td", { class: "left" }, scenario(d.scenario)), h("td", {}, usdFull(d.loss)), h("td", { class: "left" }, scenario(d.runnerUp)), h("td", {}, usdFull(d.gap)))), "What drives it")));
    }
    $("account-body").replaceChildren(...parts);
  }
  /** Price across, volatility down: a real table, so that it can be read aloud. */
  function heat(unit, driver, shared) {
    const unique = (values) => values.filter((v, i) => values.indexOf(v) === i);
    const columnsOf = unique(unit.scenarios.map((c) => c.pricePpm + "/" + c.weightPpm))
      .map((key) => key.split("/").map(Number)).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const rowsOf = unique(unit.scenarios.map((c) => c.volPpm)).sort((a, b) => b - a);
    const counted = (c) => Number(c.pnl) * c.weightPpm / 1e6;
    const least = unit.scenarios.reduce((a, b) => (counted(b) < counted(a) ? b : a));
    const worst = driver ? driver.scenario : counted(least) < 0 ? least.name : null;
    const most = Math.max(1, ...unit.scenarios.map((c) => Math.abs(Number(c.pnl))));
    const cell = (c) => {
      if (!c) return h("td", { class: "none" }, "");
      const n = Number(c.pnl);
      const share = Math.round(8 + Math.sqrt(Math.abs(n) / most) * 50);
      const tint = n === 0 ? "transparent" : "color-mix(in srgb, var(" + (n < 0 ? "--bad" : "--good") + ") " + share + "%, var(--card))";
      return h("td", { class: c.name === worst ? "worst" : "", tint, title: c.name + ": " + usdFull(c.pnl) }, usd(c.pnl));
    };
    return h("div", { class: "card scroll " + (shared ? "w12" : "w12") }, h("table", { class: "heat" },
      h("caption", {}, unit.name + ": profit and loss in each of the chain's scenarios",
        h("span", { class: "small" }, " \u00b7 price across, volatility down" + (worst ? " \u00b7 framed: " + (driver ? "the scenario that drives the margin" : "the worst one") : ""))),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, ""), columnsOf.map(([price, weight]) =>
        h("th", { scope: "col" }, signed(price), weight === 1e6 ? "" : h("div", { class: "small" }, "at " + signed(weight).slice(1)))))),
      h("tbody", {}, rowsOf.map((vol) => h("tr", {}, h("th", { scope: "row" }, vol === 0 ? "vol same" : "vol " + signed(vol)),
        columnsOf.map(([price, weight]) => cell(unit.scenarios.find((c) => c.pricePpm === price && c.volPpm === vol && c.weightPpm === weight))))))));
  }

  // ---- From now on.

  let width = 0;
  new ResizeObserver(() => {
    if ($("main").clientWidth !== width) {
      width = $("main").clientWidth;
      if (blocks.length) drawBlocks();
    }
  }).observe($("main"));
  connect();
})();
