import type { Site } from "@logstead/inventory";
import type { Stage } from "../stages/stage.ts";
import { canonical, placeOf } from "./labels.ts";
import type { RelabelRule } from "./model.ts";

/** A field that a source knows beside the line, and where the program keeps it. */
export interface SourceField {
  /** Its name in Loki. */
  name: string;
  /** The program's internal label, such as `__journal__boot_id`. */
  from: string;
  /** Matches the whole value and captures what is kept; everything when left out. */
  regex?: string;
  replacement?: string;
}

/** Fields as relabelling writes them and as the first stages sort them into labels and metadata. */
export interface PlacedFields {
  rules: RelabelRule[];
  stages: Stage[];
  labels: string[];
}

/**
 * Relabelling can only write labels, so every field that is kept becomes one first; those that are not to be
 * labels are moved into structured metadata before anything else sees the line. A field that names a person
 * is hidden on that way.
 */
export function placeFields(site: Site, tenant: string, fields: readonly SourceField[]): PlacedFields {
  const kept = fields.filter(({ name }) => placeOf(site, tenant, name) !== "drop");
  const isLabel = (name: string) => placeOf(site, tenant, name) === "label";
  const rules = kept.map(
    ({ name, from, regex, replacement }): RelabelRule => ({
      from: [from],
      ...(regex !== undefined && { regex }),
      to: isLabel(name) ? canonical(site, name) : name,
      ...(replacement !== undefined && { replacement }),
    }),
  );
  const labels = [...new Set(kept.map(({ name }) => name).filter(isLabel))];
  const metadata = [...new Set(kept.map(({ name }) => name).filter((name) => !isLabel(name)))];
  return { rules, stages: metadataStages(site, metadata), labels };
}

/** Moves labels into structured metadata. They stay readable as extracted fields of the same name. */
function metadataStages(site: Site, names: readonly string[]): Stage[] {
  if (names.length === 0) return [];
  const hidden = names.filter((name) => site.fields[name]?.redact);
  const { hash } = site.redaction;
  return [
    ...hidden.map(
      (source): Stage => ({
        type: "replace",
        source,
        expression: "(.+)",
        replacement: "***",
        ...(hash.enabled && { hash: true }),
      }),
    ),
    // Alloy reads a field and the label of the same name; without the label both programs read the field.
    { type: "label-drop", labels: [...names] },
    { type: "metadata", fields: Object.fromEntries(names.map((name) => [name, name])) },
  ];
}
