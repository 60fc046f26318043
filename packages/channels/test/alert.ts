import type { AlertPayload } from "../src/alert.ts";

const noon = Date.UTC(2026, 10, 21, 12);

/** An alert that fits, with whatever else is wanted of it. */
export const alert = (more: Partial<AlertPayload> = {}): AlertPayload => ({
  ...{ version: 1, event: "firing", key: "a1:1", anomaly: "a1", sequence: 1, fingerprint: "f1", site: "lab" },
  ...{
    severity: "critical",
    score: 0.998,
    title: "40 failed logins on ocean",
    reasons: ["a critical level"],
  },
  text: "sshd on ocean wrote 40 lines of a pattern that it writes twice a day.",
  ...{ hosts: ["ocean"], streams: ['{job="sshd"}'], kinds: ["volume"], opened: noon, updated: noon + 60_000 },
  samples: ["Failed password for root from 10.0.0.9 port 22 ssh2"],
  ...{ suppressed: [], link: "http://192.168.1.143:8085/anomalies/a1" },
  ...more,
});
