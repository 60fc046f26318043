import { mark, snooze } from "../actions.js";
import { h } from "../dom.js";
import { ago, many, span } from "../format.js";
import { sentenceLine } from "../sentence.js";
import { mayJudge } from "../session.js";
import { badge, severityBadge } from "./parts.js";

/** Why people are not told of it, in a few words. */
export const heldBy = {
  feedback: "marked normal",
  silence: "silenced",
  maintenance: "maintenance",
  dependency: "follows from another",
  storm: "told in a summary",
};

/** What makes a row out of date. */
export const versionOf = (a) =>
  [
    a.status,
    a.severity,
    a.updated,
    a.sequence,
    a.verdict,
    a.title,
    a.hosts.length,
    a.members.length,
    mayJudge(),
  ]
    .concat(a.suppressed.map(({ id }) => id))
    .join("|");

/** An anomaly in a list. The first sentence says what was seen; its place and time stand below. */
export function anomalyRow(a) {
  const first = a.members[0];
  const findings = a.members.reduce((sum, member) => sum + member.count, 0);
  const over = a.status === "resolved";
  return h(
    `li.row.${a.severity}`,
    { class: over ? "over" : "", data: { row: "", anomaly: a.id } },
    h(
      "div.row-body",
      {},
      h(
        "p.row-title",
        {},
        severityBadge(a.severity),
        h("a.row-link", { href: `#/anomalies/${a.id}` }, a.title),
      ),
      first && sentenceLine(first),
      h(
        "p.row-meta",
        {},
        over
          ? h("span", {}, "resolved ", ago(a.resolved ?? a.updated))
          : h("span", {}, "since ", ago(a.opened)),
        over && h("span", {}, `lasted ${span((a.resolved ?? a.updated) - a.opened)}`),
        a.hosts.length > 0 &&
          h(
            "span",
            {},
            a.hosts.slice(0, 4).join(", "),
            a.hosts.length > 4 && ` and ${a.hosts.length - 4} more`,
          ),
        findings > 1 && h("span", {}, many(findings, "finding")),
        a.verdict && badge(a.verdict === "normal" ? "marked normal" : "marked real", a.verdict),
        a.suppressed.slice(0, 2).map(({ by }) => badge(heldBy[by], "held")),
      ),
    ),
    h(
      "div.row-actions",
      { role: "group", "aria-label": "Judge" },
      judge("Normal", "not worth an alert: the same stays silent (n)", () => mark(a, "normal")),
      judge("Real", "rightly raised (r)", () => mark(a, "real")),
      !over && judge("Snooze", "no alerts of this cause for an hour (s)", () => snooze(a)),
    ),
  );
}

const judge = (text, title, onclick) =>
  h("button.small", { type: "button", title, onclick, disabled: !mayJudge() }, text);
