import { authority, patience, renewBefore, root, tls, transport } from "./common.ts";
import { setting } from "./setting.ts";
import type { RoleVariables } from "./variable.ts";

export const nginxProxy: RoleVariables = {
  about:
    "nginx in front of Loki, with client certificates and a Bearer token where the inventory asks for them",
  variables: {
    root,
    config_folder: setting("nginx.configFolder", {
      about: "Where nginx reads configurations from (nginx.configFolder).",
    }),
    transport: transport("How agents reach Loki (loki.transport)."),
    tls,
    authority: authority(
      "Whether the site's own authority signs the server's certificate, or you have put files on the host.",
    ),
    names: {
      type: "list",
      elements: "str",
      default: ["DNS:{{ inventory_hostname }}"],
      about: "Names (DNS:…) and addresses (IP:…) by which agents reach it.",
    },
    renew_before: renewBefore("the"),
    tokens: {
      type: "list",
      elements: "str",
      default: [],
      about: "Names of secrets, each a Bearer token that is let through.",
    },
    address: { type: "str", default: "127.0.0.1", about: "The address it listens on." },
    port: setting("loki.port", { about: "The port it listens on (loki.port)." }),
    default_site: { type: "bool", default: false, about: "Whether Debian's welcome page on port 80 stays." },
    patience: patience(30),
  },
};
