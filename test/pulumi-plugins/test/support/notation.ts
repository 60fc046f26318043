import { isObject, kindOf, type Properties, tagged, UNKNOWN, type Value } from "../../src/kit/values.ts";

/*
 * How the recorded answers are written down: `{ $secret: x }`, `$unknown`, `{ $asset: … }` and
 * `{ $archive: … }` for what travels with signatures, and `$dir` for the folder the case ran in.
 */
const wrappers = ["secret", "asset", "archive"] as const;

export function toWire(value: Value, dir: string): Value {
  if (typeof value === "string") return value === "$unknown" ? UNKNOWN : value.replaceAll("$dir", dir);
  if (Array.isArray(value)) return value.map((item) => toWire(item, dir));
  if (!isObject(value)) return value;
  const kind = wrappers.find((name) => `$${name}` in value);
  if (kind === undefined) return mapObject(value, (item) => toWire(item, dir));
  const inner = toWire(value[`$${kind}`] ?? null, dir);
  return tagged(kind, kind === "secret" ? { value: inner } : (inner as Properties));
}

export function fromWire(value: Value, dir: string): Value {
  if (typeof value === "string")
    return value === UNKNOWN
      ? "$unknown"
      : value.replaceAll(dir, "$dir").replace(/^name[0-9a-f]{8}$/, "name$hex");
  if (Array.isArray(value)) return value.map((item) => fromWire(item, dir));
  if (!isObject(value)) return value;
  const kind = kindOf(value);
  if (kind === "output") return value.secret === true ? { $secret: "$unknown" } : "$unknown";
  const [, ...content] = Object.entries(value).sort(([a], [b]) => order(a) - order(b));
  if (kind === "secret") return { $secret: fromWire(value.value ?? null, dir) };
  // The hash of an archive depends on how it would be packed; that there is one is what counts.
  if (kind === "archive")
    return {
      $archive: { ...mapObject(Object.fromEntries(content), (v) => fromWire(v, dir)), hash: "$hash" },
    };
  if (kind === "asset") return { $asset: mapObject(Object.fromEntries(content), (v) => fromWire(v, dir)) };
  return mapObject(value, (item) => fromWire(item, dir));
}

/** The signature first, so that it can be left out. */
function order(key: string): number {
  return /^[0-9a-f]{32}$/.test(key) ? 0 : 1;
}

function mapObject(
  object: { [key: string]: Value },
  change: (value: Value) => Value,
): { [key: string]: Value } {
  const entries = Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)]));
}
