import type { JsonSchema } from "@logstead/inventory";
import { formsOf } from "./leaves.ts";

/** Good values of the inventory's own kinds of text. */
const ofKind: Record<string, string[]> = {
  AbsolutePath: ["/srv/other", "/srv/another"],
  AgeRecipient: ["age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"],
  ByteSize: ["3MB", "300MB", "12GB"],
  CidrAddress: ["192.168.1.77", "0.0.0.0"],
  CronTime: ["7 3 * * 1", "9 4 * * 2"],
  Duration: ["7s", "90s", "3h", "15d", "60d"],
  HostPort: ["elsewhere.internal:1234"],
  HttpUrl: ["https://elsewhere.internal", "http://elsewhere.internal"],
  LabelName: ["region", "cluster", "datacenter"],
  Name: ["elsewhere", "system", "json-common"],
  PathGlob: ["/srv/other/*.log", "/srv/another/*.log"],
  Percent: ["7%", "42%"],
  Regex: ["^other-"],
  SecretRef: ["secret:elsewhere"],
  Sha256: ["a".repeat(64), "b".repeat(64)],
  TimeZone: ["Asia/Tokyo", "America/Lima"],
  Version: ["3.6.9", "3.7.9"],
  WindowsPath: ["D:\\other\\logs", "E:\\another\\nginx.exe"],
};

/** Other texts: where a pattern says what is wanted, those that it lets through. */
const texts = [
  "other",
  "another",
  "pipelines/two",
  "/srv/other.gguf",
  "9m",
  "36h",
  "700MB",
  "2024-02-03",
  "other_",
  "#other",
  "ops@elsewhere.example",
  "https://elsewhere.internal",
  "secret:elsewhere",
  '{other="x"}',
  "elsewhere.internal/a/b",
  "postgresql://elsewhere.internal:5432/other",
  'KERNEL=="other"',
];

/**
 * Other values than the present one, as far as the schema says; the loader decides whether they fit the site.
 * `names` are those of its tenants, hosts, pipelines, …, which some settings refer to.
 */
export function otherValues(schema: JsonSchema, present: unknown, names: string[]): unknown[] {
  const now = present ?? schema.default;
  return candidates(schema, now, names).filter((value) => JSON.stringify(value) !== JSON.stringify(now));
}

function candidates(schema: JsonSchema, now: unknown, names: string[]): unknown[] {
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum) return schema.enum;
  if (schema.title === "Name") return [...names, ...(ofKind.Name as string[])];
  const known = ofKind[schema.title ?? ""];
  if (known) return known;
  switch (schema.type) {
    case "boolean":
      return [true, false];
    case "integer":
    case "number":
      return numbers(schema, now);
    case "array":
      return lists(schema, (now ?? []) as unknown[], names);
    default: {
      const pattern = typeof schema.pattern === "string" ? new RegExp(schema.pattern) : undefined;
      return texts.filter((text) => pattern?.test(text) ?? true).slice(0, 3);
    }
  }
}

function numbers(schema: JsonSchema, now: unknown): number[] {
  const { minimum = 0, maximum = 1e6 } = schema as { minimum?: number; maximum?: number };
  const from = typeof now === "number" ? now : Math.ceil((minimum + maximum) / 2);
  const step = schema.type === "integer" ? 1 : 0.001;
  return [from + step, from - step, from * 2].filter((n) => n >= minimum && n <= maximum);
}

function lists(schema: JsonSchema, now: unknown[], names: string[]): unknown[][] {
  const items = formsOf(schema.items as JsonSchema).flatMap((form) => candidates(form, undefined, names));
  const more = items.filter((item) => !now.includes(item)).slice(0, 12);
  return [
    ...more.map((item) => [...now, item]),
    ...(now.length > 0 ? [now.slice(1)] : []),
    ...more.map((item) => [item]),
  ];
}
