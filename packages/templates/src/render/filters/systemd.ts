import { textOf } from "./text.ts";

/** A text as a part of a unit's name, as systemd-escape(1); with "path" as `systemd-escape --path`. */
export function systemdEscape(value: unknown, how?: unknown): string {
  const text = textOf(value, "systemdEscape");
  if (text.includes("\0")) throw new TypeError("systemdEscape: no unit name can hold a zero byte.");
  if (how === undefined) return escaped(text);
  if (how !== "path")
    throw new TypeError(`systemdEscape takes "path" or nothing, not ${JSON.stringify(how)}.`);
  const parts = text.split("/").filter((part) => part !== "" && part !== ".");
  if (text === "" || parts.includes(".."))
    throw new TypeError(`systemdEscape: ${JSON.stringify(text)} is no path.`);
  return parts.length === 0 ? "-" : escaped(parts.join("/"));
}

/** Bytes, not characters: `é` is two of them. */
function escaped(text: string): string {
  let name = "";
  for (const [i, byte] of Buffer.from(text).entries()) {
    const character = String.fromCharCode(byte);
    if (character === "/") name += "-";
    else if (/[A-Za-z0-9:_]/.test(character) || (character === "." && i > 0)) name += character;
    else name += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return name;
}
