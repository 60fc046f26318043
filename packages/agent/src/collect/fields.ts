import type { Site } from "@logstead/inventory";
import type { PlacedFields, RelabelRule, SourceField } from "@logstead/sources";
import type { Stage } from "../stages/stage.ts";
import { canonical, placeOf } from "./labels.ts";

/**
 * Relabelling can only write labels, so every field that is kept becomes one first; those that are to be
 * metadata are moved there at the end (`metadataStages`).
 */
export function placeFields(site: Site, tenant: string, fields: readonly SourceField[]): PlacedFields {
  const tenants = remembered.get(site) ?? new Map<string, Map<readonly SourceField[], PlacedFields>>();
  remembered.set(site, tenants);
  const known = tenants.get(tenant) ?? new Map<readonly SourceField[], PlacedFields>();
  tenants.set(tenant, known);
  const placed = known.get(fields) ?? place(site, tenant, fields);
  known.set(fields, placed);
  return placed;
}

/** Most hosts have the same source kinds, so their fields are sorted once. */
const remembered = new WeakMap<Site, Map<string, Map<readonly SourceField[], PlacedFields>>>();

function place(site: Site, tenant: string, fields: readonly SourceField[]): PlacedFields {
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
