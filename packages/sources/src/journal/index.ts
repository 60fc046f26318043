import { join } from "node:path";
import { AbsolutePath, Duration, goDuration, Regex } from "@logstead/fields";
import { z } from "zod";
import type { ReadContext } from "../kind/context.ts";
import type { PlacedFields, Reading, RelabelRule } from "../kind/reading.ts";
import { commonSettings } from "../kind/settings.ts";
import { sourceKind } from "../kind/source-kind.ts";
import { fields } from "./fields.ts";

const schema = z.strictObject({
  type: z.literal("journal"),
  path: AbsolutePath.prefault("/var/log/journal").describe("Folder of the persistent journal."),
  maxAge: Duration.prefault("168h").describe(
    "How old an entry may be at the first read; as long as the longest planned outage, so nothing is lost (Promtail's own default is 7h).",
  ),
  units: z.array(Regex).prefault([]).describe("Keep only units that match one of these; none: every unit."),
  dropUnits: z.array(Regex).prefault([]).describe("Leave out units that match one of these."),
  ...commonSettings,
});
type Journal = z.output<typeof schema>;

interface JournalReading extends Reading {
  journal: { path: string };
  maxAge: string;
}

/** The systemd journal. */
export const journal = sourceKind<typeof schema, JournalReading>({
  type: "journal",
  schema,
  about: "The systemd journal: services, kernel and, where they log there, containers.",
  place: "on-linux",
  implied: ({ platform, logKinds }) =>
    platform === "windows"
      ? undefined
      : { name: "journal", settings: logKinds.includes("system") ? { kind: "system" } : {} },
  expected: { streams: 25, bytesPerDay: 20e6 },
  labels: ["unit"],
  groups: ["systemd-journal"],
  readsJournal: true,
  pipeline: "journald",
  read: (source, context) => {
    const placed = context.place(fields);
    return { read: reading(source, placed), metadata: placed.metadata };
  },
  promtail: ({ name, labels, read }, { relabelConfigs }) => [
    {
      job_name: name,
      journal: { path: read.journal.path, max_age: read.maxAge, json: false, labels },
      relabel_configs: relabelConfigs(read.rules),
    },
  ],
  alloy: ({ name, labels, read }, { attributes, component, identifier, ruleSet, rulesOf }, to) => {
    const label = identifier(name);
    return [
      ...ruleSet(label, read.rules),
      component(
        "loki.source.journal",
        label,
        attributes({
          path: read.journal.path,
          max_age: read.maxAge,
          format_as_json: false,
          relabel_rules: rulesOf(label, read.rules),
          labels,
          forward_to: [to],
        }),
      ),
    ];
  },
  replayable: () => true,
  probe: (_, { unit }) => [
    { by: "journal", writing: { how: "journal", unit }, labels: { unit, level: "info" } },
  ],
  plant: join(import.meta.dirname, "plant.py"),
});

/** Most hosts have the same journal source: its rules are worked out, and written, once. */
const remembered = new WeakMap<PlacedFields, WeakMap<Journal, JournalReading>>();

function reading(source: Journal, placed: ReturnType<ReadContext["place"]>): JournalReading {
  const known = remembered.get(placed) ?? new WeakMap<Journal, JournalReading>();
  remembered.set(placed, known);
  const read = known.get(source) ?? {
    journal: { path: source.path },
    maxAge: goDuration(source.maxAge),
    rules: [...unitRules(source), ...placed.rules],
  };
  known.set(source, read);
  return read;
}

/** Journal matches know no patterns, so units are kept and dropped by relabelling. */
function unitRules({ units, dropUnits }: Journal): RelabelRule[] {
  const from = ["__journal__systemd_unit"];
  const rules: RelabelRule[] = [];
  if (units.length > 0) rules.push({ from, regex: anywhere(units), action: "keep" });
  if (dropUnits.length > 0) rules.push({ from, regex: anywhere(dropUnits), action: "drop" });
  return rules;
}

/** The expressions may match a part of the name; relabelling matches the whole. */
const anywhere = (expressions: readonly string[]) => `.*(?:${expressions.join("|")}).*`;
