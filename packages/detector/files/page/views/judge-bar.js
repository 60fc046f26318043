import { mark, snooze } from "../actions.js";
import { h } from "../dom.js";
import { mayJudge } from "../session.js";

const lengths = [
  [15, "15 min"],
  [60, "1 hour"],
  [240, "4 hours"],
  [1440, "1 day"],
  [10_080, "1 week"],
];
let chosen = 60;

/** One click each: normal, real, snooze. What was said last is pressed. */
export function judgeBar(a) {
  const off = !mayJudge();
  const button = (verdict, text, key, title) =>
    h(
      `button.verdict.${verdict}`,
      {
        type: "button",
        title,
        disabled: off,
        data: { key: verdict },
        "aria-pressed": a.verdict === verdict ? "true" : "false",
        onclick: () => mark(a, verdict),
      },
      text,
      h("kbd", { "aria-hidden": "true" }, key),
    );
  const length = h(
    "select",
    {
      "aria-label": "Snooze for",
      disabled: off,
      data: { key: "length" },
      onchange: (event) => {
        chosen = Number(event.target.value);
      },
    },
    lengths.map(([minutes, text]) => h("option", { value: minutes, selected: minutes === chosen }, text)),
  );
  return h(
    "div.judge",
    { role: "group", "aria-label": "Judge this anomaly" },
    button("normal", "Normal", "n", "Not worth an alert: the same stays silent from now on"),
    button("real", "Real", "r", "Rightly raised: similar events are heard even beside what is marked normal"),
    h(
      "span.joined",
      {},
      h(
        "button",
        { type: "button", disabled: off, data: { key: "snooze" }, onclick: () => snooze(a, chosen) },
        "Snooze",
        h("kbd", { "aria-hidden": "true" }, "s"),
      ),
      length,
    ),
    off && h("span.dim", {}, "This token may only read."),
  );
}
