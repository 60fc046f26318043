import { execSync } from "node:child_process";
import { day, lokiWith } from "./server.ts";
const loki = await lokiWith(
  "  retention: {default: 30d, deleteDelay: 1s}\n  limits: {rejectOldSamplesMaxAge: 30d}\nlogKinds:\n  gateway-access: {retentionDays: 14, rotation: daily}\n  gateway-error: {retentionDays: 30, rotation: daily}\n",
  ["-compactor.compaction-interval=2s"],
);
const now = Date.now(), old = now - 20 * day;
for (const kind of ["gateway-access", "gateway-error"]) console.log(await loki.push({ tenant: "homelab", job: "t", kind }, [[old, `old ${kind}`]]));
await loki.push({ tenant: "homelab", job: "t", kind: "gateway-access" }, [[now, "new"]]);
console.log((await loki.post("/flush")).status);
await new Promise((d) => setTimeout(d, 3000));
console.log(execSync(`find ${loki.data} -type f`).toString());
await loki.stop(); await loki.start();
for (let i = 0; i < 8; i++) {
  await new Promise((d) => setTimeout(d, 15000));
  console.log(i, execSync(`find ${loki.data} -type f | grep -v wal`).toString());
  console.log((await loki.get("/metrics")).split("\n").filter((l) => /retention|compactor_apply|compact_tables|sweeper/.test(l) && !/^#|bucket/.test(l)).join("\n"));
  for (const kind of ["gateway-access", "gateway-error"]) console.log(kind, await loki.lines(`{kind="${kind}"}`, old - day, now + day).catch((e) => e.message));
}
await loki.remove();
