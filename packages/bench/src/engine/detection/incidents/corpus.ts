import { StreamParser } from "@logstead/detector/parts";
import type { Corpus } from "./run.ts";

const fewest = 200;
const most = 20_000;

/** The lines of a log without their times: level, component and message. Undefined if it has too few. */
export function corpusOf(name: string, text: string, now: number): Corpus | undefined {
  const all = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (all.length < fewest) return undefined;
  const lines = all.slice(0, most);
  const parser = new StreamParser();
  parser.learn(lines.slice(0, 1000), now);
  return {
    name,
    lines: lines.map((line) => {
      const { level, component, message } = parser.parse(line, now);
      return `${level ?? "INFO"} ${component ? `${component.replace(/\s+/g, "-")}: ` : ""}${message}`.slice(
        0,
        1000,
      );
    }),
  };
}
