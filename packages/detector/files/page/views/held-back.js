import { change } from "../actions.js";
import { h } from "../dom.js";
import { moment } from "../format.js";
import { mayJudge } from "../session.js";

const because = {
  feedback: "it fits what was marked normal",
  silence: "a silence or snooze holds it back",
  maintenance: "a maintenance window is open",
  dependency: "it follows from another anomaly that was told",
  storm: "so many came at once that one summary tells of them",
};

/** Why nobody is told of it, by what and until when, and how to end that. */
export function heldBack(a, again) {
  const undo = {
    feedback: ({ id }) => ({
      text: "Undo the mark",
      act: () => change(`marks/${id}`, "DELETE", undefined, "The mark is undone"),
    }),
    silence: ({ id }) => ({
      text: "End it",
      act: () => change(`silences/${id}`, "DELETE", undefined, "The silence has ended"),
    }),
  };
  const end = a.status === "firing" ? "Nobody is told of it, because" : "Nobody was told of it, because";
  return h(
    "section.held-back",
    { "aria-label": "Why it is held back" },
    h("h2", {}, end),
    h(
      "ul",
      {},
      a.suppressed.map((hold) => {
        const way = undo[hold.by]?.(hold);
        return h(
          "li",
          {},
          h(
            "p",
            {},
            h("b", {}, because[hold.by]),
            ": ",
            hold.reason,
            hold.until !== undefined && [", until ", moment(hold.until)],
          ),
          hold.by === "storm" && h("a", { href: `#/anomalies/${hold.id}` }, "The summary"),
          way &&
            h(
              "button.small",
              {
                type: "button",
                disabled: !mayJudge(),
                onclick: async () => {
                  if (await way.act()) again();
                },
              },
              way.text,
            ),
        );
      }),
    ),
  );
}
