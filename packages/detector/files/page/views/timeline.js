import { call, isAbort } from "../api.js";
import { chart } from "../chart.js";
import { fill, h } from "../dom.js";
import { loading, showProblem } from "./parts.js";

const hour = 3_600_000;

/** Lines of ten minutes around the anomaly, of its pattern or of the whole stream, in the band of the baseline. */
export function timeline(a, signal) {
  const choices = choicesOf(a);
  const plot = h("div.plot-place", {}, loading());
  const place = h("div.timeline");
  const end = a.resolved ?? Math.max(Date.now(), a.updated);
  const [from, to] = [
    Math.min(a.opened, end) - 12 * hour,
    Math.min(end + 2 * hour, a.opened + 7 * 24 * hour),
  ];

  async function show({ stream, pattern }) {
    try {
      const asked = { stream, pattern, from: Math.round(from), to: Math.round(to) };
      let points = (await call("baseline", { signal, query: asked })).points;
      let note = "";
      if (pattern !== undefined && !points.some(({ lines }) => lines !== undefined)) {
        const { counts } = await call(`patterns/${pattern}`, {
          signal,
          query: { from: asked.from, to: asked.to },
        });
        note =
          points.length > 0
            ? "This line is in several streams, which are counted together; the band is left out."
            : "There is no baseline of this line yet.";
        points = counts;
      }
      if (points.length === 0)
        return fill(
          plot,
          h("p.dim", {}, "Nothing is known of this time yet: a baseline needs some hours of lines."),
        );
      const outside = points.filter(
        (p) => p.lines !== undefined && p.high !== undefined && (p.lines > p.high || p.lines < p.low),
      );
      const label = `Lines of each ten minutes; ${outside.length} of ${points.length} are outside of what was expected. Numbers follow.`;
      fill(
        plot,
        chart({
          points,
          spans: [{ from: a.opened, to: end, kind: a.severity }],
          label,
          legend: legend(points, a.severity),
        }),
        note && h("p.dim", {}, note),
      );
    } catch (error) {
      if (isAbort(error)) return;
      if (error.status === 404)
        fill(plot, h("p.dim", {}, "The stream or its pattern is not known any more."));
      else showProblem(plot, error, () => show({ stream, pattern }));
    }
  }

  const select =
    choices.length > 1 &&
    h(
      "select",
      { "aria-label": "What is counted", onchange: (event) => show(choices[Number(event.target.value)]) },
      choices.map(({ text }, i) => h("option", { value: i }, text)),
    );
  fill(place, select, plot);
  show(choices[0]);
  return place;
}

const legend = (points, severity) =>
  h(
    "ul.legend",
    {},
    h("li.key-counted", {}, "lines in ten minutes"),
    points.some(({ high }) => high !== undefined) && [
      h("li.key-band", {}, "expected"),
      h("li.key-out", {}, "outside"),
    ],
    h("li.key-span", { class: severity }, "this anomaly"),
  );

/** Each line and each stream of the anomaly, the opening one first. */
function choicesOf(a) {
  const choices = new Map();
  const where = (stream) => (a.streams.length > 1 ? ` of ${stream}` : "");
  for (const { stream, pattern, template = "" } of a.members.slice(0, 12)) {
    if (pattern !== undefined)
      choices.set(`${stream}|${pattern}`, {
        stream,
        pattern,
        text: `This line${where(stream)}: ${template.slice(0, 80)}`,
      });
    choices.set(stream, { stream, text: `All lines${where(stream) || " of the stream"}` });
  }
  return [...choices.values()];
}
