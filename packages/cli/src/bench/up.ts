import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { ProblemError, problem, repoRoot } from "@logstead/base";
import { ipOf, type Site, type SiteHost } from "@logstead/inventory";
import { countSequences, echoImage, type Lab, labDestroy, loadImage, openLab } from "@logstead/lab";
import {
  latencies,
  linesOfRun,
  type MeasuredStream,
  measureNoop,
  mustOnHost,
  openLoki,
  percentile,
  writeLoad,
} from "@logstead/operate";
import { execa } from "execa";
import { siteOf } from "../inventory/site.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { table } from "../output/table.ts";
import { writeSection } from "./record.ts";

interface Options extends OutputOptions {
  write?: boolean;
  fromNothing?: boolean;
  only?: string[];
}

type Targets = Record<string, { value: string; met: boolean }>;

const say = (text: string) => void process.stderr.write(`bench: ${text}\n`);
const newRun = () => randomBytes(3).toString("hex");
const seconds = (ms: number) => (ms / 1000).toFixed(1);

/** What issue and requirements ask of `up`, measured on the lab. */
export async function runUpBench(options: Options): Promise<void> {
  const wanted = (part: string) => !options.only || options.only.includes(part);
  const rows: string[][] = [];
  const targets: Targets = {};
  if (options.fromNothing) {
    await labDestroy({});
    say("the lab from nothing to a green probe");
    rows.push(["lab from nothing to probe green", `${seconds(await timedUp([]))} s`]);
  }
  const site = siteOf("lab");
  if (wanted("noop")) {
    say("up with nothing to do, and the playbook beside as many stat tasks");
    rows.push(["up with nothing to do, without probe", `${seconds(await timedUp(["--no-probe"]))} s`]);
    const { playbook, stat, tasks, changed } = await measureNoop(site);
    const ratio = playbook / stat;
    rows.push([`ansible-playbook with nothing to do, ${tasks} tasks a host`, `${seconds(playbook)} s`]);
    rows.push([`as many stat tasks`, `${seconds(stat)} s`]);
    targets["no-op playbook against stat tasks, at most 1.5"] = {
      value: ratio.toFixed(2),
      met: ratio <= 1.5,
    };
    targets["tasks that changed something in a run with nothing to do"] = {
      value: String(changed),
      met: changed === 0,
    };
  }
  if (wanted("latency")) await latency(site, rows, targets);
  if (wanted("rate")) await rate(site, rows, targets);
  if (wanted("outage")) await outage(site, rows, targets);
  const header = ["what", "result"];
  if (options.write)
    writeSection({
      name: "up",
      title: "Provisioning and its lines",
      command: "./logstead bench up --write",
      header,
      rows,
      targets,
    });
  print(options, { rows, targets }, () =>
    [
      table(header, rows),
      ...Object.entries(targets).map(([name, t]) => `${name}: ${t.value}${t.met ? "" : " (not met)"}`),
    ].join("\n"),
  );
}

async function timedUp(args: string[]): Promise<number> {
  const started = performance.now();
  const { exitCode, stderr, stdout } = await execa(
    join(repoRoot, "logstead"),
    ["up", "--yes", "--output", "json", ...args],
    {
      reject: false,
    },
  );
  if (exitCode === 0) return performance.now() - started;
  throw new ProblemError(
    problem("bench-up", "`./logstead up` did not end well", { got: (stderr || stdout).slice(-1500) }),
  );
}

interface Placed {
  host: SiteHost;
  streams: MeasuredStream[];
}

/** One stream of each kind. */
async function placed(site: Site, lab: Lab): Promise<Placed[]> {
  const [ocean, dns] = [site.hosts.ocean, site.hosts.dns01] as [SiteHost, SiteHost];
  const image = await echoImage(lab);
  await loadImage(lab, ocean.name, image.archive);
  const syslog = { address: ipOf(ocean.settings.address), port: 1514 };
  return [
    {
      host: dns,
      streams: [
        { id: "journal", how: "journal" },
        { id: "files", how: "file", path: "/var/log/named/measure.log" },
        { id: "syslog-tcp", how: "tcp", ...syslog, device: "printer" },
        { id: "syslog-udp", how: "udp", ...syslog, device: "switch" },
      ],
    },
    { host: ocean, streams: [{ id: "containers", how: "container", image: image.name }] },
  ];
}

