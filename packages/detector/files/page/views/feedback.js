import { change } from "../actions.js";
import { call, isAbort } from "../api.js";
import { fill, h } from "../dom.js";
import { ago, count, many, moment, percent, span } from "../format.js";
import { hear } from "../live.js";
import { mayJudge } from "../session.js";
import { templateText } from "../slots.js";
import { badge, empty, heading, loading, section, showProblem } from "./parts.js";
import { silenceForm } from "./silence-form.js";

/** What people said, what is silenced, when maintenance is, and how many alerts were false. */
export function feedbackView({ place, signal }) {
  const body = h("div", {}, loading());
  fill(place, heading("Feedback"), body);

  async function load() {
    try {
      const [marks, suppressions, rate, anomalies] = await Promise.all([
        call("marks", { signal }),
        call("suppressions", { signal }),
        call("false-positives", { signal, query: { days: 30 } }),
        call("anomalies", { signal, query: { limit: 200 } }),
      ]);
      const now = Date.now();
      const causes = new Map(anomalies.items.map((a) => [a.fingerprint, a]));
      const active = suppressions.silences.filter((s) => !s.ended && s.until > now);
      const past = suppressions.silences.filter((s) => s.ended || s.until <= now);
      fill(
        body,
        falseAlarms(rate),
        section(
          "Silences",
          h(
            "p.dim",
            {},
            "What fits is kept and shown, but nobody is told while it lasts; what goes on is told then.",
          ),
          active.length > 0
            ? h(
                "ul.cards",
                {},
                active.map((s) => silenceCard(s, causes, load)),
              )
            : empty(
                "Nothing is silenced",
                "Snooze an anomaly with s, or silence a host or stream before work on it:",
              ),
          silenceForm(load),
          past.length > 0 &&
            h(
              "details",
              {},
              h("summary", {}, `${many(past.length, "silence")} of before`),
              h(
                "ul.cards",
                {},
                past.slice(0, 50).map((s) => silenceCard(s, causes, load)),
              ),
            ),
        ),
        section(
          "Maintenance",
          suppressions.maintenance.length > 0
            ? h("ul.cards", {}, suppressions.maintenance.map(windowCard))
            : empty(
                "No maintenance window",
                "The inventory declares them (",
                h("code", {}, "maintenance"),
                "); alerts wait while one is open.",
              ),
        ),
        section(
          "Marks",
          h(
            "p.dim",
            {},
            "Normal: the same raises no alert, and what is like it has to be rarer. Real: it is heard in any case.",
          ),
          marks.items.length > 0
            ? h(
                "ul.cards",
                {},
                marks.items.slice(0, 200).map((mark) => markCard(mark, load)),
              )
            : empty(
                "Nothing is marked",
                "Mark anomalies with n (normal) or r (real): each mark makes the next alert better.",
              ),
        ),
      );
    } catch (error) {
      if (!isAbort(error)) showProblem(body, error, load);
    }
  }
  hear("anomaly", signal, () => {
    if (!body.contains(document.activeElement)) load();
  });
  load();
}

/** The measured share of false alerts beside the target. */
function falseAlarms(rate) {
  const judged = rate.normal + rate.real;
  const good = rate.share <= rate.target;
  const bar = h("div.meter", { "aria-hidden": "true" }, h("span.meter-target"), h("span.meter-value"));
  const most = Math.max(0.2, rate.share, rate.target * 2);
  bar.style.setProperty("--value", String(rate.share / most));
  bar.style.setProperty("--target", String(rate.target / most));
  return h(
    "section.panel.rate",
    { class: good ? "good" : "bad" },
    h("h2", {}, "False alarms"),
    h(
      "p.rate-value",
      {},
      h("b", {}, percent(rate.share)),
      ` of ${many(rate.alerts, "alert")} in ${rate.days} days; the target is at most ${percent(rate.target)}`,
    ),
    bar,
    h(
      "p.dim",
      {},
      rate.alerts === 0
        ? "No alert was sent so far."
        : judged === 0
          ? "None was judged yet: an alert counts as right until somebody marks it normal."
          : `${count(rate.normal)} marked normal, ${count(rate.real)} real, ${count(rate.alerts - judged)} not judged. Of those judged ${percent(rate.shareOfJudged)} were false; ${rate.perHostAndDay.toFixed(2)} for each host and day.`,
    ),
  );
}

const end = (text, path, said, again) =>
  h(
    "button.small",
    {
      type: "button",
      disabled: !mayJudge(),
      onclick: async () => {
        if (await change(path, "DELETE", undefined, said)) again();
      },
    },
    text,
  );

function silenceCard(s, causes, again) {
  const over = s.ended || s.until <= Date.now();
  const { fingerprint, ...match } = s.match;
  const cause = causes.get(fingerprint);
  const what = Object.entries(match).map(([key, value]) => `${key} ${value}`);
  if (fingerprint && !cause) what.unshift("one cause");
  return h(
    "li.card",
    { class: over ? "over" : "" },
    h(
      "div",
      {},
      h(
        "p",
        {},
        cause && h("a", { href: `#/anomalies/${cause.id}` }, cause.title),
        h("b", {}, what.join(", ")),
        s.comment && ` — ${s.comment}`,
      ),
      h(
        "p.row-meta",
        {},
        h("span", {}, `by ${s.by}`),
        h(
          "span",
          {},
          over ? "ended " : "until ",
          moment(s.ended?.at ?? s.until),
          !over && [" (", ago(s.until), ")"],
        ),
      ),
    ),
    !over && end("End now", `silences/${s.id}`, "The silence has ended", again),
  );
}

const windowCard = (w) =>
  h(
    "li.card",
    {},
    h(
      "div",
      {},
      h("p", {}, h("b", {}, w.name), ` — ${w.reason} `, w.active && badge("open", "held")),
      h(
        "p.row-meta",
        {},
        h("span", {}, h("code", {}, w.start), ` for ${w.duration}`),
        h("span", {}, w.hosts.length > 0 ? w.hosts.join(", ") : "all hosts"),
        w.until !== undefined
          ? h("span", {}, "until ", moment(w.until))
          : w.next !== undefined && h("span", {}, "next ", moment(w.next)),
      ),
    ),
  );

function markCard(mark, again) {
  const [scope = {}] = mark.scopes;
  const limits = [
    scope.kind,
    scope.host,
    scope.stream,
    scope.hours && `${scope.hours.from}–${scope.hours.to} h`,
    mark.scopes.length > 1 && `${mark.scopes.length} parts`,
  ].filter(Boolean);
  return h(
    "li.card",
    { class: mark.undone ? "over" : "" },
    h(
      "div",
      {},
      h(
        "p",
        {},
        badge(mark.verdict, mark.verdict),
        " ",
        scope.template ? h("code", {}, templateText(scope.template)) : h("b", {}, limits.join(", ")),
        mark.comment && ` — ${mark.comment}`,
      ),
      h(
        "p.row-meta",
        {},
        h("span", {}, `by ${mark.by} `, ago(mark.at)),
        scope.template && h("span", {}, limits.join(", ")),
        h("span", {}, `changed ${many(mark.hits, "score")}`),
        h("a", { href: `#/anomalies/${mark.anomaly}` }, "its anomaly"),
        mark.undone && h("span", {}, `undone by ${mark.undone.by} after ${span(mark.undone.at - mark.at)}`),
      ),
    ),
    !mark.undone && end("Undo", `marks/${mark.id}`, "The mark is undone", again),
  );
}
