import { join } from "node:path";
import { describeRole } from "@logstead/molecule-runner";
import { ansible } from "./roles.ts";

await describeRole(join(ansible, "roles/detector"), {
  rows: { converge: ["DDP-01"], verify: ["DDP-02", "DDP-05"] },
});
