import type { OutputOptions } from "@logstead/base/output";
import { execa } from "execa";
import type { Section } from "./record.ts";
import { report } from "./report.ts";

export interface InventoryTimes {
  hosts: number;
  loadMs: number;
  yamlMs: number;
  rssMb: number;
}

const sizes = [10, 100, 1000, 10_000];

/** Each size in a process of its own, so that memory and warm-up of one do not colour another. */
export async function benchInventory(options: OutputOptions & { write?: boolean }): Promise<void> {
  const results: InventoryTimes[] = [];
  for (const hosts of sizes) {
    if (process.stderr.isTTY) process.stderr.write(`\r${hosts} hosts …`);
    const child = new URL("./inventory-child.ts", import.meta.url).pathname;
    const { stdout } = await execa(process.execPath, [child, String(hosts)]);
    results.push(JSON.parse(stdout) as InventoryTimes);
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const rows = results.map((r) => [
    String(r.hosts),
    r.loadMs.toFixed(1),
    ((r.loadMs * 1000) / r.hosts).toFixed(0),
    r.yamlMs.toFixed(1),
    (r.loadMs / r.yamlMs).toFixed(2),
    String(r.rssMb),
  ]);
  const growth = (results[3] as InventoryTimes).loadMs / (results[2] as InventoryTimes).loadMs;
  const targets = {
    "10,000 hosts against 1,000 (at most 12)": { value: growth.toFixed(1), met: growth <= 12 },
    "load against the yaml package alone (at most 2)": {
      value: Math.max(...results.map((r) => r.loadMs / r.yamlMs)).toFixed(2),
      met: results.every((r) => r.loadMs <= 2 * r.yamlMs),
    },
    "memory (under 1 GB)": {
      value: `${Math.max(...results.map((r) => r.rssMb))} MB`,
      met: results.every((r) => r.rssMb < 1000),
    },
  };
  const header = ["hosts", "load + check, ms", "µs a host", "yaml alone, ms", "ratio", "resident, MB"];
  const section: Section = {
    name: "inventory",
    title: "Inventory: load and check",
    command: "./logstead bench inventory --write",
    header,
    rows,
    targets,
  };
  report(section, options, { results, targets });
}
