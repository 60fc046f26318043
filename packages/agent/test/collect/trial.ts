import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@logstead/base";
import { collectorOf } from "../../src/collect/collector.ts";
import type { CollectorModel } from "../../src/collect/model.ts";
import { type RunningCollector, startCollector } from "../support/collector-process.ts";
import { openReceiver, type Receiver } from "../support/receiver.ts";
import { siteOfText } from "../support/sites.ts";

/** A folder, a receiver and collectors of one host, all gone afterwards. */
export interface Trial {
  folder: string;
  receiver: Receiver;
  /** The host's model: `sources` and more are YAML of the inventory, indented as below `hosts.one`. */
  model(agent: CollectorModel["agent"], host: string, more?: string): Promise<CollectorModel>;
  start(model: CollectorModel): Promise<RunningCollector>;
  end(): Promise<void>;
}

export async function openTrial(): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), "logstead-collect-"));
  const receiver = await openReceiver();
  const running: RunningCollector[] = [];
  return {
    folder,
    receiver,
    async model(agent, host, more = "") {
      const site = siteOfText(inventory(agent, folder, receiver.port, await freePort(), host, more));
      return collectorOf(site, site.hosts.one as NonNullable<typeof site.hosts.one>);
    },
    async start(model) {
      const collector = await startCollector(model, join(folder, model.agent));
      running.push(collector);
      return collector;
    },
    async end() {
      await Promise.all(running.map((collector) => collector.stop("SIGKILL")));
      await receiver.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const inventory = (agent: string, folder: string, loki: number, port: number, host: string, more: string) => `
site: {name: case}
loki: {url: "http://127.0.0.1:${loki}", transport: plain}
${more}
hosts:
  one:
    address: 127.0.0.1
    roles: [agent]
    collector:
      agent: ${agent}
      positionsPath: ${folder}/${agent === "alloy" ? "alloy-state" : "positions.yaml"}
      listen: [{purpose: http, port: ${port}}]
      client: {batchWait: 100ms, minBackoff: 100ms, maxBackoff: 500ms}
${host.replaceAll(/^/gm, "    ")}
`;
