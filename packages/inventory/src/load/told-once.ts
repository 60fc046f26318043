import type { Problem } from "@logstead/base";

/* Which problems are reported: each mistake once, and nothing that only follows from another. */

interface Known {
  /** The files in their order. */
  files: string[];
  /** Sections that exist under a misspelt name. */
  misspelt: ReadonlySet<string | undefined>;
  /** Whether a part of the inventory could not be read. */
  incomplete: boolean;
}

/** The problems of the schema and of the cross-checks in the order of the file, each mistake once. */
export function toldOnce(schema: Problem[], checks: Problem[], known: Known): Problem[] {
  // A misspelt section is one mistake, though its right spelling is missing too.
  const needless = (p: Problem) =>
    (["missing", "no-hosts"].includes(p.code) && known.misspelt.has(p.path)) ||
    (known.incomplete && saysAbsent(p));
  const independent = checks.filter((found) => !follows(found, schema));
  return unique([...schema, ...independent].filter((p) => !needless(p))).sort(byPlace(known.files));
}

/** Whether part of the file could not be read: what seems missing may stand there. */
export function isIncomplete(problems: Problem[]): boolean {
  return problems.some((p) => !["duplicate-key", "bad-key"].includes(p.code) && !ofForm.has(p.code));
}

/** A setting that seems incomplete because part of it was refused is no separate mistake. */
function follows({ code, path: at }: Problem, before: Problem[]): boolean {
  if (code !== "incomplete-setting" && code !== "missing-checksum") return false;
  const below = (path = "") => path.startsWith(`${at}.`) || path.startsWith(`${at}[`);
  return before.some((p) => p.severity === "error" && below(p.path));
}

/** "There is no …" is unknown while part of the inventory is unreadable. */
const saysAbsent = ({ code, path = "" }: Problem) =>
  /^no-(hosts|loki|such-service|syslog-receiver)$|^unknown-(?!key|tag|anchor)/.test(code) ||
  (code === "missing" && !path.includes("."));

/** Where the YAML itself is wrong, the value read there means nothing. */
const ofForm = new Set(["alias-of-itself", "unknown-anchor", "bad-merge", "unknown-tag", "ambiguous-number"]);

/** Problems of values that several places share (aliases) are the same mistake. */
function unique(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  const broken = new Set(
    problems.filter((p) => ofForm.has(p.code)).map((p) => `${p.file}:${p.line}:${p.column}`),
  );
  return problems.filter((p) => {
    if (!ofForm.has(p.code) && broken.has(`${p.file}:${p.line}:${p.column}`)) return false;
    if (p.line === undefined) return true;
    const place = `${p.code} ${p.file}:${p.line}:${p.column}`;
    const keys = [`${place} ${p.path}`, `${place} ${p.message}`];
    if (keys.some((key) => seen.has(key))) return false;
    for (const key of keys) seen.add(key);
    return true;
  });
}

/** Problems in the order of the files and their lines, those without a place first. */
function byPlace(files: string[]) {
  const order = new Map(files.map((file, i) => [file, i]));
  return (a: Problem, b: Problem) =>
    (order.get(a.file ?? "") ?? -1) - (order.get(b.file ?? "") ?? -1) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0);
}
