import { tryRole } from "./scenarios.ts";

await tryRole("loki", { verify: ["OCN-05", "OCN-09"] });
