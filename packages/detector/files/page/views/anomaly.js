import { call, isAbort } from "../api.js";
import { fill, h } from "../dom.js";
import { ago, count, many, moment, percent, span, streamName } from "../format.js";
import { setContext } from "../keys.js";
import { hear, known, learn } from "../live.js";
import { sentence } from "../sentence.js";
import { templateText, withSlots } from "../slots.js";
import { versionOf } from "./anomaly-row.js";
import { heldBack } from "./held-back.js";
import { judgeBar } from "./judge-bar.js";
import { lifeOf } from "./life.js";
import { badge, heading, loading, section, severityBadge, showProblem } from "./parts.js";
import { timeline } from "./timeline.js";

const every = 30_000;

/** One anomaly: what was seen, why it is as grave as it is, what was said and sent. Alerts link to this. */
export function anomalyView({ place, id, signal }) {
  let drawn = "";
  fill(place, loading());
  setContext({ anomaly: () => known.anomalies.get(id) });

  async function load() {
    try {
      const path = `anomalies/${encodeURIComponent(id)}`;
      const [anomaly, history, marks] = await Promise.all([
        call(path, { signal }),
        call(`${path}/history`, { signal }),
        call("marks", { signal }),
      ]);
      known.anomalies.set(id, anomaly);
      const own = marks.items.filter((mark) => mark.anomaly === id);
      const version = JSON.stringify([versionOf(anomaly), history, own]);
      if (version === drawn) return;
      draw(anomaly, history, own, drawn === "");
      drawn = version;
    } catch (error) {
      if (isAbort(error)) return;
      if (drawn === "") {
        if (error.status === 404) gone();
        else showProblem(place, error, load);
      }
    }
  }

  function gone() {
    fill(
      place,
      back(),
      heading("This anomaly is not kept any more"),
      h(
        "p",
        {},
        "What is resolved is removed after the time that the settings name (",
        h("code", {}, "retention"),
        ").",
      ),
    );
  }

  /** The chart is drawn once: it has its own questions and its own state. */
  let line;
  function draw(a, history, marks, first) {
    const held = place.contains(document.activeElement) && document.activeElement?.getAttribute("data-key");
    line ??= a.members.length > 0 ? timeline(a, signal) : undefined;
    fill(
      place,
      back(),
      heading(a.title),
      h(
        "p.facts",
        {},
        severityBadge(a.severity),
        badge(a.status, a.status),
        a.verdict && badge(`marked ${a.verdict}`, a.verdict),
        h("span", {}, "since ", moment(a.opened), " (", ago(a.opened), ")"),
        a.resolved !== undefined &&
          h("span", {}, "resolved ", moment(a.resolved), `, after ${span(a.resolved - a.opened)}`),
        a.hosts.length > 0 &&
          h(
            "span",
            {},
            many(a.hosts.length, "host"),
            ": ",
            a.hosts.slice(0, 8).join(", "),
            a.hosts.length > 8 && " …",
          ),
      ),
      judgeBar(a),
      a.suppressed.length > 0 && heldBack(a, load),
      h(
        "div.columns",
        {},
        h(
          "div",
          {},
          a.members[0] ? whatHappened(a) : summary(a),
          line && section("Timeline", line),
          otherMembers(a),
        ),
        h("aside", {}, whySevere(a), lifeOf(history, marks, load)),
      ),
    );
    document.title = `${a.title} · Logstead`;
    if (held) place.querySelector(`[data-key="${held}"]`)?.focus();
    if (first && location.hash.includes(id)) place.querySelector("h1")?.focus({ preventScroll: true });
  }

  hear("anomaly", signal, (anomaly) => {
    if (anomaly.id === id) load();
  });
  hear("again", signal, load);
  const timer = setInterval(() => {
    if (!document.hidden) load();
  }, every);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  const held = known.anomalies.get(id);
  if (held) learn(held);
  load();
}

const back = () => h("p.back", {}, h("a", { href: "#/" }, "← Now"));

function whatHappened(a) {
  const [first] = a.members;
  return h(
    "section",
    {},
    h("h2", {}, "What happened"),
    h("p.sentence", {}, sentence(first)),
    h(
      "p.row-meta",
      {},
      streamName(first.stream),
      first.count > 1 && h("span", {}, many(first.count, "finding")),
      h("span", {}, "last ", ago(first.last)),
    ),
    h(
      "dl.compare",
      {},
      h("div", {}, h("dt", {}, "Seen"), h("dd", {}, first.seen)),
      h("div", {}, h("dt", {}, "Expected"), h("dd", {}, first.expected)),
    ),
    first.template !== undefined &&
      h(
        "p.pattern-line",
        {},
        h("span.dim", {}, "Pattern "),
        first.pattern === undefined
          ? h("code", {}, templateText(first.template))
          : h("a", { href: `#/patterns/${first.pattern}` }, h("code", {}, templateText(first.template))),
      ),
    evidence(first),
  );
}

const evidence = ({ evidence: lines, template }) =>
  lines.length > 0 && [
    h("h3", {}, lines.length === 1 ? "The line" : "Lines"),
    h(
      "ul.evidence",
      {},
      lines.map((line) =>
        h("li", {}, h("code", {}, template === undefined ? line : withSlots(template, line))),
      ),
    ),
  ];

const summary = (a) =>
  h(
    "section",
    {},
    h("h2", {}, "What happened"),
    h("p.sentence", {}, a.title),
    h(
      "p",
      {},
      `${many(a.droppedMembers, "anomaly", "anomalies")} came at once and are told in this summary; each is listed under `,
      h("a", { href: "#/" }, "Now"),
      ".",
    ),
  );

function otherMembers(a) {
  const others = a.members.slice(1);
  if (others.length === 0) return null;
  return h(
    "section",
    {},
    h("h2", {}, "Also of this cause ", h("span.count", {}, others.length + a.droppedMembers)),
    h(
      "ul.members",
      {},
      others.map((member) =>
        h(
          "li",
          {},
          h(
            "details",
            {},
            h("summary", {}, h("span", {}, sentence(member))),
            h(
              "p.row-meta",
              {},
              severityBadge(member.severity),
              streamName(member.stream),
              h("span", {}, many(member.count, "finding")),
              h("span", {}, "last ", ago(member.last)),
            ),
            evidence(member),
          ),
        ),
      ),
    ),
    a.droppedMembers > 0 && h("p.dim", {}, `${a.droppedMembers} more are counted only.`),
  );
}

function whySevere(a) {
  const best = a.members.reduce((most, m) => Math.max(most, m.adjusted), 0);
  const raw = a.members.reduce((most, m) => Math.max(most, m.score), 0);
  return h(
    "section.panel",
    {},
    h("h2", {}, "Why ", a.severity),
    h(
      "ul.reasons",
      {},
      a.reasons.map((reason) => h("li", {}, reason)),
    ),
    a.members.length > 0 &&
      h(
        "p.dim",
        {},
        raw >= 0.99995
          ? "Less than one normal window in 20,000 is as unusual"
          : `One normal window in ${count(Math.round(1 / (1 - raw)))} is as unusual`,
        best < raw - 0.0001 && `; ${percent(best)} after what was marked`,
        ".",
      ),
  );
}
