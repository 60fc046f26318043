import { patience } from "./common.ts";
import type { RoleVariables } from "./variable.ts";

export const service: RoleVariables = {
  about: "A unit in its state, ready, or back as it was before this run",
  variables: {
    unit: { type: "str", required: true, about: "The unit, with its suffix." },
    state: {
      type: "str",
      default: "started",
      choices: ["started", "reloaded", "restarted"],
      about: "What the run needs of it; a unit that does not run is started in any case.",
    },
    enabled: {
      type: "bool",
      default: true,
      about: "Whether it starts at boot; false for units that are started by others.",
    },
    journal_of: {
      type: "list",
      elements: "str",
      default: ["_SYSTEMD_UNIT={{ service_unit }}", "+", "UNIT={{ service_unit }}"],
      about: "What is looked for in the journal when it does not get ready.",
    },
    reread: { type: "bool", default: false, about: "Whether systemd must read its units again first." },
    missing: {
      type: "bool",
      default: false,
      about: "Whether the unit will only be there once this run is no dry run.",
    },
    ready_url: {
      type: "str",
      default: "",
      about: "What answers with status 200 once the service is ready; empty when there is nothing to ask.",
    },
    ready_port: {
      type: "int",
      default: 0,
      about: "The TCP port that is open once the service is ready, where there is no URL; 0 for none.",
    },
    ready_address: { type: "str", default: "127.0.0.1", about: "The address of that port." },
    patience: patience(60, "How long it may take to get ready, in seconds."),
    undo: {
      type: "list",
      elements: "str",
      default: [],
      about: "Sets of files that this run has changed; they are put back when the unit does not get ready.",
    },
  },
};
