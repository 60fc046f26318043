import { svg } from "./dom.js";

/* Drawn, because signs of fonts look different everywhere or are missing. */
const paths = {
  system: "M12 3a9 9 0 1 0 0 18V3z M12 3a9 9 0 0 1 0 18",
  light:
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2v2 M12 20v2 M2 12h2 M20 12h2 M5 5l1.4 1.4 M17.6 17.6 19 19 M19 5l-1.4 1.4 M6.4 17.6 5 19",
  dark: "M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5z",
  help: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.5v.4 M12 16.9v.1",
  out: "M14 4H6v16h8 M10 12h10 M16.5 8.5 20 12l-3.5 3.5",
};

/** @param {keyof typeof paths} name */
export const icon = (name) =>
  svg(
    "svg.sign",
    {
      viewBox: "0 0 24 24",
      width: 20,
      height: 20,
      "aria-hidden": "true",
      focusable: "false",
      class: `sign-${name}`,
    },
    paths[name].split(/ (?=M)/).map((d) => svg("path", { d })),
  );
