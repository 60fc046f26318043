import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "@logstead/inventory";
import {
  knownCurrent,
  ownWords,
  remember,
  siteFiles,
  siteTree,
  verifyTree,
  writeTree,
} from "@logstead/templates";
import type { RenderTimes } from "./render.ts";
import { siteText } from "./site-text.ts";

/** One step of the measurement, in a process of its own as a verb would be: render, again, or verify. */
const [, , hosts = "4", folder = ".", step = "render"] = process.argv;
const inventory = join(folder, "bench.yaml");
const out = join(folder, "rendered");

function rendered() {
  const loaded = load(inventory);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems[0]));
  const files = siteFiles(loaded.site);
  const result = siteTree(loaded.site, files);
  if (!result.ok) throw new Error(JSON.stringify(result.problems[0]));
  return { ...loaded, tree: result.tree };
}

const times: Partial<RenderTimes> = {};
const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
if (step === "render") {
  writeFileSync(inventory, siteText(Number(hosts)));
  const { tree, inputs } = rendered();
  times.memory = seconds();
  await writeTree(tree, out);
  remember(out, inventory, inputs, tree);
  times.write = seconds();
  times.files = tree.files.size;
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  times.cpu = (userCPUTime + systemCPUTime) / 1e6;
} else if (step === "again") {
  if (knownCurrent(out, inventory) === undefined) throw new Error("the tree is not known to be current");
  times.again = seconds();
} else {
  const { site, tree } = rendered();
  const before = seconds();
  const { verdicts } = await verifyTree(tree, { own: ownWords(site), cache: step !== "verify" });
  times.verify = seconds() - before;
  times.contents = verdicts.length;
  if (verdicts.some(({ state }) => state === "wrong")) throw new Error("a file is wrong");
}
times.rssMb = Math.round(process.resourceUsage().maxRSS / 1000);
process.stdout.write(JSON.stringify(times));
