import { ports, versions } from "@logstead/base";
import {
  arch,
  artifacts,
  authority,
  engine,
  imageFrom,
  patience,
  renewBefore,
  root,
  tls,
  transport,
} from "./common.ts";
import { setting } from "./setting.ts";
import type { RoleVariables } from "./variable.ts";

export const detector: RoleVariables = {
  about: "The log anomaly detector by compose, on the engine and with the limits that the inventory says",
  variables: {
    version: {
      type: "str",
      default: versions.detector,
      about: "The version, which is the image's tag in a registry.",
    },
    arch,
    engine,
    image: {
      type: "str",
      default: "localhost/logstead/detector",
      about: "The image's name, as the compose file has it.",
    },
    artifacts: artifacts(
      "The controller's artefact folder, where the image's archive is (`./logstead image detector`).",
    ),
    image_from: imageFrom,
    sha256: {
      type: "dict",
      default: {},
      about: "By processor, with a registry the image's digest, else the checksum of the archive.",
    },
    root,
    storage_needed: {
      type: "int",
      default: 1024,
      about: "MiB that must be free for its store (detector.resources.storage).",
    },
    secrets: {
      type: "list",
      elements: "dict",
      default: [],
      about:
        "Secrets that its settings refer to; each is a file of its name in the container's /run/secrets.",
      options: {
        dest: { type: "path", required: true, about: "The file on the host." },
        secret: { type: "str", required: true, about: "The secret's name." },
      },
    },
    transport: transport("How it reaches Loki; plain where Loki is beside it.", { default: "plain" }),
    authority: authority(
      "Whether the site's own authority signs its certificate, or you have put files there (`detector_tls`).",
    ),
    tls,
    renew_before: renewBefore("its"),
    address: setting("detector.address", { about: "The address at which it is asked whether it runs." }),
    port: setting("detector.port"),
    url: {
      type: "str",
      default: `http://127.0.0.1:${ports.detector}`,
      about: "The same as an address that can be asked.",
    },
    patience: patience(
      60,
      "Seconds it may take to get ready; it opens its store and reads what it has learned.",
    ),
  },
};
