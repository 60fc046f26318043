import { setting } from "./setting.ts";
import type { Variable } from "./variable.ts";

/** What several roles have alike. */
export const arch: Variable = {
  type: "str",
  default: "{{ logstead.arch | default('amd64') }}",
  choices: ["amd64", "arm64"],
  about: "The host's processor.",
};

export const engine: Variable = {
  type: "str",
  default: "{{ logstead.container_engine | default('docker') }}",
  choices: ["docker", "podman"],
  about: "The container engine.",
};

export const root: Variable = {
  type: "path",
  default: "{{ logstead_rendered }}/hosts/{{ inventory_hostname }}",
  about: "The rendered folder that mirrors this host's root.",
};

export const artifacts = (about: string): Variable => ({
  type: "path",
  default: "{{ lookup('logstead.host.folder', 'artifacts') }}",
  about,
});

export const imageFrom: Variable = {
  type: "str",
  default: "archive",
  choices: ["archive", "registry"],
  about: "Whether the image is loaded from an archive, which works without internet, or pulled.",
};

export const tls: Variable = {
  type: "path",
  default: "{{ lookup('logstead.host.folder', 'state', 'tls', logstead_environment) }}",
  about: "The controller's folder of authority and certificates.",
};

export const transport = (about: string, more: Partial<Variable> = {}): Variable =>
  setting("loki.transport", { about, ...more });

/** In a cluster there is a third way, which no role goes. */
export const authority = (about: string): Variable =>
  setting("loki.tls.ca", { about, choices: ["own", "files"] });

export const renewBefore = (whose: string): Variable =>
  setting("loki.tls.renewBefore", {
    about: `Days before its end at which ${whose} certificate is made anew (loki.tls.renewBefore).`,
  });

export const patience = (seconds: number, about = "Seconds it may take to get ready."): Variable => ({
  type: "int",
  default: seconds,
  about,
});
