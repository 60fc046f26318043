import { loadText } from "@logstead/inventory";
import { parse } from "yaml";
import type { InventoryTimes } from "./inventory.ts";
import { siteText } from "./site-text.ts";

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] as number;

const hosts = Number(process.argv[2]);
const text = siteText(hosts);
const check = () => {
  const loaded = loadText(text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems[0]));
};
const repeat = Math.max(9, Math.min(2000, Math.round(20_000 / hosts)));
const warmUp = Math.max(1, Math.round(repeat / 4));
for (let i = 0; i < warmUp; i++) check();
const rssMb = Math.round(process.resourceUsage().maxRSS / 1000);
for (let i = 0; i < warmUp; i++) parse(text);
// In turns, so that whatever else the machine does meets both alike.
const pairs = Array.from({ length: repeat }, () => [timed(check), timed(() => parse(text))] as const);
const result: InventoryTimes = {
  hosts,
  loadMs: median(pairs.map(([load]) => load)),
  yamlMs: median(pairs.map(([, yaml]) => yaml)),
  rssMb,
};
process.stdout.write(JSON.stringify(result));
