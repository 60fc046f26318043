import { call, isAbort } from "../api.js";
import { chart } from "../chart.js";
import { fill, h } from "../dom.js";
import { ago, count, many, moment, streamName } from "../format.js";
import { templateText, withSlots } from "../slots.js";
import { badge, figure, heading, loading, section, showProblem } from "./parts.js";

const day = 86_400_000;
const spans = [
  [1, "a day"],
  [3, "3 days"],
  [14, "2 weeks"],
];

/** One kind of line: how often it came, where, and how it looks. */
export function patternView({ place, id, signal }) {
  let days = 1;
  fill(place, loading());

  async function load() {
    try {
      const [detail, { items }] = await Promise.all([
        call(`patterns/${id}`, {
          signal,
          query: { from: Math.round(Date.now() - days * day), to: Math.round(Date.now()) },
        }),
        call("anomalies", { signal, query: { limit: 100 } }),
      ]);
      draw(
        detail,
        items.filter((a) => a.members.some((member) => member.pattern === detail.id)),
      );
    } catch (error) {
      if (isAbort(error)) return;
      if (error.status === 404)
        fill(
          place,
          back(),
          heading("This pattern is not known any more"),
          h("p", {}, "It was merged with another, or forgotten because nothing was like it for long."),
        );
      else showProblem(place, error, load);
    }
  }

  function draw(pattern, anomalies) {
    const select = h(
      "select",
      {
        "aria-label": "Time shown",
        onchange: (event) => {
          days = Number(event.target.value);
          load();
        },
      },
      spans.map(([n, text]) => h("option", { value: n, selected: n === days }, text)),
    );
    const counted = pattern.counts.reduce((sum, { lines }) => sum + lines, 0);
    fill(
      place,
      back(),
      heading(`Pattern ${pattern.id}`),
      h(
        "p.template",
        {},
        h("code", {}, templateText(pattern.template)),
        pattern.error && badge("error", "critical"),
      ),
      h(
        "dl.figures",
        {},
        figure(count(pattern.lines), "lines"),
        figure(count(pattern.streams.length), pattern.streams.length === 1 ? "stream" : "streams"),
        figure(moment(pattern.first), "first"),
        figure(ago(pattern.last), "last"),
      ),
      section(
        "Over time",
        select,
        pattern.counts.length > 0
          ? chart({
              points: pattern.counts,
              label: `Lines of each ten minutes of ${days === 1 ? "the last day" : `the last ${days} days`}, ${count(counted)} in all. Numbers follow.`,
            })
          : h("p.dim", {}, "Nothing was counted in this time."),
      ),
      section(
        "Samples",
        h("p.dim", {}, "The last line of each stream; what differs from line to line is marked."),
        h(
          "ul.samples",
          {},
          pattern.samples.map(({ stream, lines, last, sample }) =>
            h(
              "li",
              {},
              h(
                "p.row-meta",
                {},
                streamName(stream),
                h("span", {}, many(lines, "line")),
                h("span", {}, "last ", ago(last)),
              ),
              h("code.line", {}, withSlots(pattern.template, sample)),
            ),
          ),
        ),
      ),
      anomalies.length > 0 &&
        section(
          "Anomalies",
          h(
            "ul.plain",
            {},
            anomalies.map((a) =>
              h(
                "li",
                {},
                h("a", { href: `#/anomalies/${a.id}` }, a.title),
                " ",
                h("span.dim", {}, ago(a.opened)),
              ),
            ),
          ),
        ),
    );
  }
  load();
}

const back = () => h("p.back", {}, h("a", { href: "#/patterns" }, "← Patterns"));
