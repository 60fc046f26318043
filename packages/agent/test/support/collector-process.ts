import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { alloyConfig } from "../../src/collect/alloy/config.ts";
import type { CollectorModel } from "../../src/collect/model.ts";
import { promtailConfig } from "../../src/collect/promtail/config.ts";
import { alloy, promtail } from "./programs.ts";
import { until } from "./until.ts";

/** A real collector on loopback. */
export interface RunningCollector {
  /** Ends it as systemd does, by a signal; positions are on disk afterwards. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Its own metrics, as text. */
  metrics(): Promise<string>;
  output(): string;
}

export async function startCollector(model: CollectorModel, folder: string): Promise<RunningCollector> {
  mkdirSync(folder, { recursive: true });
  const [program, args] = commandLine(model, folder);
  let output = "";
  const child = execa(program, args, { reject: false, all: true, buffer: false });
  child.all.on("data", (data: Buffer) => {
    output += data.toString();
  });
  let ended = false;
  const end = child.then(() => {
    ended = true;
  });
  const base = `http://127.0.0.1:${model.server.port}`;
  // Promtail's /ready also asks for a target that is being read; its metrics are there when it has started.
  await until(
    async () => {
      if (ended) throw new Error(`it ended:\n${output}`);
      const path = model.agent === "promtail" ? "/metrics" : "/-/ready";
      return (await fetch(`${base}${path}`).catch(() => undefined))?.ok ?? false;
    },
    () => output,
  );
  return {
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await end;
    },
    metrics: async () => (await fetch(`${base}/metrics`)).text(),
    output: () => output,
  };
}

function commandLine(model: CollectorModel, folder: string): [string, string[]] {
  if (model.agent === "promtail") {
    const file = join(folder, "config.yaml");
    writeFileSync(file, promtailConfig(model));
    return [promtail, [`-config.file=${file}`]];
  }
  const file = join(folder, "config.alloy");
  writeFileSync(file, alloyConfig(model));
  const address = `--server.http.listen-addr=127.0.0.1:${model.server.port}`;
  const storage = `--storage.path=${model.positions.path}`;
  return [alloy as string, ["run", address, storage, "--disable-reporting", file]];
}
