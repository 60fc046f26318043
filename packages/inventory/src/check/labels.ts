import { setAt, setHere } from "../explain/fix.ts";
import type { Path } from "../read/place.ts";
import { sourceLabelNames } from "../site/streams.ts";
import type { Check, Draft, Report } from "./context.ts";

/** Names whose values are (nearly) all different: a stream for each would drown Loki. */
const highCardinality = new Set(
  `request_id trace_id span_id user_id user_name session_id pid tid thread thread_id cursor timestamp time message msg line
   ip ip_address remote_addr client_ip url path uri query latency latency_ms duration duration_ms request_time
   container_id pod_uid boot_id invocation_id message_id realtime_timestamp monotonic_timestamp email filename`.split(
    /\s+/,
  ),
);

/** Only allowed labels, only with few values, not more than Loki takes. */
export const checkLabels: Check = (draft, report) => {
  const { labels } = draft;
  const allowed = new Set([...labels.required, ...labels.allowed, ...Object.keys(labels.aliases)]);
  const known = [...allowed];
  const checkName = (name: string, path: Path) => {
    if (highCardinality.has(name)) refuseCardinality(report, name, path);
    else if (!allowed.has(name)) refuseUnlisted(draft, report, name, path, known);
  };
  for (const [i, name] of labels.allowed.entries())
    if (highCardinality.has(name)) refuseCardinality(report, name, ["labels", "allowed", i]);
  for (const [i, name] of labels.required.entries())
    if (highCardinality.has(name)) refuseCardinality(report, name, ["labels", "required", i]);
  for (const [field, { as }] of Object.entries(draft.fields))
    if (as === "label") checkName(field, ["fields", field, "as"]);
  for (const name of Object.keys(labels.static)) checkName(name, ["labels", "static", name]);
  for (const [device, { labels: names }] of Object.entries(draft.devices))
    for (const name of Object.keys(names)) checkName(name, ["devices", device, "labels", name]);
  for (const [tenant, { labels: names }] of Object.entries(draft.tenants))
    for (const [i, name] of names.entries()) checkName(name, ["tenants", tenant, "labels", i]);
  for (const host of draft.hosts.values()) {
    for (const name of Object.keys(host.settings.labels))
      if (highCardinality.has(name) || !allowed.has(name)) checkName(name, report.at(host, ["labels", name]));
    for (const [source, settings] of Object.entries(host.settings.sources))
      if (settings)
        for (const name of Object.keys(settings.labels))
          checkName(name, report.at(host, ["sources", source, "labels", name]));
  }
  checkAliases(draft, report);
  checkBudget(draft, report);
};

function refuseCardinality(report: Report, name: string, path: Path): void {
  report.add(
    "high-cardinality-label",
    path,
    `'${name}' has too many values for a label: each value would be a stream of its own`,
    {
      got: name,
      want: "labels with a few dozen values at most",
      fix:
        path[0] === "fields"
          ? setHere(path, "structuredMetadata")
          : "Please remove it here (fields that are not labels are searchable as structured metadata)",
    },
    path[0] === "fields" ? "value" : "key",
  );
}

function refuseUnlisted(draft: Draft, report: Report, name: string, path: Path, known: string[]): void {
  const list = report.where(["labels", "allowed"]);
  const what = path[0] === "fields" ? "value" : "key";
  report.add(
    "label-not-allowed",
    path,
    `the label '${name}' is not in the site's list: ${list}`,
    () => ({
      got: name,
      want: `one of: ${known.join(", ")}`,
      fix: setAt(["labels", "allowed"], [...draft.labels.allowed, name]),
    }),
    what,
  );
}

function checkAliases(draft: Draft, report: Report): void {
  for (const section of ["labels", "logSchema"] as const)
    for (const [from, to] of Object.entries(draft[section].aliases)) {
      const { aliases } = draft[section];
      const keys = Object.keys(aliases);
      const next = Object.hasOwn(aliases, to) ? aliases[to] : undefined;
      if (from !== to && next === undefined) continue;
      // Of two aliases that point at each other, the second is reported.
      if (next === from && keys.indexOf(from) < keys.indexOf(to)) continue;
      const path = [section, "aliases", from];
      report.add(
        "alias-chain",
        path,
        from === to
          ? `the alias '${from}' leads to itself`
          : `the alias '${from}' leads to '${to}', which is an alias too: ${report.where([section, "aliases", to])}`,
        {
          got: `${from}: ${to}`,
          want: "an alias leads to a real name at once",
          fix:
            next === undefined || next === from || next === to
              ? "Please remove it here"
              : setHere(path, next),
        },
      );
    }
}

function checkBudget(draft: Draft, report: Report): void {
  const known = new Map<string, number>();
  for (const host of draft.hosts.values())
    for (const { name, source, implied } of host.derived.sources) {
      const written = [...Object.keys(host.settings.labels), "|", ...Object.keys(source.labels)].join();
      const key = `${source.type} ${source.kind} ${written}`;
      let count = known.get(key);
      if (count === undefined) {
        count = sourceLabelNames(draft, host.settings.labels, source).length;
        known.set(key, count);
      }
      if (count <= draft.labels.budget) continue;
      const names = sourceLabelNames(draft, host.settings.labels, source);
      const spare = spareLabels(draft, host.settings.labels, source.labels);
      report.add(
        "label-budget",
        report.nearest(host, implied ? ["labels"] : ["sources", name], ["labels"]).path,
        `the streams of source '${name}' on ${host.name} would have ${count} labels`,
        {
          got: names.join(", "),
          want: `at most ${draft.labels.budget}: ${report.where(["labels", "budget"])}; Loki refuses more than 15 unless it is told otherwise`,
          fix: `Please remove at least ${count - draft.labels.budget} of: ${spare.join("; ")}`,
        },
      );
    }
}

/** Optional labels that were asked for, each with its setting. */
function spareLabels(draft: Draft, host: Record<string, string>, source: Record<string, string>): string[] {
  const fields = Object.keys(draft.fields).filter((name) => draft.fields[name]?.as === "label");
  const groups = [
    [Object.keys(source), "the source's labels"],
    [Object.keys(host), "the host's labels"],
    [Object.keys(draft.labels.static), "labels.static"],
    [fields, "fields, as structuredMetadata"],
  ] as const;
  return groups
    .filter(([names]) => names.length > 0)
    .map(([names, setting]) => `${names.join(", ")} (${setting})`);
}
