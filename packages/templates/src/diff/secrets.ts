import { createHash } from "node:crypto";
import { looksSecret, mask } from "./secret-keys.ts";
import type { ValueChange } from "./values.ts";

/** A change with possible secrets masked; that a value changed stays visible. */
export function maskChange(change: ValueChange): ValueChange {
  const secret = stepsOf(change.path).some(looksSecret);
  return {
    ...change,
    ...("before" in change && { before: masked(change.before, secret) }),
    ...("after" in change && { after: masked(change.after, secret) }),
  };
}

function masked(value: unknown, secret: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, secret));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const beside = key === "value" && "name" in value && looksSecret(String(value.name));
        return [key, masked(item, secret || beside || looksSecret(key))];
      }),
    );
  if (value === null || value === "" || typeof value === "boolean") return value;
  if (secret) return mask;
  return typeof value === "string" ? maskText(value) : value;
}

const stepsOf = (path: string) => path.match(/"(?:[^"\\]|\\.)*"|[^.[\]"]+/g) ?? [];

/** Text with the values of `key: value`, `key=value`, `--key value`, headers, URLs and private keys masked. */
export function maskText(text: string): string {
  return maskDigests(maskPrivateKeys(text).split("\n").map(maskLine).join("\n"));
}

/**
 * The lines of private keys as short digests, so that a diff still finds the ones that differ; a part of
 * a diff may show the middle of a key only, so this happens before the comparison.
 */
export function maskPrivateKeys(text: string): string {
  return text.replace(
    /(-----BEGIN [A-Z ]*PRIVATE KEY-----)(.*?)(?=-----END|$)/gs,
    (_, begin: string, body: string) => begin + body.replace(/[^\s\\]{3,}/g, digest),
  );
}

const digest = (line: string) =>
  line.startsWith(`${mask}#`)
    ? line
    : `${mask}#${createHash("sha256").update(line).digest("hex").slice(0, 8)}`;
const maskDigests = (text: string) => text.replace(/\*\*\*#[0-9a-f]{8}/g, mask);

function maskLine(line: string): string {
  return line
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*):[^\s/@"']+@/gi, `$1:${mask}@`)
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${mask}`)
    .replace(/([\w.-]+)(["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;}]+)/g, hideIfSecret)
    .replace(/(--?[\w-]+|\bauthorization)(\s+)("(?:[^"\\]|\\.)*"|'[^']*'|(?!-)[^\s"',;}]+)/gi, hideIfSecret);
}

const hideIfSecret = (match: string, key: string, between: string, value: string) =>
  looksSecret(key) ? `${key}${between}${hide(value)}` : match;

/** Quotes stay, so that the line keeps its form; a word that announces the secret stays too. */
function hide(value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? "";
  return /^(bearer|basic)$/i.test(value) ? value : `${quote}${mask}${quote}`;
}
