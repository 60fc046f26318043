import { tryRole } from "./scenarios.ts";

await tryRole("logrotate", { verify: ["RET-11"] });
