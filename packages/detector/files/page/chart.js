import { fill, h, svg } from "./dom.js";
import { dateText, dayText, hourText, short } from "./format.js";

/*
 * Lines of each ten minutes over time, with the band in which they were expected. Drawn by hand: one chart does
 * not need a library, and text stays text for those who hear the page.
 */
const height = 240;
const edge = { top: 14, right: 12, bottom: 26, left: 46 };

/**
 * @typedef {{time: number, lines?: number, low?: number, high?: number, expected?: number}} Point
 * @param {{points: Point[], spans?: {from: number, to: number, kind: string}[], label: string, legend?: any}} given
 */
export function chart({ points, spans = [], label, legend }) {
  const figure = h("figure.chart");
  const readout = h("figcaption.readout", { "aria-hidden": "true" });
  const place = h("div.plot");
  const draw = () => {
    const width = Math.max(260, Math.round(place.clientWidth || 640));
    fill(place, drawing({ points, spans, label, width, readout }));
  };
  fill(figure, place, readout, legend, table(points));
  const observer = new ResizeObserver(draw);
  observer.observe(place);
  return figure;
}

function drawing({ points, spans, label, width, readout }) {
  const [first = 0, last = 1] = [points[0]?.time, points.at(-1)?.time];
  const step = points.length > 1 ? points[1].time - points[0].time : 600_000;
  const most = Math.max(1, ...points.flatMap(({ lines = 0, high = 0 }) => [lines, high]));
  const ticks = niceTicks(most);
  const top = Math.max(most, ticks.at(-1) ?? 1);
  const x = (time) => edge.left + ((time - first) / (last + step - first)) * (width - edge.left - edge.right);
  const y = (lines) => height - edge.bottom - (lines / top) * (height - edge.top - edge.bottom);
  const middle = (point) => x(point.time + step / 2);
  const banded = points.filter((p) => p.high !== undefined);
  const counted = points.filter((p) => p.lines !== undefined);
  const line = (list, value) =>
    list.map((p, i) => `${i === 0 ? "M" : "L"}${middle(p).toFixed(1)} ${y(value(p)).toFixed(1)}`).join("");
  const out = counted.filter((p) => p.high !== undefined && (p.lines > p.high || p.lines < p.low));
  const cursor = svg("line.cursor", { y1: edge.top, y2: height - edge.bottom, visibility: "hidden" });
  const say = (p) => {
    const expected = p.high === undefined ? "" : `, expected ${short(p.low)} to ${short(p.high)}`;
    fill(
      readout,
      p &&
        `${dateText(p.time)}: ${p.lines === undefined ? "not counted" : `${short(p.lines)} lines`}${expected}`,
    );
  };
  const element = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
    spans.map(({ from, to, kind }) => {
      const [a, b] = [Math.max(x(from), edge.left), Math.min(x(to), width - edge.right)];
      return (
        b > a - 2 &&
        svg(`rect.span.${kind}`, {
          x: a,
          y: edge.top,
          width: Math.max(2, b - a),
          height: height - edge.top - edge.bottom,
        })
      );
    }),
    ticks.map((tick) => [
      svg("line.grid", { x1: edge.left, x2: width - edge.right, y1: y(tick), y2: y(tick) }),
      svg("text", { x: edge.left - 8, y: y(tick) + 4, "text-anchor": "end" }, short(tick)),
    ]),
    timeTicks(first, last + step, width).map(({ time, text }) =>
      svg("text", { x: x(time), y: height - 6, "text-anchor": "middle" }, text),
    ),
    banded.length > 1 &&
      svg("path.band", {
        d: `${line(banded, (p) => p.high)}${line(banded.toReversed(), (p) => p.low).replace("M", "L")}Z`,
      }),
    banded.length > 1 && svg("path.expected", { d: line(banded, (p) => p.expected ?? 0) }),
    banded.length > 1 || counted.length < 2
      ? svg("path.counted", { d: line(counted, (p) => p.lines) })
      : counted.map((p) =>
          svg("rect.bar-count", {
            x: x(p.time) + 0.5,
            y: y(p.lines),
            width: Math.max(1, x(p.time + step) - x(p.time) - 1),
            height: Math.max(0, y(0) - y(p.lines)),
          }),
        ),
    out.map((p) => svg("circle.out", { cx: middle(p), cy: y(p.lines), r: 3.5 })),
    cursor,
  );
  element.addEventListener("pointermove", (event) => {
    const box = element.getBoundingClientRect();
    const time =
      first +
      ((((event.clientX - box.left) / box.width) * width - edge.left) / (width - edge.left - edge.right)) *
        (last + step - first);
    const near = points[Math.min(points.length - 1, Math.max(0, Math.floor((time - first) / step)))];
    if (!near) return;
    cursor.setAttribute("x1", String(middle(near)));
    cursor.setAttribute("x2", String(middle(near)));
    cursor.setAttribute("visibility", "visible");
    say(near);
  });
  element.addEventListener("pointerleave", () => {
    cursor.setAttribute("visibility", "hidden");
    fill(readout);
  });
  return element;
}

/** 0 and up to four more, of 1, 2 or 5 times a power of ten. */
function niceTicks(most) {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((n) => n * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => i * step);
}

function timeTicks(from, to, width) {
  const hour = 3_600_000;
  const most = Math.max(2, Math.floor(width / 90));
  const step =
    [hour / 2, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour, 48 * hour, 96 * hour].find(
      (s) => (to - from) / s <= most,
    ) ?? 192 * hour;
  const offset = new Date(from).getTimezoneOffset() * 60_000;
  const ticks = [];
  for (let time = Math.ceil((from - offset) / step) * step + offset; time < to; time += step)
    ticks.push({
      time,
      text:
        step >= 24 * hour || new Date(time).getHours() + new Date(time).getMinutes() === 0
          ? dayText(time)
          : hourText(time),
    });
  return ticks.filter(({ time }) => time - from > (to - from) * 0.03 && to - time > (to - from) * 0.03);
}

/** The same as numbers, for those who cannot see the drawing or want to copy it. */
function table(points) {
  const details = h("details.numbers", {}, h("summary", {}, "Numbers"));
  details.addEventListener(
    "toggle",
    () =>
      details.append(
        h(
          "div.scroll",
          { tabindex: "0", role: "region", "aria-label": "Numbers" },
          h(
            "table",
            {},
            h(
              "thead",
              {},
              h(
                "tr",
                {},
                ["Ten minutes from", "Lines", "Expected", "From", "To"].map((text) =>
                  h("th", { scope: "col" }, text),
                ),
              ),
            ),
            h(
              "tbody",
              {},
              points.toReversed().map(({ time, lines, expected, low, high }) =>
                h(
                  "tr",
                  {},
                  h("td", {}, dateText(time)),
                  [lines, expected, low, high].map((n) =>
                    h("td.number", {}, n === undefined ? "–" : short(n)),
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
    { once: true },
  );
  return details;
}
