import type { Heard } from "./kind.ts";

/* How probes read back what `words.ts` wrote. */

/** `[critical] update: 40 failed logins` */
export function readSubject(subject: string): Pick<Heard, "event" | "severity" | "title"> {
  const [, severity = "", word = "", title = ""] =
    /^(?:\[(\w+)\] )?(?:(update|resolved): )?(.*)$/s.exec(subject) ?? [];
  const event = word === "update" ? "updated" : word === "resolved" ? "resolved" : "firing";
  return { severity, event, title };
}

/** Plain text: facts by name, lines below `Lines:`, an address on a line of its own. */
export function readText(text: string): Pick<Heard, "host" | "link" | "evidence"> {
  const lines = text.split("\n");
  const from = lines.indexOf("Lines:");
  const evidence: string[] = [];
  for (let at = from + 1; from !== -1 && lines[at]?.startsWith("  "); at++)
    evidence.push((lines[at] as string).trim());
  return {
    host: /^Hosts: +(.*)$/m.exec(text)?.[1] ?? "",
    link: lines.find((line) => /^https?:\/\/\S+$/.test(line)) ?? "",
    evidence,
  };
}
