import type { z } from "zod";
import { field } from "./field.ts";

/** An absolute path on a Linux host. */
export const AbsolutePath = field({
  name: "AbsolutePath",
  what: "An absolute path on a Linux host.",
  examples: ["/var/lib/promtail/positions.yaml"],
  pattern: "^/",
  refuse: (text) =>
    /^\/[^\0*?[\]{}]*$/.test(text) && !text.split("/").includes("..")
      ? undefined
      : {
          code: "bad-path",
          message: "this is not an absolute path",
          want: "a path from / on the host, without .. and without wildcards",
          fix: `Please set: ${suggestPath(text)}`,
        },
});
export type AbsolutePath = z.output<typeof AbsolutePath>;

/** The folder before the first wildcard, from the root, without steps upwards. */
function suggestPath(text: string): string {
  const plain = text.trim().split(/[*?[\]{}]/)[0] as string;
  const parts = (plain === text.trim() ? plain : plain.replace(/[^/]*$/, "")).split(/[\\/]+/);
  const kept = parts.filter((part) => /^[\w.@+-]+$/.test(part) && !/^\.+$/.test(part));
  if (kept.length === 1) return `/var/lib/${kept[0]}`;
  return kept.length > 0 ? `/${kept.join("/")}` : "/var/log";
}

/** Absolute path with wildcards, in the syntax of Go's doublestar that Promtail and Alloy use. */
export const PathGlob = field({
  name: "PathGlob",
  what: "An absolute path on a Linux host in which *, ?, [] and ** may stand.",
  examples: ["/var/log/*.log", "/opt/*/logs/*.log"],
  pattern: "^/",
  refuse(text) {
    const open = (text.match(/[[{]/g) ?? []).length;
    const closed = (text.match(/[\]}]/g) ?? []).length;
    if (text.startsWith("/") && !text.split("/").includes("..") && open === closed) return undefined;
    return {
      code: "bad-glob",
      message: "this is not an absolute path pattern",
      want: "a path from / on the host, with * ? [] ** as wildcards and brackets closed",
      fix: `Please set: ${/^[\w.*-]+(\/[\w.*-]+)*$/.test(text) && !text.includes("..") ? `/${text}` : "/var/log/*.log"}`,
    };
  },
});
export type PathGlob = z.output<typeof PathGlob>;

const windowsForm = /^[A-Z]:(?:\\[^\\/:*?"<>|\r\n]+)+$/;

/** An absolute path on Windows; `wslPath` gives the same place as WSL2 sees it. */
export const WindowsPath = field({
  name: "WindowsPath",
  what: "An absolute Windows path with a drive letter and backslashes.",
  examples: ["F:\\flatnet\\logs"],
  pattern: "^[A-Z]:\\\\",
  refuse(text) {
    if (windowsForm.test(text)) return undefined;
    const mounted = /^\/mnt\/([a-z])\/(.+)$/.exec(text);
    const guess = mounted
      ? `${mounted[1]?.toUpperCase()}:\\${mounted[2]?.replaceAll("/", "\\")}`
      : text
          .replaceAll("/", "\\")
          .replace(/^[a-z]:/, (drive) => drive.toUpperCase())
          .replace(/\\+$/, "");
    return {
      code: "bad-windows-path",
      message: "this is not an absolute Windows path",
      want: "drive letter in upper case, colon and backslashes, such as F:\\flatnet\\logs",
      fix: `Please set: ${windowsForm.test(guess) && !/[#'"]|: /.test(guess) ? guess : "F:\\flatnet\\logs"}   # without quotes, or in single quotes`,
    };
  },
});
export type WindowsPath = z.output<typeof WindowsPath>;

/** The place of a Windows path under WSL2's automatic drive mounts (`/mnt/<drive letter>`). */
export function wslPath(path: WindowsPath): AbsolutePath {
  return `/mnt/${path.slice(0, 1).toLowerCase()}${path.slice(2).replaceAll("\\", "/")}` as AbsolutePath;
}
