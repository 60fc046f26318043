import { ports } from "@logstead/base";
import { patience } from "./common.ts";
import { setting } from "./setting.ts";
import type { RoleVariables } from "./variable.ts";

export const n8n: RoleVariables = {
  about:
    "The alert workflow in the n8n that is there, published and answering; other workflows stay as they are",
  variables: {
    url: { type: "str", default: `http://127.0.0.1:${ports.n8n}`, about: "Where n8n answers." },
    unit: setting("n8n.unit", {
      about: "The unit it runs as, where it is one; its journal is shown when it does not answer (n8n.unit).",
    }),
    patience: patience(180, "Seconds it may take to answer; it needs half a minute to start."),
    container: {
      type: "str",
      default: "",
      about: "The name of n8n's container, where it runs in one instead of a unit.",
    },
    engine: {
      type: "str",
      default: "docker",
      choices: ["docker", "podman"],
      about: "What runs the container.",
    },
    workflow: {
      type: "str",
      default: "",
      about: "The rendered workflow on the controller; without one n8n is only asked whether it is there.",
    },
    digest: {
      type: "str",
      default: "",
      about: "What the workflow's ping answers with once it is the one that runs.",
    },
    webhook: setting("n8n.webhookPath"),
    token: setting("n8n.webhookToken", {
      about: "The name of the secret that a sender shows (n8n.webhookToken).",
    }),
    credentials: {
      type: "list",
      elements: "dict",
      default: [],
      about:
        "Credentials of the workflow, each with the names of its secrets; in data a secret is written as its name between < and >.",
    },
    known: {
      type: "path",
      default: "/var/lib/logstead/n8n-credentials.json",
      about: "Where hashes of the credentials are kept, by which a changed one is known; root's alone.",
    },
  },
};
