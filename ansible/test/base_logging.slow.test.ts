import { tryRole } from "./scenarios.ts";

await tryRole("base_logging", { verify: ["BLG-02", "RET-16"] });
