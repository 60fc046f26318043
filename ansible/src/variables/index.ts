import { artifact } from "./artifact.ts";
import { baseLogging } from "./base_logging.ts";
import { certificates } from "./certificates.ts";
import { alloy, collector, promtail } from "./collector.ts";
import { detector } from "./detector.ts";
import { grafana } from "./grafana.ts";
import { heartbeat } from "./heartbeat.ts";
import { logrotate } from "./logrotate.ts";
import { loki } from "./loki.ts";
import { n8n } from "./n8n.ts";
import { nginxProxy } from "./nginx_proxy.ts";
import { service } from "./service.ts";
import { takeover } from "./takeover.ts";
import type { RoleVariables } from "./variable.ts";

/** The variables of every role, by its name. */
export const roleVariables: Readonly<Record<string, RoleVariables>> = {
  alloy,
  artifact,
  base_logging: baseLogging,
  certificates,
  collector,
  detector,
  grafana,
  heartbeat,
  logrotate,
  loki,
  n8n,
  nginx_proxy: nginxProxy,
  promtail,
  service,
  takeover,
};
