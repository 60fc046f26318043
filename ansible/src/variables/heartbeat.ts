import { root } from "./common.ts";
import type { RoleVariables } from "./variable.ts";

export const heartbeat: RoleVariables = {
  about: "A line at regular times through the whole chain, so that silence means something",
  variables: {
    root,
    enabled: {
      type: "bool",
      default: true,
      about: "Whether the host has a heartbeat; without one its units are taken away.",
    },
  },
};
