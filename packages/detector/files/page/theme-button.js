import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

const order = ["system", "light", "dark"];

/** Goes through the system's theme, light and dark; `theme.js` takes the choice at the next start. */
export function themeButton() {
  const button = h("button.icon", {
    type: "button",
    onclick: () => {
      const next = order[(order.indexOf(chosen()) + 1) % order.length];
      if (next === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = next;
      try {
        localStorage.setItem("logstead.theme", next);
      } catch {
        // The choice holds for this document.
      }
      draw();
    },
  });
  const draw = () => {
    const text = `Theme: ${chosen()}`;
    button.title = text;
    button.setAttribute("aria-label", text);
    fill(button, icon(/** @type {"system" | "light" | "dark"} */ (chosen())));
  };
  draw();
  return button;
}

const chosen = () => document.documentElement.dataset.theme ?? "system";
