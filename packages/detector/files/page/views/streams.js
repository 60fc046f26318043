import { call, isAbort } from "../api.js";
import { fill, h } from "../dom.js";
import { ago, count, short, span, streamName } from "../format.js";
import { hear, known } from "../live.js";
import { badge, empty, figure, heading, loading, searchField, section, showProblem } from "./parts.js";

const every = 15_000;
const order = { silent: 0, learning: 1, watching: 2 };

/** Where lines come from and whether they do: silent streams first; lag, queue and what was skipped above. */
export function streamsView({ place, signal, query }) {
  let q = query.get("q") ?? "";
  let items;
  const health = h("div");
  const body = h("div", {}, loading());
  fill(
    place,
    heading(
      "Streams",
      searchField("Search streams", q, (text) => {
        q = text.trim().toLowerCase();
        draw();
      }),
    ),
    health,
    body,
  );

  async function load() {
    try {
      items = (await call("streams", { signal })).items;
      draw();
    } catch (error) {
      if (!isAbort(error) && !items) showProblem(body, error, load);
    }
  }

  function draw() {
    if (!items) return;
    const found = items
      .filter(({ stream }) => stream.toLowerCase().includes(q))
      .sort((a, b) => order[a.state] - order[b.state] || b.last - a.last);
    if (items.length === 0)
      return fill(
        body,
        empty(
          "No stream yet",
          "Lines come from Loki (",
          h("code", {}, "sources.loki"),
          " in the detector's settings) or are pushed by collectors to ",
          h("code", {}, `${new URL("loki/api/v1/push", document.baseURI)}`),
          ". A stream shows here with its first line.",
        ),
      );
    if (found.length === 0)
      return fill(body, empty("Nothing fits", "No stream has this text among its labels."));
    fill(
      body,
      h(
        "table.streams",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["Stream", "State", "Last line", "Lines", "Patterns", "Last ten minutes"].map((text) =>
              h("th", { scope: "col" }, text),
            ),
          ),
        ),
        h("tbody", {}, found.map(row)),
      ),
    );
  }

  const row = (s) =>
    h(
      "tr",
      { class: s.state, data: { row: "" } },
      h(
        "th",
        { scope: "row" },
        h("a.row-link", { href: `#/patterns?stream=${encodeURIComponent(s.stream)}` }, streamName(s.stream)),
      ),
      cell("State", state(s)),
      cell("Last line", ago(s.last)),
      cell("Lines", h("span.number", {}, short(s.lines))),
      cell("Patterns", h("span.number", {}, count(s.patterns))),
      cell("Last ten minutes", scoreText(s.score)),
    );

  function drawHealth() {
    const status = known.status;
    if (!status) return;
    const skipped = Object.entries(status.skipped).filter(([, n]) => n > 0);
    const lags = Object.entries(status.lagSeconds);
    fill(
      health,
      h(
        "dl.figures",
        {},
        figure(status.streams.silent, "silent", status.streams.silent > 0 ? "warning" : ""),
        figure(status.streams.learning, "learning"),
        figure(status.streams.watching, "watched"),
        figure(
          short(status.queue.lines),
          "lines wait",
          status.queue.bytes > status.queue.limitBytes / 2 ? "warning" : "",
        ),
        figure(status.outbox.waiting, "alerts wait", status.outbox.failing > 0 ? "warning" : ""),
        figure(short(status.lines), "lines read"),
      ),
      h(
        "details.more-health",
        {},
        h("summary", {}, status.ready ? "Everything works" : "Something does not work"),
        section(
          "Checks",
          h(
            "ul.checks",
            {},
            status.checks.map(({ name, ok, detail }) =>
              h(
                "li",
                {},
                badge(ok ? "ok" : "wrong", ok ? "normal" : "critical"),
                " ",
                h("b", {}, name),
                ` ${detail}`,
              ),
            ),
          ),
        ),
        lags.length > 0 &&
          section(
            "Behind Loki",
            h(
              "ul.plain",
              {},
              lags.map(([selector, lag]) => h("li", {}, h("code", {}, selector), ` ${span(lag * 1000)}`)),
            ),
          ),
        skipped.length > 0 &&
          section(
            "Lines left out",
            h(
              "ul.plain",
              {},
              skipped.map(([reason, n]) => h("li", {}, `${reason}: ${count(n)}`)),
            ),
          ),
      ),
    );
  }

  hear("status", signal, () => {
    const open = health.querySelector("details")?.open;
    drawHealth();
    const details = health.querySelector("details");
    if (details) details.open = Boolean(open);
  });
  hear("again", signal, load);
  const timer = setInterval(() => {
    if (!document.hidden && !body.contains(document.activeElement)) load();
  }, every);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  drawHealth();
  load();
}

const cell = (name, ...children) => h("td", { data: { name } }, ...children);

function state({ state: now, learningUntil, last }) {
  if (now === "silent") return badge(`silent for ${span(Date.now() - last)}`, "warning");
  if (now === "learning")
    return h("span", {}, badge("learning", "info"), " ", h("span.dim", {}, "until ", ago(learningUntil)));
  return badge("watched", "normal");
}

/** The calibrated score of the last window in words and as a bar. */
function scoreText(score) {
  const bar = h("span.share");
  bar.style.setProperty("--share", String(score));
  const text = score >= 0.999 ? "unusual" : score >= 0.95 ? "rare" : "usual";
  return h(
    "span.score",
    { class: text, title: `rarer than ${(score * 100).toFixed(2)} % of its windows` },
    text,
    bar,
  );
}
