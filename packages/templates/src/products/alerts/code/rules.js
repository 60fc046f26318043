// @ts-check
/** @import { Alert, Json, Settings, Severity } from "./types.ts" */

/**
 * Alerts of Loki's ruler, which come in Alertmanager's form (its API v2, `POST /api/v2/alerts`), as alerts of
 * this flow. The ruler repeats what goes on each minute: one beginning has one key, and so has its end.
 *
 * @param {Json} posted
 * @param {Settings} settings
 * @param {string} page where to look when an alert has no address of its own
 * @param {number} now
 * @returns {{ alert: Alert }[]}
 */
export function rules(posted, settings, page, now) {
  return (Array.isArray(posted) ? posted : []).slice(0, 200).map(({ labels, annotations, ...times }) => {
    const named = Object.entries(labels ?? {}).filter(([name]) => name !== "severity");
    const fingerprint = `rule-${hashOf(JSON.stringify(named.sort()))}`;
    const opened = timeOf(times.startsAt) ?? now;
    const ends = timeOf(times.endsAt) ?? Number.POSITIVE_INFINITY;
    const over = ends <= now;
    /** @type {Severity} */
    const severity = ["info", "warning", "critical"].includes(labels?.severity) ? labels.severity : "warning";
    const title = short(annotations?.summary ?? labels?.alertname ?? "a rule of Loki fires");
    const more = annotations?.description;
    const anomaly = `${fingerprint}-${opened}`;
    return {
      alert: {
        ...{ version: 1, key: `${anomaly}-${over ? "over" : "begun"}`, event: over ? "resolved" : "firing" },
        ...{ site: settings.site, anomaly, fingerprint, sequence: over ? 2 : 1, severity, title },
        ...{ reasons: [`the rule ${short(labels?.alertname ?? "without a name")}`], score: 1 },
        ...{ hosts: labels?.host ? [short(labels.host)] : [], streams: [], opened },
        ...{ updated: over ? ends : opened, ...(over && { resolved: ends }) },
        ...{ ...(more && { text: String(more).slice(0, 2000) }), kinds: ["rule"], samples: [] },
        link: /^https?:\/\/[^\s<>|]{1,1000}$/.test(times.generatorURL) ? times.generatorURL : page,
        suppressed: [],
      },
    };
  });
}

/** Go writes "no time" as the year 1. @param {string} text */
const timeOf = (text) => (Date.parse(text) > 0 ? Date.parse(text) : undefined);

/** @param {unknown} value */
const short = (value) => String(value).slice(0, 500) || "?";

/** FNV-1a with 64 bits (RFC 9923): n8n gives code no module for hashes. @param {string} text */
function hashOf(text) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
