import { setAt, setHere } from "../explain/fix.ts";
import type { Path } from "../read/place.ts";
import { didYouMean } from "../read/show.ts";
import { libraryPipelines } from "../site/pipelines.ts";
import { tenantNames } from "../site/site.ts";
import type { Check, Draft, Report } from "./context.ts";

/** Names of other entries must exist. */
export const checkReferences: Check = (draft, report) => {
  const tenants = [...new Set([...tenantNames(draft), ...draft.names("tenants")])];
  const kinds = Object.keys(draft.logKinds);
  const pipelines = [...libraryPipelines, ...draft.names("pipelines")];
  const hosts = draft.names("hosts");
  const rules = draft.names("redaction").length > 0 ? Object.keys(draft.redaction.rules) : [];

  for (const host of draft.hosts.values()) {
    for (const [i, group] of host.settings.groups.entries())
      refer(report, "group", group, draft.names("groups"), ["hosts", host.name, "groups", i]);
    if (host.settings.tenant)
      refer(report, "tenant", host.settings.tenant, tenants, report.at(host, ["tenant"]));
    for (const [name, source] of Object.entries(host.settings.sources)) {
      if (!source) continue;
      const at = (key: string) => report.at(host, ["sources", name, key]);
      if (source.tenant) refer(report, "tenant", source.tenant, tenants, at("tenant"));
      if (source.kind) refer(report, "log kind", source.kind, kinds, at("kind"));
      if (source.pipeline) refer(report, "pipeline", source.pipeline, pipelines, at("pipeline"));
    }
  }
  for (const [name, device] of Object.entries(draft.devices))
    if (device.tenant) refer(report, "tenant", device.tenant, tenants, ["devices", name, "tenant"]);
  for (const [name, rule] of Object.entries(draft.redaction.rules))
    for (const [i, tenant] of rule.tenants.entries())
      refer(report, "tenant", tenant, tenants, ["redaction", "rules", name, "tenants", i]);
  for (const [name, tenant] of Object.entries(draft.tenants))
    for (const [i, rule] of tenant.redaction.entries())
      refer(report, "redaction rule", rule, rules, ["tenants", name, "redaction", i]);
  checkAlertReferences(draft, report, hosts);
};

function checkAlertReferences(draft: Draft, report: Report, hosts: string[]): void {
  const channels = Object.keys(draft.alerting.channels);
  for (const [severity, names] of Object.entries(draft.alerting.severities))
    for (const [i, channel] of (names ?? []).entries())
      refer(report, "channel", channel, channels, ["alerting", "severities", severity, i]);
  for (const [name, window] of Object.entries(draft.alerting.maintenance))
    for (const [i, host] of window.hosts.entries())
      refer(report, "host", host, hosts, ["alerting", "maintenance", name, "hosts", i]);
}

/** Where each is declared, and the smallest entry. */
const declared: Record<string, [section: string[], entry: unknown]> = {
  group: [["groups"], {}],
  tenant: [["tenants"], {}],
  "log kind": [["logKinds"], { retentionDays: 14, rotation: "daily" }],
  pipeline: [["pipelines"], { folder: "pipelines/own" }],
  host: [["hosts"], { address: "192.168.1.143" }],
  channel: [["alerting", "channels"], { type: "slack", channel: "#alerts", token: "secret:slack-token" }],
  "redaction rule": [["redaction", "rules"], { expression: "employee-(\\d+)" }],
};

function refer(report: Report, what: string, name: string, known: string[], path: Path): void {
  if (known.includes(name)) return;
  const near = didYouMean(name, known);
  const [section, entry] = declared[what] as [string[], unknown];
  report.add(`unknown-${what.replace(" ", "-")}`, path, `there is no ${what} '${name}'`, {
    got: name,
    want: known.length > 0 ? `one of: ${known.join(", ")}` : `an entry of ${section.join(".")}`,
    fix: near
      ? `Did you mean: ${near}`
      : known.length > 0
        ? setHere(path, known[0], `or another of these; a new one is made below ${section.join(".")}:`)
        : setAt([...section, name], entry),
  });
}