async function latency(site: Site, rows: string[][], targets: Targets): Promise<void> {
  say("seconds from writing a line to finding it, 1,000 lines of each source");
  const loki = await openLoki(site);
  try {
    const hosts = await placed(site, openLab());
    const found = await latencies(loki, hosts, { run: newRun(), lines: 1000, rate: 50 });
    for (const [id, times] of found) {
      const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
      rows.push([
        `${id}: write to query, p50 and p99 of ${times.length} lines`,
        `${p50?.toFixed(2)} s, ${p99?.toFixed(2)} s`,
      ]);
      const met = times.length >= 1000 && (p99 ?? Number.POSITIVE_INFINITY) <= 3;
      targets[`${id}: p99 at most 3 s`] = { value: `${p99?.toFixed(2)} s`, met };
    }
  } finally {
    loki.close();
  }
}

interface Counted {
  id: string;
  sent: number;
  lost: number;
  duplicates: number;
}

/** Writes a load and counts what of it is in Loki. */
async function counted(
  site: Site,
  hosts: Placed[],
  lines: number,
  perSecond: number,
  meanwhile?: () => Promise<void>,
): Promise<Counted[]> {
  const run = newRun();
  const from = Date.now() - 1000;
  const [sents] = await Promise.all([
    Promise.all(hosts.map(({ host, streams }) => writeLoad(host, streams, { run, lines, rate: perSecond }))),
    meanwhile?.(),
  ]);
  const sent: Record<string, number> = Object.assign({}, ...sents);
  const loki = await openLoki(site);
  try {
    const total = Object.values(sent).reduce((sum, count) => sum + count, 0);
    const found = await linesOfRun(loki, run, from, total);
    const streams = Object.entries(sent).map(([id, count]) => ({
      id,
      kind: "",
      host: "",
      to: "",
      sent: count,
      bytes: 0,
    }));
    const receipt = {
      run,
      profile: "measure",
      started: from,
      rate: perSecond,
      seconds: 0,
      took: 0,
      sent: total,
      streams,
      skipped: [],
    };
    return countSequences(found, receipt);
  } finally {
    loki.close();
  }
}

/** The highest of some rates at which nothing is lost or doubled for a minute. */
const rates = [5000, 7500, 10_000];

async function rate(site: Site, rows: string[][], targets: Targets): Promise<void> {
  const dns = site.hosts.dns01 as SiteHost;
  const streams: MeasuredStream[] = [{ id: "files", how: "file", path: "/var/log/named/measure.log" }];
  let best = 0;
  for (const perSecond of rates) {
    say(`${perSecond} lines a second from a file for 60 s`);
    const [files] = await counted(site, [{ host: dns, streams }], perSecond * 60, perSecond);
    if (!files || files.lost > 0 || files.duplicates > 0) break;
    best = perSecond;
  }
  rows.push(["files: lines a second without loss or doubles, 60 s, one host", String(best)]);
  targets["files: at least 5,000 lines a second"] = { value: String(best), met: best >= 5000 };
}

const outageSeconds = 120;

async function outage(site: Site, rows: string[][], targets: Targets): Promise<void> {
  say(`Loki stopped for ${outageSeconds} s under traffic`);
  const host = site.hosts[site.derived.lokiHost ?? ""] as SiteHost;
  const stopAndStart = async () => {
    await mustOnHost(host, "stopping Loki", "sleep 10; systemctl stop loki");
    await new Promise((next) => setTimeout(next, outageSeconds * 1000));
    await mustOnHost(host, "starting Loki", "systemctl start loki");
  };
  const counts = await counted(
    site,
    await placed(site, openLab()),
    50 * (outageSeconds + 60),
    50,
    stopAndStart,
  );
  for (const { id, sent, lost, duplicates } of counts) {
    rows.push([
      `${id}: ${sent} lines around an outage of ${outageSeconds} s`,
      `${lost} lost, ${duplicates} doubled`,
    ]);
    if (id === "syslog-udp") continue;
    targets[`${id}: nothing lost or doubled in an outage`] = {
      value: `${lost} lost, ${duplicates} doubled`,
      met: lost === 0 && duplicates === 0,
    };
  }
}
