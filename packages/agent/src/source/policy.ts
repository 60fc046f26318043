import type { Site } from "@logstead/inventory";
import { allowedLabels, canonical, placeOf } from "../collect/labels.ts";
import { wholeText } from "../interpret/replace.ts";
import type { Stage } from "../stages/stage.ts";

/** What a pipeline takes out of a line, as its author meant it: name by field. */
export interface Wanted {
  labels: Record<string, string>;
  metadata: Record<string, string>;
}

/**
 * What the site's policy makes of that: a label is one only where it is allowed; what is not allowed is
 * structured metadata, or dropped. A field that names a person is hidden first, in the line as well.
 */
export function policyStages(site: Site, tenant: string, wanted: Wanted): Stage[] {
  const allowed = allowedLabels(site, tenant);
  const copies: Stage[] = [];
  const labels: Record<string, string> = {};
  const metadata: Record<string, string> = {};
  const place = (name: string, field: string, meant: "label" | "structuredMetadata") => {
    const label = canonical(site, name);
    const asked = site.fields[name]?.as ?? meant;
    if (asked === "label" && allowed.has(label)) labels[label] = field;
    else if (asked !== "drop" && placeOf(site, tenant, name) !== "drop") {
      const clashes = allowed.has(field);
      if (clashes) copies.push({ type: "copy", from: field, to: `${field}_field` });
      metadata[site.logSchema.aliases[name] ?? name] = clashes ? `${field}_field` : field;
    }
  };
  for (const [name, field] of Object.entries(wanted.labels)) place(name, field, "label");
  for (const [name, field] of Object.entries(wanted.metadata)) place(name, field, "structuredMetadata");
  const hidden = Object.entries({ ...wanted.labels, ...wanted.metadata }).filter(
    ([name]) => site.fields[name]?.redact,
  );
  const how = { replacement: "***", ...(site.redaction.hash.enabled && { hash: true }) };
  const stages: Stage[] = [...hidden.map(([, field]) => hideField(field, how)), ...copies];
  if (Object.keys(labels).length > 0) stages.push({ type: "labels", labels });
  if (Object.keys(metadata).length > 0) stages.push({ type: "metadata", fields: metadata });
  // A condition makes fields of the labels anew, so those that are needed have been used by now.
  return [...stages, ...hidden.map(([name]) => hideInLine(name, how))];
}

interface How {
  replacement: string;
  hash?: boolean;
}

const hideField = (source: string, how: How): Stage => ({
  type: "replace",
  source,
  expression: wholeText,
  ...how,
});

/** Hides a field's value where the line names it: JSON, key=value, key: value. */
function hideInLine(name: string, how: How): Stage {
  const expression = String.raw`\b${name}"?\s*[:=]\s*"?([^"\s,;}]+)`;
  return { type: "when", contains: [name], stages: [{ type: "replace", expression, ...how }] };
}
