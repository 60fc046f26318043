import { root } from "./common.ts";
import type { RoleVariables } from "./variable.ts";

export const baseLogging: RoleVariables = {
  about: "The journal, rsyslog, the containers' log driver, APT's cache and the disk guard",
  variables: {
    root,
    rsyslog: {
      type: "bool",
      default: false,
      about: "Whether rsyslog must be there, because it receives syslog of devices or writes files.",
    },
    ports: {
      type: "list",
      elements: "dict",
      default: [],
      about: "Ports that rsyslog listens on, which nobody else may hold.",
    },
    container_engine: {
      type: "str",
      default: "none",
      choices: ["none", "docker", "podman"],
      about: "The container engine; Docker's log driver is set in its own file, Podman's by a rendered one.",
    },
    container_logs: {
      type: "str",
      default: "none",
      about: "How container logs are read, which the engine's log driver must fit.",
    },
  },
};
