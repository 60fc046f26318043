import { change } from "../actions.js";
import { h } from "../dom.js";
import { moment } from "../format.js";
import { mayJudge } from "../session.js";
import { badge } from "./parts.js";

const stepText = {
  firing: "Firing",
  updated: "Goes on",
  resolved: "Resolved",
  suppressed: "Held back",
};
const routeText = { n8n: "n8n", alertmanager: "Alertmanager" };

/** What happened since it opened: steps, what people said, and what became of the alerts. */
export function lifeOf({ steps, alerts }, marks, again) {
  const entries = [
    ...steps
      .filter(({ type }) => type !== "marked")
      .map((step) => ({ time: step.time, node: stepNode(step) })),
    ...marks.flatMap((mark) => [
      { time: mark.at, node: markNode(mark, again) },
      ...(mark.undone
        ? [{ time: mark.undone.at, node: h("span", {}, "Mark undone by ", h("b", {}, mark.undone.by)) }]
        : []),
    ]),
  ].sort((a, b) => a.time - b.time);
  return [
    h(
      "section.panel",
      {},
      h("h2", {}, "Life"),
      entries.length === 0
        ? h("p.dim", {}, "Its steps are not kept any more.")
        : h(
            "ol.life",
            {},
            entries.map(({ time, node }) => h("li", {}, moment(time, { seconds: true }), node)),
          ),
    ),
    h(
      "section.panel",
      {},
      h("h2", {}, "Alerts"),
      alerts.length === 0
        ? h("p.dim", {}, "None was sent to people.")
        : h(
            "ol.life",
            {},
            alerts.map((alert) => h("li", {}, moment(alert.created, { seconds: true }), alertNode(alert))),
          ),
    ),
  ];
}

const stepNode = ({ type, severity, suppressed }) =>
  h(
    "span",
    {},
    h("b", {}, stepText[type]),
    type === "firing" && ` as ${severity}`,
    type === "suppressed" && suppressed.length === 0 && " no more",
    type === "suppressed" &&
      suppressed.length > 0 &&
      `: ${suppressed.map(({ reason }) => reason).join("; ")}`,
  );

const markNode = (mark, again) =>
  h(
    "span",
    {},
    "Marked ",
    h("b", {}, mark.verdict),
    ` by ${mark.by}`,
    mark.comment && `: ${mark.comment}`,
    !mark.undone && [
      " ",
      h(
        "button.small",
        {
          type: "button",
          disabled: !mayJudge(),
          onclick: async () => {
            if (await change(`marks/${mark.id}`, "DELETE", undefined, "The mark is undone")) again();
          },
        },
        "Undo",
      ),
    ],
  );

function alertNode({ route, event, state, attempts, lastError }) {
  const text = {
    sent: "sent",
    waiting: attempts > 0 ? "waits to be tried again" : "waits",
    refused: "refused",
  }[state];
  return h(
    "span",
    {},
    h("b", {}, routeText[route]),
    ` ${event} `,
    badge(text, state === "sent" ? "normal" : state === "refused" ? "critical" : "warning"),
    state !== "sent" && lastError && h("span.dim", {}, ` ${lastError}`),
  );
}
