import { ports, versions } from "@logstead/base";
import { arch, artifacts, authority, patience, renewBefore, root, tls, transport } from "./common.ts";
import type { RoleVariables } from "./variable.ts";

const ready = { promtail: "/ready", alloy: "/-/ready" } as const;

/** The roles of the two collectors, which differ in name, version and port. */
const collectorRole = (title: string, name: "promtail" | "alloy"): RoleVariables => ({
  about: `${title} as a hardened systemd service, with finished configuration and unit`,
  variables: {
    version: { type: "str", default: versions[name], about: "The version of the program." },
    arch,
    artifacts: artifacts("The controller's artefact folder, where the program is (`./logstead artifacts`)."),
    url: {
      type: "str",
      default: "",
      about: "Where the controller gets the program from, with {version} and {arch}; empty when it is there.",
    },
    sha256: {
      type: "dict",
      default: {},
      about: "By processor, the checksum of the program, or with a URL of what is downloaded.",
    },
    root,
    groups: {
      type: "list",
      elements: "str",
      default: "{{ logstead.user_groups | default(['systemd-journal']) }}",
      about: "Further groups of its user, which decide what it can read.",
    },
    transport: transport(
      "How it reaches Loki; with mtls the site's authority signs a certificate for this host.",
    ),
    authority: authority(
      "Whether the site's own authority signs its certificate, or you have put files into the folder below.",
    ),
    tls,
    renew_before: renewBefore("its"),
    secrets: {
      type: "list",
      elements: "dict",
      default: [],
      about: "Files with one secret each.",
      options: {
        dest: { type: "path", required: true, about: `The file on the host, below /etc/${name}/tls.` },
        secret: { type: "str", required: true, about: "The secret's name in the inventory." },
      },
    },
    environment: {
      type: "dict",
      default: {},
      about: `Names of secrets by variable, for /etc/${name}/redaction.env, which the unit reads.`,
    },
    ready_url: {
      type: "str",
      default: `http://127.0.0.1:${ports[name]}${ready[name]}`,
      about: "What answers once it runs.",
    },
    ports: {
      type: "list",
      elements: "int",
      default: [ports[name]],
      about: "TCP ports it will listen on, which nobody else may hold.",
    },
    patience: patience(60),
  },
});

export const promtail = collectorRole("Promtail", "promtail");
export const alloy = collectorRole("Alloy", "alloy");

/** What both of them are made of. */
export const collector: RoleVariables = {
  about: "The steps that the roles promtail and alloy have in common, each to be imported by its file",
  variables: {
    name: {
      type: "str",
      required: true,
      choices: ["promtail", "alloy"],
      about: "The role that imports a step; its variables count.",
    },
  },
};
