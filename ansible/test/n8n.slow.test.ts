import { join } from "node:path";
import { describeRole } from "@logstead/molecule-runner";
import { ansible } from "./roles.ts";

await describeRole(join(ansible, "roles/n8n"), { rows: { verify: [] } });
