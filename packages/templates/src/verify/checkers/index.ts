import type { Checker } from "../checker.ts";
import { logrotate, rsyslog, sudoers, systemdUnit } from "./linux.ts";
import { alloy, loki, lokiRules, promtail } from "./loki.ts";
import { nginx } from "./nginx.ts";
import {
  alertmanager,
  ansibleLint,
  compose,
  detectorSettings,
  json,
  playbook,
  powershell,
  prometheusRules,
  workflow,
} from "./others.ts";

/** Every way to check a file, by the name a rendered file gives. */
export const checkers: ReadonlyMap<string, Checker> = new Map(
  [
    alertmanager,
    alloy,
    ansibleLint,
    compose,
    detectorSettings,
    json,
    logrotate,
    loki,
    lokiRules,
    nginx,
    playbook,
    powershell,
    prometheusRules,
    promtail,
    rsyslog,
    sudoers,
    systemdUnit,
    workflow,
  ].map((checker) => [checker.name, checker]),
);
