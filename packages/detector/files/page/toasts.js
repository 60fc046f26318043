import { h } from "./dom.js";

const shownFor = 12_000;
const most = 3;

/**
 * Says something in a corner, with a way back where there is one. It stays while it is pointed at or has focus.
 * @param {string} text
 * @param {{undo?: () => void, kind?: "said" | "wrong"}} [options]
 */
export function toast(text, { undo, kind = "said" } = {}) {
  const place = /** @type {HTMLElement} */ (document.getElementById("toasts"));
  const element = h(
    `div.toast.${kind}`,
    {},
    h("span", {}, text),
    undo &&
      h(
        "button",
        {
          type: "button",
          onclick: () => {
            element.remove();
            undo();
          },
        },
        "Undo",
        h("kbd", { "aria-hidden": "true" }, "u"),
      ),
    h("button.icon", { type: "button", "aria-label": "Dismiss", onclick: () => element.remove() }, "×"),
  );
  place.append(element);
  while (place.children.length > most) place.firstElementChild?.remove();
  const end = () => {
    if (element.matches(":hover, :focus-within")) setTimeout(end, 2000);
    else element.remove();
  };
  setTimeout(end, shownFor);
  return element;
}
