import { inventories } from "./inventories.ts";
import { lab } from "./lab.ts";
import { machine } from "./machine.ts";
import { programs } from "./programs.ts";
import { state } from "./state.ts";
import type { DoctorGroup } from "./types.ts";

/** Everything that `./logstead doctor` looks at, in the order it is shown. */
export const groups: DoctorGroup[] = [
  { name: "this machine", run: machine },
  { name: "programs", run: programs },
  { name: "lab", run: lab },
  { name: "state and cache", run: state },
  { name: "inventory files", run: inventories },
];
