/** A compiled path: keys and indices from the top. */
export type JsonPath = (string | number)[];

/** The subset of JMESPath in use: `a`, `a.b`, `"a-b".c`, `a[0]`. Undefined for anything else. */
export function parsePath(text: string): JsonPath | undefined {
  const path: JsonPath = [];
  let rest = text;
  while (rest !== "") {
    const match = /^(?:([A-Za-z_]\w*)|("(?:[^"\\]|\\.)+")|\[(\d+)\])(\.(?=[A-Za-z_"])|(?=\[)|$)/.exec(rest);
    if (!match) return undefined;
    if (match[3] !== undefined && path.length === 0) return undefined;
    path.push(
      match[3] !== undefined ? Number(match[3]) : (match[1] ?? (JSON.parse(match[2] as string) as string)),
    );
    rest = rest.slice(match[0].length);
  }
  return path.length > 0 ? path : undefined;
}

/** The object of a JSON text as the collectors (json-iterator) take it; undefined where it is not one. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  const first = text.charCodeAt(0);
  // An object or white space before one; everything else need not be tried (null is an empty object in Go).
  if (
    first !== 0x7b &&
    first !== 0x20 &&
    first !== 0x6e &&
    first !== 0x09 &&
    first !== 0x0a &&
    first !== 0x0d
  )
    return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  // Go refuses a number that a float64 cannot hold.
  if (/\d[eE]\+?\d{3}|\d{309}/.test(text) && !finite(value)) return undefined;
  return value as Record<string, unknown>;
}

const finite = (value: unknown): boolean =>
  typeof value === "number"
    ? Number.isFinite(value)
    : typeof value !== "object" || value === null || Object.values(value).every(finite);

/** The text a collector makes of a JSON value; undefined for null and for what is not there. */
export function textAt(object: Record<string, unknown>, path: JsonPath): string | undefined {
  let value: unknown = object;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    const isArray = Array.isArray(value);
    if (isArray !== (typeof key === "number")) return undefined;
    value = Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
  }
  return textOf(value);
}

/** Half a pair from an escape; U+DC80 to U+DCFF stand for bytes that are no UTF-8, which both collectors keep. */
const brokenEscape = /[\ud800-\udc7f\udd00-\udfff]/gu;

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? value : value.replace(brokenEscape, "\ufffd");
  if (typeof value === "number") return plainNumber(value);
  if (typeof value === "boolean") return String(value);
  return value === null || value === undefined ? undefined : goJson(value);
}

/** Go's FormatFloat(x, 'f', -1, 64): never an exponent. */
export function plainNumber(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const text = String(value);
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!parts) return text;
  const [, sign = "", head = "", tail = "", exponent] = parts;
  const power = Number(exponent);
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${head}${tail}`;
  return `${sign}${head}${tail.padEnd(power, "0")}`;
}

/** Like Go's json.Marshal: sorted keys (the collectors write an object's keys in any order), no white space, and `<`, `>`, `&`, U+2028 and U+2029 escaped. */
function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return `{${entries.map(([key, item]) => `${goString(key)}:${goJson(item)}`).join(",")}}`;
  }
  if (typeof value === "string") return goString(value);
  if (Object.is(value, -0)) return "-0";
  return JSON.stringify(value);
}

const goString = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
