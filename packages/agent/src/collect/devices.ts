import { ipOf, type Site } from "@logstead/inventory";
import { devicesOf, type RelabelRule, type SourceKind } from "@logstead/sources";
import { allowedLabels, canonical } from "./labels.ts";

/**
 * A device's lines carry its name as `host`, whether it calls itself by name or address. Senders that the
 * inventory does not know stay under the receiver's name; what they call themselves is in `sender`.
 */
export function deviceRules(site: Site, sourceTenant: string, kind: SourceKind, from: string): RelabelRule[] {
  return devicesOf(kind, site.devices).flatMap(([name, device]) => {
    const regex = `(?i)${escapeRegex(name)}|${escapeRegex(ipOf(device.address))}`;
    const tenant = device.tenant ?? sourceTenant;
    const labels = { host: name, ...device.labels, ...(device.tenant && { tenant }) };
    const allowed = allowedLabels(site, tenant);
    return Object.entries(labels)
      .map(([label, value]) => [canonical(site, label), value] as const)
      .filter(([label]) => allowed.has(label))
      .map(([to, value]) => ({ from: [from], regex, to, replacement: value.replaceAll("$", "$$$$") }));
  });
}

const escapeRegex = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
