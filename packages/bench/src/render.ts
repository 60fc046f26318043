import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OutputOptions } from "@logstead/base/output";
import { execa } from "execa";
import type { Section } from "./record.ts";
import { report } from "./report.ts";

/** Seconds, from the start of the work in a new process. */
export interface RenderTimes {
  hosts: number;
  files: number;
  /** Inventory loaded and everything rendered, in memory. */
  memory: number;
  /** The same and all of it written to an empty folder. */
  write: number;
  /** A second render that finds nothing to do. */
  again: number;
  /** Every file by its program, no answer known from before. */
  verify: number;
  /** What the programs were given: files that differ in nothing but their host count once. */
  contents: number;
  rssMb: number;
  /** Processor time of the render that writes, in all its threads. */
  cpu: number;
}

const sizes = [4, 100, 1000, 10_000];

export async function benchRender(options: OutputOptions & { write?: boolean }): Promise<void> {
  const results: RenderTimes[] = [];
  // Removed at the end: for half a minute after files were deleted, ext4 looks past their inodes for each new one.
  const folder = mkdtempSync(join(tmpdir(), "logstead-bench-"));
  try {
    for (const hosts of sizes) {
      if (process.stderr.isTTY) process.stderr.write(`\r${hosts} hosts …`);
      results.push(await measured(hosts, join(folder, String(hosts))));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const rows = results.map((r) => [
    String(r.hosts),
    String(r.files),
    r.memory.toFixed(2),
    r.write.toFixed(2),
    r.cpu.toFixed(1),
    ((r.write * 1e6) / r.hosts).toFixed(0),
    r.again.toFixed(2),
    r.verify.toFixed(1),
    String(r.contents),
    String(r.rssMb),
  ]);
  const [, , thousand, all] = results as [RenderTimes, RenderTimes, RenderTimes, RenderTimes];
  const growth = all.write / thousand.write;
  const targets = {
    "10,000 hosts rendered (at most 20 s)": { value: `${all.memory.toFixed(1)} s`, met: all.memory <= 20 },
    "10,000 hosts rendered and written (at most 20 s)": {
      value: `${all.write.toFixed(1)} s`,
      met: all.write <= 20,
    },
    "10,000 hosts rendered again, unchanged (at most 3 s)": {
      value: `${all.again.toFixed(2)} s`,
      met: all.again <= 3,
    },
    "10,000 hosts against 1,000 (linear: at most 12)": { value: growth.toFixed(1), met: growth <= 12 },
  };
  const header = [
    "hosts",
    "files",
    "rendered, s",
    "written, s",
    "its processor time, s",
    "µs a host",
    "again, s",
    "verify, s",
    "different contents",
    "resident, MB",
  ];
  const section: Section = {
    name: "render",
    title: "Render: everything of a site, written and verified",
    command: "./logstead bench render --write",
    header,
    rows,
    targets,
  };
  report(section, options, { results, targets });
}

async function measured(hosts: number, folder: string): Promise<RenderTimes> {
  mkdirSync(folder);
  const child = new URL("./render-child.ts", import.meta.url).pathname;
  const step = async (name: string) => {
    const { stdout } = await execa(process.execPath, [child, String(hosts), folder, name]);
    return JSON.parse(stdout) as RenderTimes;
  };
  const render = await step("render");
  const again = await step("again");
  const verify = await step("verify");
  return { ...verify, ...again, ...render, hosts, rssMb: Math.max(render.rssMb, verify.rssMb) };
}
