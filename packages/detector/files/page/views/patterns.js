import { call, isAbort } from "../api.js";
import { fill, h } from "../dom.js";
import { ago, count, many, short, streamName } from "../format.js";
import { withSlots } from "../slots.js";
import { badge, empty, heading, loading, searchField, showProblem } from "./parts.js";

const pageSize = 50;

/** Every kind of line there is, the most frequent first, with its last sample. */
export function patternsView({ place, signal, query }) {
  let q = query.get("q") ?? "";
  let stream = query.get("stream") ?? "";
  let offset = 0;
  let most = 1;
  const body = h("div", {}, loading());
  const total = h("p.dim", { role: "status" });
  const list = h("ol.patterns");
  const more = h("button.more", { type: "button", onclick: () => load(true) }, "Show more");
  const streams = h("select", {
    "aria-label": "Stream",
    onchange: (event) => {
      stream = event.target.value;
      load(false);
    },
  });
  fill(
    place,
    heading(
      "Patterns",
      searchField("Search lines", q, (text) => {
        q = text.trim();
        load(false);
      }),
    ),
    h("div.filters", {}, streams, total),
    body,
  );

  async function load(further) {
    try {
      if (!further) offset = 0;
      const { items, total: all } = await call("patterns", {
        signal,
        query: { q: q || undefined, stream: stream || undefined, offset, limit: pageSize },
      });
      if (!further) {
        fill(list);
        most = Math.max(1, ...items.map(({ lines }) => lines));
      }
      const first = list.children.length;
      list.append(...items.map(row));
      offset += items.length;
      fill(total, many(all, "pattern"));
      if (all === 0) fill(body, nothing());
      else fill(body, list, offset < all && more);
      if (further) list.children[first]?.querySelector("a")?.focus();
    } catch (error) {
      if (!isAbort(error)) showProblem(body, error, () => load(further));
    }
  }

  const nothing = () =>
    q || stream
      ? empty("Nothing fits", "Fewer words find more; a search looks at templates and last samples.")
      : empty(
          "No patterns yet",
          "Patterns are mined from the first line on. ",
          h("a", { href: "#/streams" }, "Streams"),
          " says whether lines come.",
        );

  const row = (pattern) => {
    const bar = h("span.share");
    bar.style.setProperty("--share", String(Math.sqrt(pattern.lines / most)));
    return h(
      "li.pattern",
      { data: { row: "" } },
      h("div.pattern-count", { title: many(pattern.lines, "line") }, h("b", {}, short(pattern.lines)), bar),
      h(
        "div",
        {},
        h(
          "a.row-link",
          { href: `#/patterns/${pattern.id}` },
          h("code.line", {}, withSlots(pattern.template, pattern.sample)),
        ),
        h(
          "p.row-meta",
          {},
          pattern.error && badge("error", "critical"),
          pattern.streams.length === 1
            ? streamName(pattern.streams[0])
            : h("span", {}, `${count(pattern.streams.length)} streams`),
          h("span", {}, "last ", ago(pattern.last)),
        ),
      ),
    );
  };

  async function loadStreams() {
    try {
      const { items } = await call("streams", { signal });
      const names = items.map((one) => one.stream).sort();
      fill(
        streams,
        h("option", { value: "" }, "All streams"),
        names.map((name) => h("option", { value: name, selected: name === stream }, name)),
      );
    } catch {
      // The list says what is wrong.
    }
  }
  fill(streams, h("option", { value: "" }, "All streams"));
  loadStreams();
  load(false);
}
