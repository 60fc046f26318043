import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, it } from "vitest";
import { alloy, unlessAlloy } from "../support/programs.ts";
import { until } from "../support/until.ts";
import { openTrial, type Trial } from "./trial.ts";

let trial: Trial;
afterEach(() => trial?.end());

const agents = [
  { agent: "promtail" as const, skip: false, title: "Promtail", paths: ["/ready", "/metrics"] },
  {
    agent: "alloy" as const,
    skip: !alloy,
    title: `${unlessAlloy}[ALY-38] Alloy`,
    paths: ["/-/ready", "/-/healthy", "/metrics"],
  },
];

it.each(agents)("$title answers who asks for its health", async ({ agent, skip, paths }) => {
  if (skip) return;
  trial = await openTrial();
  const folder = join(trial.folder, "logs");
  mkdirSync(folder);
  writeFileSync(join(folder, "app.log"), "a line\n");
  const model = await trial.model(
    agent,
    `sources: {journal: false, app: {type: files, fromBeginning: true, paths: [${folder}/*.log]}}`,
  );
  const collector = await trial.start(model);
  for (const path of paths)
    await until(
      // Promtail is ready when it reads a target.
      async () => (await fetch(`http://127.0.0.1:${model.server.port}${path}`)).status === 200,
      () => collector.output(),
    );
  // What says it is healthy also does its work.
  await until(
    () => trial.receiver.entries.some(({ line }) => line === "a line"),
    () => collector.output(),
  );
});
