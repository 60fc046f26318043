import { tryRole } from "./scenarios.ts";

await tryRole("promtail", { verify: ["PAG-04"] });
