import { readFileSync } from "node:fs";
import { formatProblem, type Problem } from "@logstead/base";
import { paint } from "./colour.ts";

const shown = 50;

/** Problems as a person reads them: place and message, the line itself, then what to do. */
export function problemsText(problems: Problem[], stream: NodeJS.WriteStream = process.stdout): string {
  const blocks = problems.slice(0, shown).map((p) => block(p, stream));
  if (problems.length > shown) blocks.push(`… and ${problems.length - shown} more (--output json lists all)`);
  return blocks.join("\n\n");
}

function block(p: Problem, stream: NodeJS.WriteStream): string {
  const [head = "", ...details] = formatProblem(p).split("\n");
  const mark = p.severity === "error" ? paint("red", "error", stream) : paint("yellow", "warning", stream);
  const lines = details.map((line) =>
    line.replace(/^( {2}(?:got|want|fix):)/, (label) => paint("dim", label, stream)),
  );
  return [`${mark} ${paint("bold", head, stream)}`, ...excerpt(p, stream), ...lines].join("\n");
}

/** The line the problem is in, with a caret below the place. */
function excerpt(p: Problem, stream: NodeJS.WriteStream): string[] {
  if (!p.file || !p.line || p.code === "secret-in-plain-text") return [];
  let line: string | undefined;
  try {
    line = readFileSync(p.file, "utf8").split(/\r?\n/)[p.line - 1];
  } catch {
    return [];
  }
  if (!line?.trim()) return [];
  const number = String(p.line).padStart(4);
  const start = Math.max(0, (p.column ?? 1) - 60);
  const part = line.slice(start, start + 120).replaceAll("\t", "→");
  const caret = " ".repeat((p.column ?? 1) - 1 - start);
  return [
    `${paint("dim", `${number} |`, stream)} ${part}`,
    `${paint("dim", "     |", stream)} ${caret}${paint("red", "^", stream)}`,
  ];
}

/** "2 errors and 1 warning". */
export function countText(problems: Problem[]): string {
  const count = (severity: Problem["severity"], word: string) => {
    const n = problems.filter((p) => p.severity === severity).length;
    return n === 0 ? [] : [`${n} ${word}${n === 1 ? "" : "s"}`];
  };
  return [...count("error", "error"), ...count("warning", "warning")].join(" and ") || "no problems";
}
