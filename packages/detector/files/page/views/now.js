import { call, isAbort } from "../api.js";
import { fill, h, reconcile } from "../dom.js";
import { many, percent, short } from "../format.js";
import { setContext } from "../keys.js";
import { hear, known } from "../live.js";
import { anomalyRow, versionOf } from "./anomaly-row.js";
import { empty, figure, heading, loading, searchField, showProblem } from "./parts.js";

const grave = { critical: 0, warning: 1, info: 2 };
const every = 30_000;
const pageSize = 20;

/** What is anomalous now: by severity, then the newest; what is held back and what is over below. */
export function nowView({ place, signal, query }) {
  let q = query.get("q") ?? "";
  /** Ids of the answer to the last question; what comes live joins them. */
  let shown = new Set();
  let next;
  let asked = false;
  const figures = h("dl.figures");
  const body = h("div", {}, loading());
  const lists = {
    firing: h("ul.rows", { "aria-label": "Firing" }),
    held: h("ul.rows", { "aria-label": "Held back" }),
    resolved: h("ul.rows", { "aria-label": "Resolved" }),
  };
  const more = h("button.more", { type: "button", onclick: () => load(true) }, "Show more");
  fill(
    place,
    heading(
      "Now",
      searchField("Search anomalies", q, (text) => {
        q = text.trim();
        load(false);
      }),
    ),
    figures,
    body,
  );
  setContext({ find: (id) => known.anomalies.get(id) });

  async function load(further) {
    try {
      const text = { q: q || undefined };
      const [firing, resolved] = await Promise.all([
        further
          ? { items: [] }
          : call("anomalies", { signal, query: { status: "firing", limit: 200, ...text } }),
        call("anomalies", {
          signal,
          query: { status: "resolved", limit: pageSize, ...text, cursor: further ? next : undefined },
        }),
      ]);
      if (!further) shown = new Set();
      for (const anomaly of [...firing.items, ...resolved.items]) {
        shown.add(anomaly.id);
        known.anomalies.set(anomaly.id, anomaly);
      }
      if (further || !asked || resolved.items.length === pageSize) next = resolved.next;
      asked = true;
      draw();
    } catch (error) {
      if (isAbort(error)) return;
      if (!asked) showProblem(body, error, () => load(false));
    }
  }

  function draw() {
    if (!asked) return;
    const all = [...shown].map((id) => known.anomalies.get(id)).filter(Boolean);
    const firing = all
      .filter((a) => a.status === "firing" && a.suppressed.length === 0)
      .sort((a, b) => grave[a.severity] - grave[b.severity] || b.opened - a.opened);
    const held = all
      .filter((a) => a.status === "firing" && a.suppressed.length > 0)
      .sort((a, b) => b.opened - a.opened);
    const resolved = all
      .filter((a) => a.status === "resolved")
      .sort((a, b) => (b.resolved ?? 0) - (a.resolved ?? 0));
    for (const [list, items] of [
      [lists.firing, firing],
      [lists.held, held],
      [lists.resolved, resolved],
    ])
      reconcile(
        list,
        items.map((a) => ({ id: a.id, version: versionOf(a), make: () => anomalyRow(a) })),
      );
    document.title = `${firing.length > 0 ? `(${firing.length}) ` : ""}Now · Logstead`;
    const blocks = [
      group("Firing", firing.length, lists.firing) ??
        (held.length + resolved.length > 0 || q ? quiet(q) : nothing()),
      group("Held back", held.length, lists.held, "Kept and shown, but nobody is told."),
      group("Resolved", resolved.length, lists.resolved),
      next && resolved.length > 0 && more,
    ].filter(Boolean);
    // Lists that stay are not taken out of the document: what has focus keeps it.
    const version = blocks.map((block) => block.dataset?.block ?? "text").join() + q;
    if (body.dataset.version === version) {
      for (const block of blocks) {
        const n = block.dataset?.block && body.querySelector(`[data-block="${block.dataset.block}"] .count`);
        if (n) n.textContent = block.dataset.count;
      }
    }
    if (body.dataset.version !== version) {
      body.dataset.version = version;
      fill(body, blocks);
    }
    drawFigures();
  }

  /** A heading over a list; it is made anew, the list is the one that stays. */
  function group(title, n, list, note = "") {
    if (n === 0) return undefined;
    const same = body.querySelector(`[data-block="${title}"]`);
    if (same) {
      same.dataset.count = String(n);
      return same;
    }
    return h(
      "section",
      { data: { block: title, count: String(n) } },
      h("h2", {}, title, " ", h("span.count", {}, n)),
      note && h("p.dim", {}, note),
      list,
    );
  }

  const quiet = (text) =>
    text
      ? empty("Nothing fits", `No anomaly has '${text}' in its title, sentences or lines.`)
      : empty("All is quiet", "Nothing is anomalous at the moment; what was is below.");

  function nothing() {
    const { streams, lines } = known.status ?? {};
    const learning = (streams?.learning ?? 0) + (streams?.watching ?? 0) + (streams?.silent ?? 0);
    if (!streams || lines === undefined) return empty("All is quiet", "No anomaly was found so far.");
    if (learning === 0)
      return empty(
        "No lines have come yet",
        "Point a collector's client at this service (",
        h("code", {}, "/loki/api/v1/push"),
        "), or give its settings a Loki to read from (",
        h("code", {}, "sources.loki"),
        "). ",
        h("a", { href: "#/streams" }, "Streams"),
        " shows them as soon as they come.",
      );
    if (streams.watching === 0)
      return empty(
        "Still learning",
        `${many(streams.learning, "stream")} are learned; until then only grave things are told. `,
        h("a", { href: "#/streams" }, "Streams"),
        " says until when.",
      );
    return empty(
      "All is quiet",
      `${many(streams.watching, "stream")} are watched; no anomaly was found so far.`,
    );
  }

  function drawFigures() {
    const all = [...shown].map((id) => known.anomalies.get(id)).filter((a) => a?.status === "firing");
    const told = all.filter((a) => a.suppressed.length === 0);
    const status = known.status;
    const false1 = status?.falsePositives;
    const critical = told.filter((a) => a.severity === "critical").length;
    fill(
      figures,
      figure(critical, "critical", critical > 0 ? "critical" : ""),
      figure(told.length - critical, "other firing", told.length > critical ? "warning" : ""),
      figure(all.length - told.length, "held back"),
      false1 &&
        figure(percent(false1.share), "false alarms, 30 d", false1.share > false1.target ? "warning" : ""),
      status && figure(short(status.lines), "lines read"),
      status && figure(status.streams.watching + status.streams.learning + status.streams.silent, "streams"),
    );
  }

  hear("anomaly", signal, (anomaly) => {
    const isNew = !shown.has(anomaly.id);
    if (isNew && q !== "") return;
    shown.add(anomaly.id);
    draw();
  });
  hear("status", signal, () => draw());
  hear("again", signal, () => load(false));
  const timer = setInterval(() => {
    if (!document.hidden && next === undefined) load(false);
  }, every);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  load(false);
}
