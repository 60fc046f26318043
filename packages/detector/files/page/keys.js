import { mark, snooze, undoLast } from "./actions.js";
import { openHelp } from "./help.js";
import { keysAreOn } from "./key-switch.js";

/*
 * One key for what is done often. Keys act on the anomaly that has focus, else on the one that is shown; they
 * are off while something is typed, and can be switched off (WCAG 2.1.4).
 */
/** @type {{anomaly?: () => any, find?: (id: string) => any}} */
let context = {};
let prefix = "";

/** What the keys act on in the view that is shown. */
export function setContext(next) {
  context = next;
}

const rows = () =>
  /** @type {HTMLElement[]} */ (
    [...document.querySelectorAll("main [data-row] a.row-link")].filter(
      (link) => /** @type {HTMLElement} */ (link).offsetParent !== null,
    )
  );

function move(step) {
  const links = rows();
  if (links.length === 0) return;
  const row = document.activeElement?.closest("[data-row]");
  const at = links.findIndex((link) => row?.contains(link));
  const next =
    links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.closest("[data-row]")?.scrollIntoView({ block: "nearest" });
}

function meant() {
  const id = document.activeElement?.closest("[data-anomaly]")?.getAttribute("data-anomaly");
  return id ? context.find?.(id) : context.anomaly?.();
}

const withAnomaly = (act) => () => {
  const anomaly = meant();
  if (anomaly) act(anomaly);
};

/** @param {{go: (address: string) => void}} router */
export function listenToKeys({ go }) {
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    n: withAnomaly((anomaly) => mark(anomaly, "normal")),
    r: withAnomaly((anomaly) => mark(anomaly, "real")),
    s: withAnomaly((anomaly) => snooze(anomaly)),
    u: () => undoLast(),
    "?": () => openHelp(),
    "/": () => /** @type {HTMLElement | null} */ (document.querySelector("main input[type=search]"))?.focus(),
    "g n": () => go("#/"),
    "g p": () => go("#/patterns"),
    "g s": () => go("#/streams"),
    "g f": () => go("#/feedback"),
  };
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.matches("input, select, textarea, [contenteditable]");
    if (event.key === "Escape" && typing) target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || typing || document.querySelector("dialog[open]"))
      return;
    if (!document.body.classList.contains("signed-in") && event.key !== "?") return;
    if (!keysAreOn()) return;
    const pressed = prefix ? `${prefix} ${event.key}` : event.key;
    prefix = event.key === "g" && !prefix ? "g" : "";
    if (!(pressed in keys)) return;
    event.preventDefault();
    keys[pressed]();
  });
}
