/** Names of the label that says which machine a stream is of, the usual one first. */
const hostLabels = ["host", "hostname", "node", "instance", "nodename"];

const known = new Map<string, string | undefined>();
const mostKnown = 20_000;

/** The machine of a stream such as `{host="dns01",unit="named.service"}`; undefined if it names none. */
export function hostOf(stream: string): string | undefined {
  if (known.has(stream)) return known.get(stream);
  const labels = labelsOf(stream);
  const host = hostLabels.map((name) => labels[name]).find((value) => value !== undefined);
  if (known.size >= mostKnown) known.clear();
  known.set(stream, host);
  return host;
}

/** The labels of a stream's name; none if it is not written as labels. */
export function labelsOf(stream: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name, value] of stream.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g))
    labels[name as string] = (value as string).replace(/\\(.)/g, "$1");
  return labels;
}

/** Whether a text fits another in which `*` stands for any text. */
export function fits(pattern: string, text: string): boolean {
  if (!pattern.includes("*")) return pattern === text;
  const parts = pattern.split("*");
  let at = 0;
  for (const [i, part] of parts.entries()) {
    if (i === 0) {
      if (!text.startsWith(part)) return false;
      at = part.length;
    } else if (i === parts.length - 1) return text.length - part.length >= at && text.endsWith(part);
    else {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
  }
  return true;
}
