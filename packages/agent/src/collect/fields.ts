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

/** Fields as relabelling writes them, sorted into labels and metadata. */
export interface PlacedFields {
  rules: RelabelRule[];
  labels: string[];
  metadata: string[];
}

/**
 * Relabelling can only write labels, so every field that is kept becomes one first; those that are to be
 * metadata are moved there at the end (`metadataStages`).
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
  const names = [...new Set(kept.map(({ name }) => name))];
  return { rules, labels: names.filter(isLabel), metadata: names.filter((name) => !isLabel(name)) };
}

/**
 * Moves what a source knows into structured metadata, by name there: the last stages but the label policy,
 * since joining lines would lose metadata. A field that names a person is hidden on the way.
 */
export function metadataStages(site: Site, fields: Readonly<Record<string, string>>): Stage[] {
  const sources = Object.values(fields);
  if (sources.length === 0) return [];
  const hidden = Object.entries(fields).filter(([name]) => site.fields[name]?.redact);
  const { hash } = site.redaction;
  return [
    ...hidden.map(
      ([, source]): Stage => ({
        type: "replace",
        source,
        expression: "(.+)",
        replacement: "***",
        ...(hash.enabled && { hash: true }),
      }),
    ),
    // Alloy reads a field and the label of the same name; without the label both programs read the field.
    { type: "label-drop", labels: sources },
    { type: "metadata", fields: { ...fields } },
  ];
}
