import type { Site } from "@logstead/inventory";
import { allowedLabels, canonical, placeOf } from "../collect/labels.ts";
import type { Stage } from "../stages/stage.ts";

/** What a pipeline takes out of a line, as its author meant it: name by field. */
export interface Wanted {
  labels: Record<string, string>;
  metadata: Record<string, string>;
}

/**
 * What the site's policy makes of that (C-08): a label is one only where it is allowed; what is not allowed is
 * structured metadata, or dropped. A field that names a person is hidden first, in the line as well.
 */
export function policyStages(site: Site, tenant: string, wanted: Wanted): Stage[] {
  const allowed = allowedLabels(site, tenant);
  const labels: Record<string, string> = {};
  const metadata: Record<string, string> = {};
  const place = (name: string, field: string, meant: "label" | "structuredMetadata") => {
    const label = canonical(site, name);
    const asked = site.fields[name]?.as ?? meant;
    if (asked === "label" && allowed.has(label)) labels[label] = field;
    else if (asked !== "drop" && placeOf(site, tenant, name) !== "drop")
      metadata[site.logSchema.aliases[name] ?? name] = field;
  };
  for (const [name, field] of Object.entries(wanted.labels)) place(name, field, "label");
  for (const [name, field] of Object.entries(wanted.metadata)) place(name, field, "structuredMetadata");
  const kept = [...Object.keys(labels), ...Object.keys(metadata)];
  const hidden = Object.entries({ ...wanted.labels, ...wanted.metadata }).filter(
    ([name]) => site.fields[name]?.redact,
  );
  const stages: Stage[] = hidden.flatMap(([name, field]) => hide(site, name, field));
  if (Object.keys(labels).length > 0) stages.push({ type: "labels", labels });
  if (kept.length > 0 && Object.keys(metadata).length > 0)
    stages.push({ type: "metadata", fields: metadata });
  return stages;
}

/** Hides a field's value where it was extracted, and where the line names it: JSON, key=value, key: value. */
function hide(site: Site, name: string, field: string): Stage[] {
  const { enabled } = site.redaction.hash;
  const how = { replacement: "***", ...(enabled && { hash: true }) };
  const inLine = String.raw`\b${name}"?\s*[:=]\s*"?([^"\s,;}]+)`;
  return [
    { type: "replace", source: field, expression: "(?s)(.+)", ...how },
    { type: "when", matches: name, stages: [{ type: "replace", expression: inLine, ...how }] },
  ];
}
