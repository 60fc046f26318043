import { tryRole } from "./scenarios.ts";

await tryRole("detector", { converge: ["DDP-01"], verify: ["DDP-02", "DDP-05"] });
