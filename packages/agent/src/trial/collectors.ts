import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@logstead/base";
import { execa } from "execa";
import { stringify } from "yaml";
import { attributes, block, component, identifier, ref, write } from "../collect/alloy/syntax.ts";
import { alloyNodes } from "../stages/alloy.ts";
import { promtailStages } from "../stages/promtail.ts";
import type { Entry } from "../stages/stage.ts";
import type { Case } from "./case.ts";
import { decodePush } from "./push.ts";
import { type Shown, show, trialSalt } from "./result.ts";

/** Filled with the lines that came after the first request, and the processor time they took. */
interface Measured {
  seconds: number;
  lines: number;
}

export type Agent = "promtail" | "alloy";

const saltVariable = "LOGSTEAD_TRIAL_SALT";

/**
 * Runs cases through one real collector: a file for each, all pushed to a receiver of ours on loopback.
 * `counts` says how many entries a case is expected to make; a case that makes fewer is waited for until
 * nothing has come for a while.
 */
export async function runCollector(
  agent: Agent,
  program: string,
  cases: readonly Case[],
  counts: ReadonlyMap<string, number>,
  measured?: Measured,
): Promise<Map<string, Shown[]>> {
  const folder = mkdtempSync(join(tmpdir(), `logstead-${agent}-`));
  const receiver = await openReceiver();
  const started = Date.now();
  try {
    mkdirSync(join(folder, "in"));
    const files = cases.map((testCase, i) => {
      const file = join(folder, "in", `${i}.log`);
      // A file's last line is read when its newline is there.
      writeFileSync(
        file,
        testCase.input.at(-1) === 10 ? testCase.input : Buffer.concat([testCase.input, Buffer.from("\n")]),
      );
      return file;
    });
    const args =
      agent === "promtail"
        ? promtail(folder, cases, files, receiver.port)
        : await alloy(folder, cases, files, receiver.port);
    const child = execa(program, args, {
      reject: false,
      all: true,
      // Measured as its unit runs it: half a core is one thread.
      env: { [saltVariable]: trialSalt, TZ: "UTC", ...(measured && { GOMAXPROCS: "1" }) },
      forceKillAfterDelay: 10_000,
    });
    let cpuBefore = 0;
    receiver.onFirst = () => {
      cpuBefore = cpuSeconds(child.pid);
    };
    let ended = false;
    child.then(() => {
      ended = true;
    });
    const complete = () =>
      cases.every((testCase) => receiver.of(testCase.job).length >= (counts.get(testCase.job) ?? 0));
    // Multi-line blocks end three seconds after their last line.
    while (!ended && !complete() && Date.now() - Math.max(receiver.last, started + 40_000) < 20_000)
      await new Promise((again) => setTimeout(again, 25));
    if (ended) throw new Error(`${agent} ended: ${(await child).all?.slice(-3000)}`);
    if (measured)
      Object.assign(measured, { lines: receiver.after, seconds: cpuSeconds(child.pid) - cpuBefore });
    child.kill("SIGTERM");
    await child;
    return new Map(
      cases.map((testCase) => [testCase.job, receiver.of(testCase.job).map((entry) => show(entry, started))]),
    );
  } finally {
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Processor time of a process so far (proc(5): utime and stime, in ticks of 10 ms). */
function cpuSeconds(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function openReceiver() {
  const byJob = new Map<string, Entry[]>();
  const receiver = {
    port: 0,
    first: 0,
    onFirst: () => {},
    last: 0,
    /** Lines after the first request. */
    after: 0,
    of: (job: string): Entry[] => byJob.get(job) ?? [],
    close: () => new Promise<void>((closed) => server.close(() => closed()).closeAllConnections()),
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const entries = decodePush(Buffer.concat(chunks));
    for (const entry of entries) {
      const job = entry.labels.job ?? "";
      const known = byJob.get(job);
      if (known) known.push(entry);
      else byJob.set(job, [entry]);
    }
    receiver.last = Date.now();
    if (receiver.first === 0) {
      receiver.first = receiver.last;
      receiver.onFirst();
    } else receiver.after += entries.length;
    response.writeHead(204).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  receiver.port = (server.address() as AddressInfo).port;
  return receiver;
}

const pushUrl = (port: number) => `http://127.0.0.1:${port}/loki/api/v1/push`;

function promtail(folder: string, cases: readonly Case[], files: string[], port: number): string[] {
  const config = {
    server: { disable: true },
    positions: { filename: join(folder, "positions.yaml") },
    clients: [{ url: pushUrl(port), batchwait: "200ms", batchsize: 4_194_304 }],
    scrape_configs: cases.map((testCase, i) => ({
      job_name: testCase.job,
      pipeline_stages: promtailStages(testCase.stages, { saltVariable }),
      static_configs: [{ targets: ["localhost"], labels: { ...testCase.labels, __path__: files[i] } }],
    })),
  };
  const file = join(folder, "promtail.yaml");
  // Without -config.expand-env, which would also change backslashes and other dollars, the key stands here.
  const text = stringify(config, { lineWidth: 0 }).replaceAll(`\${${saltVariable}}`, trialSalt);
  writeFileSync(file, text);
  return [`-config.file=${file}`, "-log.level=error"];
}

async function alloy(
  folder: string,
  cases: readonly Case[],
  files: string[],
  port: number,
): Promise<string[]> {
  const nodes = cases.flatMap((testCase, i) => {
    const name = identifier(testCase.job);
    return [
      component(
        "loki.source.file",
        name,
        attributes({
          targets: [{ ...testCase.labels, __path__: files[i] as string }],
          forward_to: [ref(`loki.process.${name}.receiver`)],
        }),
      ),
      component("loki.process", name, [
        ...attributes({ forward_to: [ref("loki.write.trial.receiver")] }),
        ...alloyNodes(testCase.stages, { saltVariable }),
      ]),
    ];
  });
  const writer = component("loki.write", "trial", [
    block("endpoint", attributes({ url: pushUrl(port), batch_wait: "200ms", batch_size: "4MiB" })),
  ]);
  const file = join(folder, "config.alloy");
  writeFileSync(file, write([...nodes, writer]));
  return [
    "run",
    `--server.http.listen-addr=127.0.0.1:${await freePort()}`,
    "--disable-reporting",
    `--storage.path=${join(folder, "state")}`,
    file,
  ];
}
