import { root } from "./common.ts";
import type { RoleVariables } from "./variable.ts";

export const logrotate: RoleVariables = {
  about: "Rotation of the log files that the inventory's log kinds name",
  variables: {
    root,
  },
};
