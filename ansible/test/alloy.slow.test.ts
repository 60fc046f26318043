import { tryRole } from "./scenarios.ts";

await tryRole("alloy", { verify: ["PAG-07"] });
