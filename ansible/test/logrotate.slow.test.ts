import { join } from "node:path";
import { describeRole } from "@logstead/molecule-runner";
import { ansible } from "./roles.ts";

await describeRole(join(ansible, "roles/logrotate"), { rows: { verify: ["RET-11"] } });
