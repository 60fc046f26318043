import { fill, h } from "../dom.js";

/* What several views are made of. */

const severityText = { critical: "Critical", warning: "Warning", info: "Info" };
const signs = { critical: "▲", warning: "◆", info: "●" };

/** A severity as sign, colour and word. */
export const severityBadge = (severity) =>
  h(
    `span.badge.${severity}`,
    {},
    h("span", { "aria-hidden": "true" }, signs[severity]),
    severityText[severity],
  );

export const badge = (text, kind = "plain") => h(`span.badge.${kind}`, {}, text);

/** Nothing to show, and what to do about it. */
export const empty = (title, ...text) =>
  h("div.empty", {}, h("p.empty-title", {}, title), h("p", {}, ...text));

/** While something is asked for; it is drawn only when that takes a while. */
export const loading = (text = "Loading") => h("p.loading", { role: "status" }, text);

/** Why something cannot be shown, with a way to try again. */
export function showProblem(place, error, again) {
  const text = error.status === 0 ? "The service cannot be reached" : error.message;
  fill(
    place,
    h(
      "div.empty.wrong",
      { role: "alert" },
      h("p.empty-title", {}, text.charAt(0).toUpperCase() + text.slice(1)),
      h("p", {}, h("button", { type: "button", onclick: again }, "Try again")),
    ),
  );
}

export const section = (title, ...children) => h("section", {}, h("h2", {}, title), ...children);

/** A heading of a view, which is where focus goes. */
export const heading = (title, ...more) => {
  document.title = `${title} · Logstead`;
  return h("div.heading", {}, h("h1", { tabindex: "-1" }, title), ...more);
};

/** A number with what it is. */
export const figure = (value, label, kind = "") =>
  h("div.figure", { class: kind }, h("dd", {}, value), h("dt", {}, label));

/** Waits until somebody has stopped typing. */
export function later(ms, act) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), ms);
  };
}

export const searchField = (label, value, onchange) =>
  h(
    "div.search",
    {},
    h("input", {
      type: "search",
      "aria-label": label,
      placeholder: label,
      value,
      oninput: later(200, (event) => onchange(event.target.value)),
    }),
    h("kbd", { "aria-hidden": "true" }, "/"),
  );
