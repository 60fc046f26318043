import { change } from "../actions.js";
import { h } from "../dom.js";
import { mayJudge } from "../session.js";

const lengths = [
  [30, "30 min"],
  [120, "2 hours"],
  [480, "8 hours"],
  [1440, "1 day"],
  [10_080, "1 week"],
];

/** Silences a host or streams for a while, such as before work on a machine. */
export function silenceForm(again) {
  const field = (name, label, props) =>
    h(
      "div.field",
      {},
      h("label", { for: `silence-${name}` }, label),
      h("input", { id: `silence-${name}`, name, maxlength: 500, autocomplete: "off", ...props }),
    );
  const problem = h("p.problem", { role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    const text = (name) => String(given[name] ?? "").trim() || undefined;
    const match = { host: text("host"), stream: text("stream") };
    problem.textContent = "";
    if (!match.host && !match.stream) {
      problem.textContent = "Say which host or which stream.";
      event.target.querySelector("input").focus();
      return;
    }
    const body = { match, until: Date.now() + Number(given.minutes) * 60_000, comment: text("comment") };
    if (await change("silences", "POST", body, `${match.host ?? match.stream} is silenced`)) again();
  };
  return h(
    "details.new",
    {},
    h("summary", {}, "New silence"),
    h(
      "form",
      { onsubmit: submit },
      field("host", "Host", { placeholder: "ocean" }),
      field("stream", "Stream", { placeholder: '*unit="backup.service"*' }),
      h(
        "div.field",
        {},
        h("label", { for: "silence-minutes" }, "For"),
        h(
          "select",
          { id: "silence-minutes", name: "minutes" },
          lengths.map(([n, t]) => h("option", { value: n, selected: n === 120 }, t)),
        ),
      ),
      field("comment", "Why", { placeholder: "new disk" }),
      problem,
      h("button.primary", { type: "submit", disabled: !mayJudge() }, "Silence"),
    ),
  );
}
