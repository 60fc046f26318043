import type { Product } from "../site/file.ts";
import { absence } from "./absence.ts";
import { alerts } from "./alerts/index.ts";
import { baseLogging } from "./base-logging.ts";
import { collectorUnits } from "./collector-units.ts";
import { collectors } from "./collectors.ts";
import { detector } from "./detector/index.ts";
import { diskGuard } from "./disk-guard.ts";
import { grafana } from "./grafana.ts";
import { heartbeat } from "./heartbeat.ts";
import { loki } from "./loki/index.ts";
import { nginx } from "./nginx.ts";
import { playbooks } from "./playbooks/index.ts";
import { syslog } from "./syslog.ts";
import { system } from "./system.ts";

/** Everything that is rendered; one module each. */
export const products: readonly Product[] = [
  absence,
  alerts,
  baseLogging,
  collectorUnits,
  collectors,
  detector,
  diskGuard,
  grafana,
  heartbeat,
  loki,
  nginx,
  playbooks,
  syslog,
  system,
];
