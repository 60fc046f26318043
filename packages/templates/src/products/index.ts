import type { Component } from "../site/component.ts";
import type { Product } from "../site/file.ts";
import { absence } from "./absence.ts";
import { alerts } from "./alerts/index.ts";
import { base } from "./base.ts";
import { baseLogging } from "./base-logging.ts";
import { alloy, promtail } from "./collectors/index.ts";
import { detector } from "./detector/index.ts";
import { diskGuard } from "./disk-guard.ts";
import { grafana } from "./grafana.ts";
import { heartbeat } from "./heartbeat.ts";
import { loki } from "./loki/index.ts";
import { nginx } from "./nginx.ts";
import { wholeSite } from "./playbooks/whole-site.ts";
import { syslog } from "./syslog.ts";
import { system } from "./system.ts";

/** The products that are applied, in order. */
const applied: readonly Product[] = [
  base,
  baseLogging,
  diskGuard,
  heartbeat,
  syslog,
  system,
  loki,
  absence,
  nginx,
  promtail,
  alloy,
  grafana,
  alerts,
  detector,
];

/** The components, in the order in which they are applied. */
export const components: readonly Component[] = [
  ...new Set(applied.flatMap(({ component }) => component ?? [])),
];

/** Everything that is rendered. */
export const products: readonly Product[] = [...applied, wholeSite(components)];
