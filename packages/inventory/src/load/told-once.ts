import type { Problem } from "@logstead/base";

/* Which problems are worth telling: each mistake once, and nothing that only follows from another. */

interface Known {
  /** The files in their order. */
  files: string[];
  /** Sections that are there under a misspelt name. */
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
  const own = checks.filter((one) => !follows(one, schema));
  return unique([...schema, ...own].filter((p) => !needless(p))).sort(byPlace(known.files));
}

/** Whether more is wrong than single values: then what is not there may stand in what was not read. */
export function isIncomplete(problems: Problem[]): boolean {
  return problems.some((p) => !["duplicate-key", "bad-key"].includes(p.code) && !ofForm.has(p.code));
}

/** What seems incomplete because a part of it could not be read is no mistake of its own. */
function follows(one: Problem, before: Problem[]): boolean {
  if (one.code !== "incomplete-setting" && one.code !== "missing-checksum") return false;
  const below = (path = "") => path.startsWith(`${one.path}.`) || path.startsWith(`${one.path}[`);
  return before.some((p) => p.severity === "error" && below(p.path));
}

/** "There is no …", which nobody knows while a part of the inventory could not be read. */
const saysAbsent = ({ code, path = "" }: Problem) =>
  /^no-(hosts|loki|such-service|syslog-receiver)$|^unknown-(?!key|tag|anchor)/.test(code) ||
  (code === "missing" && !path.includes("."));

/** Where the YAML itself is wrong, what was read there says nothing. */
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
