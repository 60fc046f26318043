import { appendFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "../../src/stages/stage.ts";
import { alloy, unlessAlloy } from "../support/programs.ts";
import { until } from "../support/until.ts";
import { openTrial, type Trial } from "./trial.ts";

const agents = [
  { agent: "promtail" as const, skip: false, title: "Promtail" },
  { agent: "alloy" as const, skip: !alloy, title: `${unlessAlloy}Alloy` },
];

const texts = (entries: readonly Entry[]) => entries.map(({ line }) => line).sort();

for (const { agent, skip, title } of agents)
  describe.skipIf(skip)(`${title} with the rendered configuration`, () => {
    let trial: Trial;
    const log = (name: string) => join(trial.folder, "logs", name);
    beforeEach(async () => {
      trial = await openTrial();
      mkdirSync(join(trial.folder, "logs"));
    });
    afterEach(() => trial.end());

    it("[ALY-17] names the service after the file, keeps the path as metadata, leaves out what is excluded", async () => {
      writeFileSync(log("billing.log"), "a\n");
      writeFileSync(log("access-2024-01-15.log"), "b\n");
      writeFileSync(log("noise.log"), "never\n");
      writeFileSync(log("hush.log"), "never\n");
      const model = await trial.model(
        agent,
        `sources: {journal: false, app: {type: files, fromBeginning: true, kind: system, paths: [${log("*.log")}], exclude: [${log("noise.log")}, ${log("hush.log")}]}}`,
      );
      await trial.start(model);
      const entries = await trial.receiver.lines(2);
      // A line of a file that is read shows that the excluded ones were looked at too.
      appendFileSync(log("noise.log"), "never\n");
      appendFileSync(log("billing.log"), "c\n");
      await trial.receiver.lines(3);
      expect(texts(entries)).toEqual(["a", "b", "c"]);
      const services = Object.fromEntries(entries.map(({ line, labels }) => [line, labels.service]));
      expect(services).toEqual({ a: "billing", b: "access", c: "billing" });
      expect(entries.find(({ line }) => line === "a")).toMatchObject({
        labels: {
          tenant: "homelab",
          service: "billing",
          stage: "production",
          component: "app",
          job: "app",
          kind: "system",
          host: "one",
          source: "app",
        },
        metadata: { file_path: log("billing.log") },
      });
    });

    it("loses and doubles nothing over a rotation by rename and a restart", async () => {
      const lines: string[] = [];
      const write = (from: number, to: number) => {
        for (let i = from; i < to; i++) {
          lines.push(`line ${String(i).padStart(4, "0")}`);
          appendFileSync(log("app.log"), `${lines.at(-1)}\n`);
        }
      };
      write(0, 50);
      const model = await trial.model(
        agent,
        `sources: {journal: false, app: {type: files, fromBeginning: true, paths: [${log("*.log")}]}}`,
      );
      const first = await trial.start(model);
      await trial.receiver.lines(50);
      write(50, 100);
      renameSync(log("app.log"), log("app.log.1"));
      write(100, 150);
      await trial.receiver.lines(150);
      await first.stop();
      write(150, 200);
      await trial.start(model);
      await trial.receiver.lines(200);
      expect(texts(trial.receiver.entries)).toEqual(lines);
    });

    it("[PRM-08] waits while Loki is away and then delivers every line once", async () => {
      const model = await trial.model(
        agent,
        `sources: {journal: false, app: {type: files, fromBeginning: true, paths: [${log("*.log")}]}}`,
      );
      writeFileSync(log("app.log"), "first\n");
      await trial.start(model);
      await trial.receiver.lines(1);
      trial.receiver.away = true;
      const lines = Array.from({ length: 500 }, (_, i) => `away ${String(i).padStart(3, "0")}`);
      appendFileSync(log("app.log"), `${lines.join("\n")}\n`);
      // More tries than a receiver's ten: the batch is not given up.
      await until(
        () => trial.receiver.refused > 12,
        () => `${trial.receiver.refused} tries`,
      );
      trial.receiver.away = false;
      await trial.receiver.lines(501);
      expect(texts(trial.receiver.entries)).toEqual([...lines, "first"]);
    });
  });
