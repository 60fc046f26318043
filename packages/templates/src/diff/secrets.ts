import type { ValueChange } from "./values.ts";

const mask = "***";

/** The last word of a key says what it holds: `api_key` and `tls.key` hold one, `key_file` and `sort_key` do not. */
const secretKey =
  /(^|[^a-z])(pass(word|wd|phrase)?|pwd|secret|token|credentials?|authorization|cookie|(api|access|private|secret|auth|signing|encryption|ssh|account)[_. -]?key|bearer|webhook[_. -]?url|client[_. -]?secret|salt|dsn)s?$/;

export function looksSecret(key: string): boolean {
  const words = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  return secretKey.test(words.replace(/["'\]]+$/, ""));
}

/** A change with what may be secret masked; that a value changed stays to be seen. */
export function maskChange(change: ValueChange): ValueChange {
  const secret = stepsOf(change.path).some(looksSecret);
  return {
    ...change,
    ...("before" in change && { before: masked(change.before, secret) }),
    ...("after" in change && { after: masked(change.after, secret) }),
  };
}

function masked(value: unknown, secret: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => masked(one, secret));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, masked(one, secret || looksSecret(key))]),
    );
  if (value === null || value === "" || typeof value === "boolean") return value;
  if (secret) return mask;
  return typeof value === "string" ? maskText(value) : value;
}

const stepsOf = (path: string) => path.match(/"(?:[^"\\]|\\.)*"|[^.[\]"]+/g) ?? [];

/** Text with the values of `key: value`, `key=value`, `--key value`, headers, URLs and private keys masked. */
export function maskText(text: string): string {
  let inKey = false;
  return text
    .split("\n")
    .map((line) => {
      if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(line)) inKey = true;
      const hidden =
        inKey && !/-----(BEGIN|END) /.test(line)
          ? `${/^[-+ ]?\s*/.exec(line)?.[0] ?? ""}${mask}`
          : maskLine(line);
      if (/-----END [A-Z ]*PRIVATE KEY-----/.test(line)) inKey = false;
      return hidden;
    })
    .join("\n");
}

function maskLine(line: string): string {
  return line
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*):[^\s/@"']+@/gi, `$1:${mask}@`)
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${mask}`)
    .replace(/([\w.-]+)(["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;}]+)/g, hideIfSecret)
    .replace(/(--?[\w-]+|\bauthorization)(\s+)("(?:[^"\\]|\\.)*"|'[^']*'|(?!-)[^\s"',;}]+)/gi, hideIfSecret);
}

const hideIfSecret = (all: string, key: string, between: string, value: string) =>
  looksSecret(key) ? `${key}${between}${hide(value)}` : all;

/** Quotes stay, so that the line keeps its form; a word that announces the secret stays too. */
function hide(value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? "";
  return /^(bearer|basic)$/i.test(value) ? value : `${quote}${mask}${quote}`;
}
