import type { Component } from "../site/component.ts";

/** What every Linux host gets, whatever runs on it. */
export const baseComponent: Component = {
  name: "base",
  playbook: "playbooks/01_base_system.yaml",
  roles: ["base_logging", "logrotate", "heartbeat"],
  on: ({ settings }) => settings.platform !== "windows",
  after: [],
  brings: [],
  secrets: () => [],
  owns: () => [],
  data: () => [],
  readers: {
    "/etc/rsyslog.d/": "rsyslog.service",
    "/etc/systemd/journald.conf.d/": "systemd-journald.service",
  },
};
