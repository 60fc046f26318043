import { join } from "node:path";
import { describeRole } from "@logstead/molecule-runner";
import { ansible } from "./roles.ts";

await describeRole(join(ansible, "roles/alloy"), { rows: { verify: ["PAG-07"] } });
