import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { type JsonSchema, jsonSchema } from "../src/index.ts";

type Data = Record<string, unknown>;
const isData = (value: unknown): value is Data =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Settings of the schema that none of the files (with what they include) writes down. */
export function unusedSettings(files: string[]): string[] {
  const schema = jsonSchema();
  const definitions = schema.definitions as Record<string, JsonSchema>;
  const all = new Set<string>();
  const used = new Set<string>();

  const formsOf = (node: JsonSchema): JsonSchema[] => {
    const target = node.$ref ? definitions[String(node.$ref).split("/").at(-1) as string] : undefined;
    const parts = target ? [target] : (node.anyOf ?? node.oneOf ?? (node.allOf as JsonSchema[] | undefined));
    return parts ? parts.flatMap(formsOf) : [node];
  };

  /** Settings that stand in several places are one: host settings in each layer, workloads, what all sources have. */
  const shorten = (path: string) =>
    path
      .replace(/^(hosts|groups)\.<name>|^defaults/, "host")
      .replace(/^k8s\.podSecurity\.\w+\./, "k8s.podSecurity.<workload>.")
      .replace(/(sources\.<name>)\([\w-]+\)\.(\w+)/, (whole, before, key) =>
        shared.has(key) ? `${before}.${key}` : whole,
      );

  function collect(node: JsonSchema, path: string): void {
    for (const form of formsOf(node)) {
      const tag = tagOf(form);
      for (const [key, part] of Object.entries(form.properties ?? {})) {
        all.add(shorten(`${path}${tag}.${key}`));
        collect(part, `${path}${tag}.${key}`);
      }
      if (isData(form.additionalProperties)) collect(form.additionalProperties, `${path}.<name>`);
      if (form.items) collect(form.items, `${path}[]`);
    }
  }

  function visit(node: JsonSchema, value: unknown, path: string): void {
    for (const form of formsOf(node)) {
      const tag = tagOf(form);
      if (
        isData(value) &&
        tag &&
        Object.entries(form.properties ?? {}).some(
          ([key, part]) => part.const !== undefined && value[key] !== part.const,
        )
      )
        continue;
      for (const [key, part] of Object.entries(form.properties ?? {})) {
        if (!isData(value) || !(key in value)) continue;
        used.add(shorten(`${path}${tag}.${key}`));
        visit(part, value[key], `${path}${tag}.${key}`);
      }
      if (isData(form.additionalProperties) && isData(value))
        for (const entry of Object.values(value)) visit(form.additionalProperties, entry, `${path}.<name>`);
      if (form.items && Array.isArray(value))
        for (const entry of value) visit(form.items, entry, `${path}[]`);
    }
  }

  const shared = new Set(
    sharedKeys(
      formsOf(definitions.Sources?.additionalProperties as JsonSchema).filter((form) => form.properties),
    ),
  );
  const root = (path: string) => path.replace(/^\./, "");
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    all.add(name);
    collect(part, name);
  }
  for (const file of files.flatMap(withIncludes))
    for (const document of parseAllDocuments(readFileSync(file, "utf8"))) {
      const data = document.toJS() as Data;
      for (const [name, value] of Object.entries(data)) {
        used.add(name);
        visit((schema.properties as Record<string, JsonSchema>)[name] as JsonSchema, value, name);
      }
    }
  return [...all]
    .map(root)
    .filter((path) => !used.has(path))
    .sort();
}

const tagOf = (form: JsonSchema) => {
  const tag = Object.entries(form.properties ?? {}).find(
    ([, part]) => part.const !== undefined && part.default === undefined,
  );
  return tag ? `(${tag[1].const})` : "";
};

/** Keys that every form of a union has. */
function sharedKeys(forms: JsonSchema[]): string[] {
  const [first, ...rest] = forms.map((form) => Object.keys(form.properties ?? {}));
  return (first ?? []).filter((key) => key !== "type" && rest.every((keys) => keys.includes(key)));
}

function withIncludes(file: string): string[] {
  const first = parseAllDocuments(readFileSync(file, "utf8"))[0]?.toJS() as Data | undefined;
  const patterns = (first?.include as string[] | undefined) ?? [];
  return [
    file,
    ...patterns.flatMap((pattern) =>
      globSync(pattern, { cwd: dirname(file) }).map((name) => join(dirname(file), name)),
    ),
  ];
}
