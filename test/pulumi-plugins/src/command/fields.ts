import {
  type CheckFailure,
  isObject,
  isUnknown,
  kindOf,
  type Properties,
  secret,
  unwrap,
  type Value,
} from "../kit/index.ts";

/** The shape of an input object; type names are the ones the official provider's messages use. */
export interface Shape {
  name: string;
  fields: Record<string, Field>;
}
export interface Field {
  type:
    | "string"
    | "bool"
    | "float64"
    | "int"
    | "[]string"
    | "[]interface {}"
    | "map[string]string"
    | "asset"
    | Shape;
  required?: true;
  secret?: true;
  default?: Value;
}

type Report = (property: string, reason: string) => void;

/** All mistakes of an object; unknown values are taken on trust until they are known. */
export function mistakes(shape: Shape, inputs: Properties): CheckFailure[] {
  const found: CheckFailure[] = [];
  const report: Report = (property, reason) => found.push({ property, reason });
  for (const [name, field] of Object.entries(shape.fields)) {
    const value = unwrap(inputs[name]);
    if (value === undefined || value === null) {
      if (field.required) report(name, `Missing required field '${name}' on '${shape.name}'`);
    } else if (!isUnknown(value)) {
      checkValue(shape, name, field.type, value, report);
    }
  }
  for (const name of Object.keys(inputs).sort())
    if (!shape.fields[name]) report(name, `Unrecognized field '${name}' on '${shape.name}'`);
  return found;
}

function checkValue(shape: Shape, path: string, type: Field["type"], value: Value, report: Report): void {
  const mismatch: Mismatch = (at, want, got) =>
    report(at, `Field '${at}' on '${shape.name}' must be a '${want}'; got '${typeName(got)}' instead`);
  const undecodable = (reason: string) =>
    report(path, `An error occurred decoding '${shape.name.split(".").at(-1)}.${path}': ${reason}`);
  if (typeof type === "object") {
    if (!isObject(value)) mismatch(path, type.name, value);
    else checkObject(type, value, undecodable);
  } else if (type === "asset") {
    if (kindOf(value) !== "asset" && kindOf(value) !== "archive") mismatch(path, "asset or archive", value);
  } else if (type === "map[string]string") {
    if (!isObject(value)) mismatch(path, type, value);
    else
      for (const [key, item] of Object.entries(value)) checkString(`${path}[${key}] value`, item, mismatch);
  } else if (isObject(value)) {
    undecodable(`Cannot decode Object{} to type ${type}; it isn't a struct, and no custom decoder exists`);
  } else if (type === "[]interface {}" || type === "[]string") {
    if (!Array.isArray(value)) mismatch(path, type, value);
    else if (type === "[]string")
      for (const [i, item] of value.entries()) checkString(`${path}[${i}]`, item, mismatch);
  } else if (typeName(value) !== (type === "int" ? "float64" : type)) {
    mismatch(path, type, value);
  }
}

type Mismatch = (path: string, want: string, got: Value) => void;

function checkObject(shape: Shape, value: Properties, undecodable: (reason: string) => void): void {
  const inner = mistakes(shape, value).map(({ property, reason }) => `\t${property}: ${reason}`);
  if (inner.length > 0) undecodable(`${inner.length} failures decoding:\n${inner.join("\n")}`);
}

function checkString(path: string, wrapped: Value, mismatch: Mismatch): void {
  const value = unwrap(wrapped) ?? null;
  if (value !== null && typeof value !== "string") mismatch(path, "string", value);
}

function typeName(value: Value): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "number") return "float64";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : "map[string]interface {}";
}

/** Fills in defaults and marks as secret what always is. */
export function completed(shape: Shape, inputs: Properties): Properties {
  const result: Properties = {};
  for (const [name, field] of Object.entries(shape.fields)) {
    const value = inputs[name] ?? field.default;
    if (value !== undefined) result[name] = marked(field, value);
  }
  return result;
}

/** The same for inputs that have mistakes: no defaults, but what is secret must not show in the report. */
export function hidden(shape: Shape, inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, shape.fields[name]?.secret ? secret(value) : value]),
  );
}

function marked(field: Field, value: Value): Value {
  const inner = unwrap(value);
  const whole =
    typeof field.type === "object" && isObject(inner) && !kindOf(inner)
      ? completed(field.type, inner)
      : value;
  return field.secret || kindOf(value) === "secret" ? secret(whole) : whole;
}
