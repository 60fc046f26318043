import type { Component } from "../site/component.ts";
import type { Product } from "../site/file.ts";
import { absence } from "./absence.ts";
import { alerts } from "./alerts/index.ts";
import { baseLogging } from "./base-logging.ts";
import { alloy, promtail } from "./collectors/index.ts";
import { detector } from "./detector/index.ts";
import { diskGuard } from "./disk-guard.ts";
import { grafana } from "./grafana.ts";
import { heartbeat } from "./heartbeat.ts";
import { loki } from "./loki/index.ts";
import { nginx } from "./nginx.ts";
import { playbooks } from "./playbooks/index.ts";
import { syslog } from "./syslog.ts";
import { system } from "./system.ts";

/** Everything that is rendered, one module each, in the order in which it is applied. */
export const products: readonly Product[] = [
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
  playbooks,
];

/** What products belong to, in the order in which it is applied. */
export const components: readonly Component[] = [
  ...new Set(products.flatMap(({ component }) => component ?? [])),
];
