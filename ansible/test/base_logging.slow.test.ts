import { join } from "node:path";
import { describeRole } from "@logstead/molecule-runner";
import { ansible } from "./roles.ts";

await describeRole(join(ansible, "roles/base_logging"), { rows: { verify: ["BLG-02", "RET-16"] } });
