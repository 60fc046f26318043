import { ports } from "@logstead/base";
import { authority, patience, renewBefore, root, tls, transport } from "./common.ts";
import { setting } from "./setting.ts";
import type { RoleVariables } from "./variable.ts";

export const grafana: RoleVariables = {
  about: "Loki as a data source of the Grafana that is there, by file or by API",
  variables: {
    root,
    provisioning: setting("grafana.provisioning"),
    folder: setting("grafana.folder"),
    url: { type: "str", default: `http://127.0.0.1:${ports.grafana}`, about: "Where Grafana answers." },
    token: {
      type: "str",
      default: "",
      about: "The name of the secret with a service account token, for the API.",
    },
    unit: {
      type: "str",
      default: "grafana-server.service",
      about: "The unit that reads provisioned files at its start; one that is not there is left alone.",
    },
    group: {
      type: "str",
      default: "grafana",
      about: "The group of Grafana's user, which reads certificates and token.",
    },
    datasource: {
      type: "path",
      default: "{{ logstead_rendered }}/monitoring/grafana/datasource.json",
      about: "The rendered data source, without secrets, for the API.",
    },
    transport: transport("How Grafana reaches Loki."),
    authority: authority("Whether the site's own authority signs Grafana's certificate."),
    tls,
    renew_before: renewBefore("its"),
    push_token: {
      type: "str",
      default: "loki-push-token",
      about: "The name of the secret with the Bearer token that Loki's proxy lets through.",
    },
    patience: patience(60),
  },
};
