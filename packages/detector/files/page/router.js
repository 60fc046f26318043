import { fill, h } from "./dom.js";
import { setContext } from "./keys.js";
import { anomalyView } from "./views/anomaly.js";
import { feedbackView } from "./views/feedback.js";
import { nowView } from "./views/now.js";
import { patternView } from "./views/pattern.js";
import { patternsView } from "./views/patterns.js";
import { streamsView } from "./views/streams.js";

/*
 * Which view an address shows: `#/anomalies/ID` is what alerts link to. A view is a function that fills an
 * element and may return what the keys act on; its signal ends with it.
 */
const views = [
  { at: /^\/?$/, tab: "now", view: nowView },
  { at: /^\/anomalies\/([\w-]+)$/, tab: "now", view: anomalyView },
  { at: /^\/patterns$/, tab: "patterns", view: patternsView },
  { at: /^\/patterns\/(\d+)$/, tab: "patterns", view: patternView },
  { at: /^\/streams$/, tab: "streams", view: streamsView },
  { at: /^\/feedback$/, tab: "feedback", view: feedbackView },
];

export const tabs = [
  { name: "now", text: "Now", address: "#/" },
  { name: "patterns", text: "Patterns", address: "#/patterns" },
  { name: "streams", text: "Streams", address: "#/streams" },
  { name: "feedback", text: "Feedback", address: "#/feedback" },
];

let current = new AbortController();

export function go(address) {
  location.hash = address;
}

/** Shows the view of the address. @param {HTMLElement} main */
export function route(main, { focus }) {
  current.abort();
  current = new AbortController();
  const [path = "", search = ""] = location.hash.slice(1).split("?");
  const query = new URLSearchParams(search);
  const found = views.find(({ at }) => at.test(path));
  showTab(found?.tab);
  setContext({});
  if (found) {
    const place = h("div.view");
    fill(main, place);
    const [, id = ""] = found.at.exec(path) ?? [];
    found.view({ place, id, query, signal: current.signal });
  } else
    fill(
      main,
      h(
        "div.view",
        {},
        h("h1", { tabindex: "-1" }, "There is nothing here"),
        h("p", {}, h("a", { href: "#/" }, "What is anomalous now")),
      ),
    );
  scrollTo(0, 0);
  // Whoever listens to the page hears where they are; the first view is read by itself.
  if (focus) main.querySelector("h1")?.focus({ preventScroll: true });
}

/** @param {string | undefined} active none: nobody is signed in */
export function showTab(active) {
  if (active === undefined) current.abort();
  fill(
    /** @type {HTMLElement} */ (document.getElementById("tabs")),
    document.body.classList.contains("signed-in") &&
      tabs.map(({ name, text, address }) =>
        h("a", { href: address, "aria-current": name === active ? "page" : undefined }, text),
      ),
  );
}
