import type { Component } from "../site/component.ts";
import type { Product } from "../site/file.ts";
import { playbook } from "../site/playbook.ts";
import { baseData } from "./playbooks/base.ts";

/** What every Linux host gets. */
export const baseComponent: Component = {
  name: "base",
  title: "The base of every host",
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

/** Its playbook and the two it imports; other products render the files they apply. */
export const base: Product = {
  name: "base",
  component: baseComponent,
  *files(site) {
    const pathOf = (name: string) => `playbooks/individual/base/${name}.yaml`;
    yield playbook(baseComponent);
    yield playbook(baseComponent, { path: pathOf("logging"), data: baseData(site) });
    yield playbook(baseComponent, { path: pathOf("tz_sysctl_udev") });
  },
};
