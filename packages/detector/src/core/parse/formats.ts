import { compileGrok, type Grok, type GrokLibrary, type GrokProblem, isGrokProblem } from "./grok.ts";
import type { HeadedLine } from "./headed-line.ts";
import { levelOf, levelOfLetter, levelOfSeverity } from "./level.ts";
import { readTime, type TimeContext } from "./time.ts";

/** A known format of lines. */
export interface Format {
  name: string;
  /** Tried before the columns are looked at: a format that a user named. */
  first?: boolean;
  grok: Grok;
}

const prefix = "FORMAT_";
/** A line's header is at its start: of longer lines the rest is the message's rest, without a look at it. */
const maxLength = 2048;

/** The formats of a library: its patterns whose names start with `FORMAT_`, in order. */
export function formatsOf(library: GrokLibrary): { formats: Format[]; problems: GrokProblem[] } {
  const formats: Format[] = [];
  const problems: GrokProblem[] = [];
  for (const [name, definition] of library) {
    if (!name.startsWith(prefix)) continue;
    const grok = compileGrok(definition, library);
    if (isGrokProblem(grok)) problems.push({ ...grok, at: `${name}: ${grok.at}` });
    else formats.push({ name: name.slice(prefix.length).toLowerCase().replaceAll("_", "-"), grok });
  }
  return { formats, problems };
}

/** The first format that nearly all lines have. */
export function detectFormat(lines: readonly string[], formats: readonly Format[]): Format | undefined {
  const some = lines.filter((line) => line.trim() !== "").slice(0, 200);
  if (some.length === 0) return undefined;
  return formats.find(
    ({ grok }) => some.filter((line) => grok.exec(line.slice(0, maxLength))).length >= 0.9 * some.length,
  );
}

/** Parses a line by a format; nothing if it has another. */
export function parseFormat(text: string, format: Format, context: TimeContext): HeadedLine | undefined {
  const fields = format.grok.exec(text.slice(0, maxLength));
  if (!fields) return undefined;
  const field = (name: string) => (fields[name] === undefined ? undefined : String(fields[name]));
  const level = field("level");
  const priority = fields.priority;
  const message = (field("message") ?? text) + text.slice(maxLength);
  const time = (field("timestamp") ?? "").replace(/^[IWEF](\d\d)(\d\d) /, "$1-$2 ");
  return {
    time: readTime(time, 0, context)?.time,
    level:
      level !== undefined
        ? (levelOf(level) ?? levelOfLetter(level))
        : typeof priority === "number"
          ? levelOfSeverity(priority)
          : undefined,
    component: field("component") ?? field("program"),
    message,
    fits: true,
    at: text.endsWith(message) ? text.length - message.length : -1,
  };
}
