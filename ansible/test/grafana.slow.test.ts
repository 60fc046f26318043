import { tryRole } from "./scenarios.ts";

await tryRole("grafana", { verify: ["GRD-01"] });
