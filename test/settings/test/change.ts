import type { Step } from "./leaves.ts";

export type Path = (string | number)[];
type Data = Record<string, unknown>;
const isData = (value: unknown): value is Data =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Where a leaf stands in a file, or would stand: everything above it must be there, or be a plain section. */
export function placesOf(data: unknown, steps: readonly Step[], at: Path = []): Path[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [at];
  if (step === "[]")
    return Array.isArray(data) ? data.flatMap((one, i) => placesOf(one, rest, [...at, i])) : [];
  if (step === "<name>") {
    const keys = isData(data) ? Object.keys(data) : [];
    return keys.flatMap((key) => placesOf((data as Data)[key], rest, [...at, key]));
  }
  if ("form" in step) return isData(data) && data[step.form] === step.tag ? placesOf(data, rest, at) : [];
  if (data !== undefined && data !== null && !isData(data)) return [];
  return placesOf((data as Data | undefined)?.[step.key], rest, [...at, step.key]);
}

export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Data | undefined)?.[step], data);
}

/** A copy with another value at a path; what is not changed is shared. */
export function withValue(data: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(data)) return data.map((one, i) => (i === step ? withValue(one, rest, value) : one));
  const below = isData(data) ? data : {};
  return { ...below, [step]: withValue(below[step], rest, value) };
}

/** What entries of an inventory are called, which other settings refer to. */
export function namesIn(data: Data): string[] {
  const named = ["tenants", "logKinds", "pipelines", "groups", "hosts"].map((section) => data[section]);
  const rules = (data.redaction as { rules?: Data } | undefined)?.rules;
  return [...named, rules].flatMap((entries) => Object.keys(entries ?? {}));
}
