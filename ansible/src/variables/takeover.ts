import type { RoleVariables } from "./variable.ts";

export const takeover: RoleVariables = {
  about: "One collector goes on where the other one stopped, in files and in the journal",
  variables: {
    from: {
      type: "str",
      required: true,
      choices: ["promtail", "alloy"],
      about: "The collector that is stopped.",
    },
    to: { type: "str", required: true, choices: ["promtail", "alloy"], about: "The collector that goes on." },
    read: { type: "str", required: true, about: "A glob of the first one's positions files." },
    folder: { type: "path", required: true, about: "The folder of the second one's positions." },
    environment: {
      type: "str",
      default: "{{ lookup('ansible.builtin.env', 'LOGSTEAD_ENV') or logstead_environment }}",
      about: "The environment, or its file, whose sources both of them read.",
    },
  },
};
