import { stringify } from "yaml";
import type { JsonSchema } from "./json-schema.ts";
import { jsonSchema } from "./schema.ts";

/** The reference of every setting as Markdown, one table per section, made from the JSON Schema. */
export function reference(): string {
  const schema = jsonSchema();
  const view = new ReferenceView(schema.definitions as Record<string, JsonSchema>);
  const required = new Set(schema.required);
  const sections = Object.entries(schema.properties ?? {}).map(([name, section]) =>
    view.section(name, section, required.has(name)),
  );
  return `# Inventory reference

Made from the schema by \`./logstead inventory schema --format markdown\`; do not edit.

A **bold** setting is required; \`<name>\` stands for a name you choose. Host settings may stand in
\`defaults\`, in a group and at the host: the later one wins, mappings are joined key by key.

${sections.join("\n")}`;
}

interface Row {
  path: string;
  required: boolean;
  schema: JsonSchema;
}

/** Sections that have the settings of a host, which are listed once. */
const likeHosts: Record<string, string> = {
  defaults: "The same settings as `hosts.<name>`, except `address` and `groups`.\n",
  groups: "Each entry has the same settings as `hosts.<name>`, except `address` and `groups`.\n",
};

class ReferenceView {
  readonly #definitions: Record<string, JsonSchema>;

  constructor(definitions: Record<string, JsonSchema> | undefined) {
    this.#definitions = definitions ?? {};
  }

  section(name: string, schema: JsonSchema, required: boolean): string {
    const head = `## \`${name}\`\n\n${schema.description ?? ""}${required ? " Required." : ""}\n`;
    if (likeHosts[name]) return `${head}\n${likeHosts[name]}`;
    const [, ...rows] = this.#rows(name, schema, required);
    const lines = rows.map((row) => {
      const path = row.required ? `**\`${row.path}\`**` : `\`${row.path}\``;
      return `| ${path} | ${cell(this.#type(row.schema))} | ${defaultText(row.schema)} | ${cell(row.schema.description ?? "")} |`;
    });
    const type = `Type: ${this.#type(schema)}.${defaultText(schema) ? ` Default: ${defaultText(schema)}.` : ""}\n`;
    const table = `| Setting | Type | Default | Meaning |\n|---|---|---|---|\n${lines.join("\n")}\n`;
    return `${head}\n${lines.length > 0 ? table : type}`;
  }

  /** A setting and everything below it, depth first; forms of a union are told apart by their literal. */
  #rows(path: string, schema: JsonSchema, required: boolean): Row[] {
    const rows: Row[] = [{ path, required, schema }];
    const forms = this.#forms(schema);
    const shared = sharedKeys(forms);
    for (const [key, setting] of shared) rows.push(...this.#rows(`${path}.${key}`, setting, false));
    for (const form of forms) {
      const tag = Object.entries(form.properties ?? {}).find(([, setting]) => setting.const !== undefined);
      const base = tag && forms.length > 1 ? `${path}(${tag[0]}: ${tag[1].const})` : path;
      for (const [key, setting] of Object.entries(form.properties ?? {}))
        if (setting.const === undefined && !shared.has(key))
          rows.push(...this.#rows(`${base}.${key}`, setting, form.required?.includes(key) ?? false));
      if (typeof form.additionalProperties === "object")
        rows.push(...this.#rows(`${path}.<name>`, form.additionalProperties, false));
      if (form.items && this.#forms(form.items).some((item) => item.properties))
        rows.push(...this.#rows(`${path}[]`, form.items, false).slice(1));
    }
    return rows;
  }

  #forms(schema: JsonSchema): JsonSchema[] {
    const target = schema.$ref
      ? this.#definitions[String(schema.$ref).split("/").at(-1) as string]
      : undefined;
    const forms = target
      ? [target]
      : (schema.anyOf ?? schema.oneOf ?? (schema.allOf as JsonSchema[] | undefined));
    return forms ? forms.flatMap((form) => this.#forms(form)) : [schema];
  }

  #type(schema: JsonSchema): string {
    return [...new Set(this.#forms(schema).map((form) => this.#formType(form)))].join(" or ");
  }

  #formType(form: JsonSchema): string {
    if (form.const !== undefined) return `\`${form.const}\``;
    if (form.enum) return form.enum.map((value) => `\`${value}\``).join(", ");
    if (form.title && form.title !== "Text") return form.title;
    if (form.type === "array") return `list of ${form.items ? this.#type(form.items) : "values"}`;
    if (form.type === "object") return "mapping";
    const bounded = form.minimum !== undefined || form.maximum !== undefined;
    return `${form.type === "string" ? "text" : form.type}${bounded ? ` ${form.minimum ?? "…"}–${form.maximum ?? "…"}` : ""}`;
  }
}

function defaultText(schema: JsonSchema): string {
  const value = schema.default;
  if (value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0))
    return "";
  return cell(`\`${stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim()}\``);
}

/** Settings that every form of a union has are listed once. */
function sharedKeys(forms: JsonSchema[]): Map<string, JsonSchema> {
  const mappings = forms.filter((form) => form.properties);
  const [first, ...rest] = mappings.map((form) => Object.entries(form.properties ?? {}));
  if (!first || rest.length === 0) return new Map();
  return new Map(
    first.filter(
      ([key, setting]) =>
        setting.const === undefined && rest.every((other) => other.some(([k]) => k === key)),
    ),
  );
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
