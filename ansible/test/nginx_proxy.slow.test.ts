import { tryRole } from "./scenarios.ts";

await tryRole("nginx_proxy", { verify: ["NGX-01", "NGX-02", "SEC-18"] });
