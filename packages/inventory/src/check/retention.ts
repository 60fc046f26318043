import { type Duration, inDays, inSeconds } from "@logstead/fields";
import { setAt, setHere } from "../explain/fix.ts";
import type { Path } from "../read/place.ts";
import type { Check, Draft, Report } from "./context.ts";

/** How long lines and files are kept. */
export const checkRetention: Check = (draft, report) => {
  const { retention } = draft.loki;
  within(report, retention.default, ["loki", "retention", "default"]);
  for (const [name, tenant] of Object.entries(draft.tenants))
    if (tenant.retention) within(report, tenant.retention, ["tenants", name, "retention"]);
  for (const [i, rule] of retention.streams.entries()) {
    if (inSeconds(rule.period) < 86_400)
      tooShort(report, rule.period, ["loki", "retention", "streams", i, "period"]);
    else if (inDays(rule.period) > 90)
      within(report, rule.period, ["loki", "retention", "streams", i, "period"]);
  }
  checkLimits(draft, report);
  checkScript(draft, report);
  for (const host of draft.hosts.values()) {
    const { warn, critical } = host.settings.logDisk;
    if (critical > warn) continue;
    const guard = report.nearest(host, ["logDisk", "critical"], ["logDisk", "warn"]);
    report.add(
      "disk-guard-order",
      guard.path,
      `the critical level of ${host.name} must be above its warning level`,
      {
        got: `warn: ${warn}, critical: ${critical}`,
        want: "warn below critical",
        fix: setAt([...guard.layer, "logDisk"], {
          warn: Math.min(warn, critical),
          critical: Math.min(100, Math.max(warn, critical) + (warn === critical ? 5 : 0)),
        }),
      },
    );
  }
};

function within(report: Report, period: Duration, path: Path): void {
  const days = inDays(period);
  if (inSeconds(period) < 86_400) tooShort(report, period, path);
  else if (days < 7 || days > 90)
    report.add("retention-out-of-range", path, "lines must be kept for 7 to 90 days", {
      got: `${period} (${Math.round(days * 10) / 10} days)`,
      want: "7d to 90d",
      fix: setHere(path, days < 7 ? "7d" : "90d"),
    });
}

function tooShort(report: Report, period: Duration, path: Path): void {
  report.add("retention-too-short", path, "Loki refuses to keep lines for less than a day", {
    got: period,
    want: "at least 24h",
    fix: setHere(path, "7d"),
  });
}

function checkLimits(draft: Draft, report: Report): void {
  const { limits, retention } = draft.loki;
  const kept = inSeconds(retention.default);
  // A retention that was refused is not compared.
  if (kept < 7 * 86_400) return;
  const lookBack = inSeconds(limits.maxLookBack);
  if (lookBack > 0 && lookBack < kept)
    report.warn(
      "look-back-shorter-than-retention",
      ["loki", "limits", "maxLookBack"],
      `queries reach back ${limits.maxLookBack}, but lines are kept for ${retention.default}: the older ones cannot be seen`,
      {
        got: limits.maxLookBack,
        want: `0s (no limit) or at least ${retention.default}: ${report.where(["loki", "retention", "default"])}`,
        fix: setHere(["loki", "limits", "maxLookBack"], "0s"),
      },
    );
  const maxAge = ["loki", "limits", "rejectOldSamplesMaxAge"];
  if (limits.rejectOldSamples && inSeconds(limits.rejectOldSamplesMaxAge) > kept)
    report.warn(
      "accepts-expired-lines",
      maxAge,
      `lines up to ${limits.rejectOldSamplesMaxAge} old are accepted, but lines are kept for ${retention.default}: the older ones are deleted at once`,
      {
        got: limits.rejectOldSamplesMaxAge,
        want: `at most ${retention.default}: ${report.where(["loki", "retention", "default"])}`,
        fix: setHere(maxAge, retention.default),
      },
    );
}

/** The rotation script's one number of days must not delete what a log kind keeps longer. */
function checkScript(draft: Draft, report: Report): void {
  const days = draft.gateway.rotation.retentionDays;
  if (days === undefined) return;
  for (const kind of ["gateway-access", "gateway-error"]) {
    const wanted = draft.logKinds[kind]?.retentionDays;
    if (wanted === undefined || days >= wanted) continue;
    report.add(
      "script-days-shorter-than-kind",
      ["gateway", "rotation", "retentionDays"],
      `rotate-logs.ps1 would delete ${kind} logs after ${days} days, but ${report.where(["logKinds", kind, "retentionDays"])} keeps them ${wanted}`,
      {
        got: String(days),
        want: `nothing (each kind's own days) or at least ${wanted}`,
        fix: "Please remove it here, so that each kind's own days are used",
      },
    );
  }
}
