import { tryRole } from "./scenarios.ts";

await tryRole("heartbeat", { verify: [] });
