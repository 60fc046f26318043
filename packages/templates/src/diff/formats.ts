import { parseAllDocuments } from "yaml";
import { parseIni } from "./ini.ts";

export type Format = "yaml" | "json" | "ini" | "text";

/** A file's format by its path, never guessed from its content, so that it is compared the same way each time. */
export function formatOf(path: string): Format {
  if (/\.ya?ml$/.test(path)) return "yaml";
  if (/\.json$/.test(path)) return "json";
  if (/\.(ini|cfg)$/.test(path)) return "ini";
  const unit = /\.(service|timer|socket|slice|mount|automount|path|target|network|container|volume)$/;
  const dropIn = /\.(service|timer|socket|slice|mount|path|target)\.d\/[^/]+\.conf$/;
  const daemon = /(^|\/)(journald|system|resolved|timesyncd)\.conf(\.d\/[^/]+\.conf)?$/;
  return unit.test(path) || dropIn.test(path) || daemon.test(path) ? "ini" : "text";
}

/** The data of a text; undefined where it cannot be compared as data. */
export function parseAs(format: Format, text: string): { data: unknown } | undefined {
  try {
    if (format === "yaml") return parseYaml(text);
    if (format === "ini") return { data: parseIni(text) };
    if (format === "text") return undefined;
    JSON.parse(text);
    return parseYaml(text);
  } catch {
    return undefined;
  }
}

/** Large numbers stay exact, also in JSON, which is read as the YAML it is. */
function parseYaml(text: string): { data: unknown } | undefined {
  const documents = parseAllDocuments(text, { intAsBigInt: true, merge: true, logLevel: "silent" });
  if (!Array.isArray(documents)) return { data: null };
  // A tag that is not known (`!vault`) is a warning, and its value would be compared without it.
  if (documents.some((document) => document.errors.length > 0 || document.warnings.length > 0))
    return undefined;
  const data = documents.map((document) => plain(document.toJS()));
  return { data: data.length === 1 ? data[0] : data };
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
