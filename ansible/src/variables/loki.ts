import { arch, artifacts, engine, imageFrom, patience, renewBefore, root, tls, transport } from "./common.ts";
import { setting } from "./setting.ts";
import type { RoleVariables } from "./variable.ts";

export const loki: RoleVariables = {
  about: "Loki by compose, on the engine and with the limits that the inventory says",
  variables: {
    version: setting("loki.version", { about: "The version, which is the image's tag (loki.version)." }),
    arch,
    engine,
    image: {
      type: "str",
      default: "docker.io/grafana/loki",
      about: "The image's name, as the compose file has it.",
    },
    artifacts: artifacts(
      "The controller's artefact folder, where the image's archive is (`./logstead artifacts`).",
    ),
    image_from: imageFrom,
    sha256: {
      type: "dict",
      default: {},
      about: "By processor, the checksum of the archive, or with a registry the image's digest.",
    },
    root,
    data: {
      type: "list",
      elements: "path",
      default: ["/var/lib/loki"],
      about:
        "Folders on the host that Loki writes to; the first one holds all that has no folder of its own.",
    },
    storage_needed: { type: "int", default: 1024, about: "MiB that must be free there." },
    environment: {
      type: "dict",
      default: {},
      about: "Names of secrets by variable, for /etc/loki/secrets.env.",
    },
    transport: transport("What Loki itself speaks; plain on loopback, where nginx stands in front.", {
      default: "plain",
    }),
    tls,
    renew_before: renewBefore("its"),
    names: {
      type: "list",
      elements: "str",
      default: ["DNS:{{ inventory_hostname }}"],
      about: "Names (DNS:…) and addresses (IP:…) in its certificate, where it speaks TLS itself.",
    },
    address: {
      type: "str",
      default: "127.0.0.1",
      about: "An address it listens on, by which it is asked whether it is ready.",
    },
    port: setting("loki.port"),
    containers: {
      type: "list",
      elements: "str",
      default: ["loki"],
      about: "Its containers; several where its parts run apart.",
    },
    listen: {
      type: "list",
      elements: "dict",
      default: ["{{ {'address': loki_address, 'port': loki_port} }}"],
      about:
        "Where each container listens; nginx has Loki's own address and port where its parts run apart. The first one is asked whether it is ready.",
      options: {
        address: { type: "str", required: true, about: "An address of the host." },
        port: { type: "int", required: true, about: "The HTTP port." },
      },
    },
    patience: patience(120, "Seconds it may take to get ready; it replays what it had in memory."),
  },
};
