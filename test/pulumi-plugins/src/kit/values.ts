/** Property values as they travel: JSON plus objects whose signature key says what they stand for. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Properties = Record<string, Value>;

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const kinds = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
};

/** Stands for a value that a preview cannot know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isObject(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an object stands for; `undefined` for plain objects and everything else. */
export function kindOf(value: Value | undefined): keyof typeof kinds | undefined {
  if (!isObject(value) || typeof value[SIGNATURE] !== "string") return undefined;
  return (Object.keys(kinds) as (keyof typeof kinds)[]).find((kind) => kinds[kind] === value[SIGNATURE]);
}

export function tagged(kind: keyof typeof kinds, content: Properties): { [key: string]: Value } {
  return { [SIGNATURE]: kinds[kind], ...content };
}

export function secret(value: Value): Value {
  return kindOf(value) === "secret" ? value : tagged("secret", { value });
}

/** The value inside secret and output wrappers; only the outermost ones are taken off. */
export function unwrap(value: Value | undefined): Value | undefined {
  const kind = kindOf(value);
  if (!isObject(value) || (kind !== "secret" && kind !== "output")) return value;
  return unwrap(kind === "output" && !("value" in value) ? UNKNOWN : value.value);
}

/** A copy without any secret or output wrapper. */
export function plain(value: Value): Value {
  const inner = unwrap(value) ?? null;
  if (Array.isArray(inner)) return inner.map(plain);
  if (!isObject(inner) || kindOf(inner)) return inner;
  return Object.fromEntries(Object.entries(inner).map(([key, item]) => [key, plain(item)]));
}

export function isUnknown(value: Value | undefined): boolean {
  return unwrap(value) === UNKNOWN;
}

/** Assets and archives are equal when their hashes are; where a file lies does not matter. */
export function same(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x, i) => same(x, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  if (kindOf(a) !== kindOf(b)) return false;
  if (kindOf(a) === "asset" || kindOf(a) === "archive") return a.hash === b.hash;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
}

/** Every string that is secret by its wrapper, for keeping it out of messages. */
export function secretStrings(value: Value | undefined, inside = false): string[] {
  if (typeof value === "string") return inside && value !== UNKNOWN ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => secretStrings(item, inside));
  if (!isObject(value)) return [];
  const kind = kindOf(value);
  if (kind === "secret") return secretStrings(value.value, true);
  if (kind === "output") return secretStrings(value.value, inside || value.secret === true);
  return Object.entries(value).flatMap(([key, item]) =>
    key === SIGNATURE ? [] : secretStrings(item, inside),
  );
}
