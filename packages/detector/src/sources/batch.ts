/** Lines of one stream, as a source gives them. */
export interface Batch {
  /** The stream's canonical name: labels of its source sorted, `{host="dns01",job="syslog"}`. */
  stream: string;
  /** Milliseconds since 1970, with fractions, one for each line. */
  times: number[];
  lines: string[];
}

/** A request that cannot be read, with the reason; whoever sent it is told. */
export class MalformedError extends Error {}

/**
 * Labels that say something of a line, not of where it comes from. A unit's first error would otherwise be a stream
 * of its own, which is only learned for a day, beside the stream that knows the unit's past.
 */
const ofLines = new Set(["level", "detected_level"]);

/** The canonical name of labels: those of the source, sorted, values as JSON writes them. */
export function streamName(labels: Record<string, string>): string {
  const all = Object.keys(labels);
  if (all.reduce((sum, name) => sum + name.length + (labels[name] as string).length, 0) > mostLabels)
    throw new MalformedError(`labels have more than ${mostLabels} characters`);
  const own = all.filter((name) => !ofLines.has(name));
  const parts = (own.length > 0 ? own : all).sort().map((name) => `${name}=${JSON.stringify(labels[name])}`);
  return `{${parts.join(",")}}`;
}

const mostNames = 50_000;
/** Longer ones are not kept for the next time. */
const longestKept = 1024;
/** Labels' characters together. Loki takes 15 labels, their values of at most 2,048 bytes. */
const mostLabels = 65_536;
const names = new Map<string, string>();
const pair = /\s*([a-zA-Z_][a-zA-Z0-9_.:-]*)\s*=\s*("(?:[^"\\]|\\.)*")\s*(,|$)/y;

/** The canonical name of labels in Loki's text form, `{a="b", c="d"}`. */
export function canonical(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  // Before it is read: a text of megabytes is too much for an expression.
  if (text.length > 2 * mostLabels)
    throw new MalformedError(`labels have more than ${mostLabels} characters`);
  const name = streamName(parseLabels(text));
  if (text.length > longestKept) return name;
  if (names.size >= mostNames) names.clear();
  names.set(text, name);
  return name;
}

function parseLabels(text: string): Record<string, string> {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{") || !trimmed.endsWith("}"))
    throw new MalformedError("labels are not in braces");
  const inner = trimmed.slice(1, -1).trim();
  // Without a prototype: any name is a name.
  const labels: Record<string, string> = Object.create(null);
  pair.lastIndex = 0;
  let end = 0;
  for (let found = pair.exec(inner); found; found = pair.exec(inner)) {
    labels[found[1] as string] = unquote(found[2] as string);
    end = pair.lastIndex;
    if (found[3] === "") break;
  }
  if (end !== inner.length || inner === "") throw new MalformedError("labels cannot be read");
  return labels;
}

/** Go's quotation; what JSON does not know (`\x1b`) is turned into what it knows. */
function unquote(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    try {
      const plain = text
        .replace(/\\x([0-9a-fA-F]{2})/g, "\\u00$1")
        .replace(/\\a/g, "\\u0007")
        .replace(/\\v/g, "\\u000b");
      return JSON.parse(plain) as string;
    } catch {
      throw new MalformedError("a label's value cannot be read");
    }
  }
}

/** The detector's own lines: reading them would feed it with itself. */
export const isOwn = (stream: string) => stream.includes('job="logstead-');
