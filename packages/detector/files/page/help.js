import { h } from "./dom.js";
import { icon } from "./icons.js";
import { keysAreOn, switchKeys } from "./key-switch.js";

const shortcuts = [
  [["j"], ["k"], "next, previous"],
  [["Enter"], "open"],
  [["n"], "normal: not worth an alert, the same stays silent from now on"],
  [["r"], "real: rightly raised"],
  [["s"], "snooze for an hour"],
  [["u"], "undo the last mark or snooze"],
  [["/"], "search"],
  [["g", "n"], ["g", "p"], ["g", "s"], ["g", "f"], "go to Now, Patterns, Streams, Feedback"],
  [["?"], "this help"],
];

export const helpButton = () =>
  h(
    "button.icon",
    { type: "button", title: "Help (?)", "aria-label": "Help", onclick: () => openHelp() },
    icon("help"),
  );

export function openHelp() {
  const dialog = h(
    "dialog",
    { "aria-labelledby": "help-title" },
    h(
      "form",
      { method: "dialog" },
      h(
        "header",
        {},
        h("h2", { id: "help-title" }, "Keys"),
        h("button.icon", { "aria-label": "Close" }, "×"),
      ),
    ),
    h(
      "dl.keys",
      {},
      shortcuts.map((parts) => [
        h(
          "dt",
          {},
          parts.slice(0, -1).map((keys) =>
            h(
              "span",
              {},
              /** @type {string[]} */ (keys).map((key) => h("kbd", {}, key)),
            ),
          ),
        ),
        h("dd", {}, parts.at(-1)),
      ]),
    ),
    h(
      "label.check",
      {},
      h("input", {
        type: "checkbox",
        checked: keysAreOn(),
        onchange: (event) => switchKeys(event.target.checked),
      }),
      "Keys without Ctrl or Alt are on",
    ),
    h(
      "p.dim",
      {},
      "Times are those of this device; point at one to see UTC. Marks and snoozes can be undone at any time under ",
      h("a", { href: "#/feedback", onclick: () => dialog.close() }, "Feedback"),
      ".",
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}
