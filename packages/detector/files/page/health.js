import { fill, h } from "./dom.js";

const every = 15_000;

/** Asks `/readyz`, which needs no token, and says above everything else what does not work. */
export function watchHealth() {
  const place = /** @type {HTMLElement} */ (document.getElementById("banners"));
  let shown = "";
  const draw = (text, ...children) => {
    if (text === shown) return;
    shown = text;
    fill(place, text !== "" && h("div.banner", { role: "alert" }, ...children));
  };
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch("readyz", { cache: "no-store" });
      const { ready, checks } = await answer.json();
      if (ready) return draw("");
      const wrong = checks.filter(({ ok }) => !ok);
      draw(
        JSON.stringify(wrong),
        h("strong", {}, "The detector is not well"),
        h(
          "ul",
          {},
          wrong.map(({ name, detail }) => h("li", {}, h("b", {}, name), ": ", detail)),
        ),
      );
    } catch {
      draw(
        "offline",
        h("strong", {}, "The service cannot be reached"),
        h("span", {}, "What is shown is from before; it is tried again every few seconds."),
      );
    }
  };
  ask();
  setInterval(ask, every);
  for (const event of ["online", "offline", "visibilitychange"]) addEventListener(event, ask);
}
