import { tryRole } from "./scenarios.ts";

await tryRole("n8n", { verify: [] });
