import { versions } from "@logstead/base";
import type { z } from "zod";
import { field } from "./field.ts";

/** A share of a whole. */
export const Percent = field({
  name: "Percent",
  what: "A share, from 0% to 100%.",
  examples: ["1%", "2.5%"],
  pattern: "^\\d+(\\.\\d+)?%$",
  refuse: (text) =>
    /^\d+(\.\d+)?%$/.test(text) && Number.parseFloat(text) <= 100
      ? undefined
      : {
          code: "bad-percent",
          message: "this is not a share",
          want: "a number from 0 to 100 and a percent sign, such as 1% or 2.5%",
          fix: `Please set: ${suggestShare(text)}`,
        },
});
export type Percent = z.output<typeof Percent>;

/** `0.05` is meant as 5%, and so is `5`. */
function suggestShare(text: string): string {
  const number = Number.parseFloat(text);
  if (!(number > 0)) return "1%";
  const percent = number <= 1 && !text.includes("%") ? number * 100 : number;
  return `${Math.min(100, Number(percent.toFixed(3)))}%`;
}

/** A program version with three numbers. */
export const Version = field({
  name: "Version",
  what: "A version with three numbers.",
  examples: [versions.loki],
  pattern: "^\\d+\\.\\d+\\.\\d+$",
  refuse: (text) =>
    /^\d+\.\d+\.\d+$/.test(text)
      ? undefined
      : {
          code: "bad-version",
          message:
            text === "latest"
              ? "'latest' is not a version: it changes without being asked"
              : "this is not a version",
          want: `three numbers, such as ${versions.loki}; every program is pinned`,
          fix: `Please set: ${suggestVersion(text)}`,
        },
});
export type Version = z.output<typeof Version>;

function suggestVersion(text: string): string {
  const [, major, minor = "0", patch = "0"] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text.trim()) ?? [];
  return major === undefined ? versions.loki : `${major}.${minor}.${patch}`;
}

/** The checksum of a program to download. */
export const Sha256 = field({
  name: "Sha256",
  what: "A SHA-256 checksum: 64 hexadecimal digits.",
  examples: ["0".repeat(64)],
  pattern: "^[0-9a-f]{64}$",
  refuse: (text) =>
    /^[0-9a-f]{64}$/.test(text)
      ? undefined
      : {
          code: "bad-sha256",
          message: "this is not a SHA-256 checksum",
          want: "64 hexadecimal digits in lower case",
          fix: /^[0-9a-fA-F]{64}$/.test(text)
            ? `Please set: ${text.toLowerCase()}`
            : "sha256sum FILE   prints it for the file you have checked",
        },
});
export type Sha256 = z.output<typeof Sha256>;
