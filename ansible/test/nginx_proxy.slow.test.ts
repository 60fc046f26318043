import { join } from "node:path";
import { describeRole } from "@logstead/molecule-runner";
import { ansible } from "./roles.ts";

await describeRole(join(ansible, "roles/nginx_proxy"), { rows: { verify: ["NGX-01", "NGX-02", "SEC-18"] } });
