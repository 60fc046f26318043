/** Key and value pairs as github.com/go-logfmt/logfmt reads them, up to the first mistake. */
export function scanLogfmt(text: string, found: (key: string, value: string) => void): void {
  for (const line of text.split("\n")) {
    // Go's line scanner gives up here (bufio.MaxScanTokenSize).
    if (line.length * 3 >= maxLine && Buffer.byteLength(line) >= maxLine) return;
    if (!scanLine(line, found)) return;
  }
}

const maxLine = 64 * 1024;

/** False where the decoder stops: at a key with a quote, or a quoted value that does not end. */
function scanLine(line: string, found: (key: string, value: string) => void): boolean {
  let at = 0;
  while (at < line.length) {
    if (line.charCodeAt(at) <= 0x20) {
      at++;
      continue;
    }
    const start = at;
    while (at < line.length && line.charCodeAt(at) > 0x20 && line[at] !== "=" && line[at] !== '"') at++;
    const key = line.slice(start, at);
    if (line[at] === '"' || (line[at] === "=" && key === "")) return false;
    if (!key.isWellFormed() || key.includes("\ufffd")) return false;
    if (line[at] !== "=") {
      found(key, "");
      continue;
    }
    at++;
    if (line[at] !== '"') {
      const from = at;
      while (at < line.length && line.charCodeAt(at) > 0x20) {
        if (line[at] === "=" || line[at] === '"') return false;
        at++;
      }
      found(key, line.slice(from, at));
      continue;
    }
    const from = at++;
    while (at < line.length && line[at] !== '"') at += line[at] === "\\" ? 2 : 1;
    if (at >= line.length) return false;
    at++;
    const value = unquote(line.slice(from, at));
    if (value === undefined) return false;
    found(key, value);
  }
  return true;
}

function unquote(text: string): string | undefined {
  if (!text.includes("\\")) return text.slice(1, -1);
  try {
    return (JSON.parse(text) as string).toWellFormed();
  } catch {
    return undefined;
  }
}
