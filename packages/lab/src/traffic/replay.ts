import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem, writeFileAtomic } from "@logstead/base";
import type { Lab } from "../config.ts";
import { profileOf, type Stream } from "./profiles.ts";
import { Random } from "./random.ts";
import { mark, type Receipt, type StreamReceipt } from "./sequence.ts";
import { openSink, type Sink, type SyslogPorts } from "./sinks.ts";

export interface TrafficOptions {
  profile?: string;
  /** Lines a second, all streams together. */
  rate?: number;
  seconds?: number;
  /** The same seed gives the same lines, but for times and the run's name. */
  seed?: number;
  /** Names the run in every line. */
  run?: string;
  syslogPorts?: SyslogPorts;
  signal?: AbortSignal;
  onProgress?: (sent: number, total: number) => void;
}

const trafficLimits = { rate: 20_000, seconds: 3600, lines: 2_000_000 };

/** Writes a profile's lines at a set rate, each numbered, only into the lab. */
export async function labTraffic(lab: Lab, options: TrafficOptions = {}): Promise<Receipt> {
  const { profile = "homelab", rate = 50, seconds = 10 } = options;
  bounded(rate, seconds);
  const all = profileOf(profile);
  const run = options.run ?? randomBytes(3).toString("hex");
  const streams = all.filter((s) => lab.started.plan.hosts.some((h) => h.name === s.host));
  const total = streams.length > 0 ? Math.round(rate * seconds) : 0;
  const shares = shareOut(streams, total);
  const sinks = await Promise.all(
    streams.map((stream, i) => openSink(lab, stream, shares[i] ?? 0, options.syslogPorts ?? {})),
  );
  const started = Date.now();
  const receipts = await pace(streams, sinks, shares, { ...options, rate, run, total });
  const errors = await Promise.all(sinks.map((sink) => sink.close()));
  for (const [i, error] of errors.entries()) if (error) Object.assign(receipts[i] ?? {}, { error });
  const receipt: Receipt = {
    ...{ run, profile, started, rate, seconds, took: (Date.now() - started) / 1000 },
    sent: receipts.reduce((sum, stream) => sum + stream.sent, 0),
    streams: receipts,
    skipped: all.filter((s) => !streams.includes(s)).map((s) => s.id),
  };
  writeFileAtomic(receiptFile(lab, run), `${JSON.stringify(receipt, null, 2)}\n`);
  return receipt;
}

const receiptFile = (lab: Lab, run: string) => join(lab.dir, "traffic", `${run}.json`);

/** What an earlier run wrote. */
export function readReceipt(lab: Lab, run: string): Receipt {
  if (/^[a-z0-9]+$/.test(run) && existsSync(receiptFile(lab, run)))
    return JSON.parse(readFileSync(receiptFile(lab, run), "utf8"));
  throw new ProblemError(
    problem("lab-traffic-run", `this lab knows no traffic run '${run}'`, {
      got: run,
      want: "the name that `lab traffic` printed",
    }),
    2,
  );
}

/** How many of `total` lines each stream gets; the rounding goes to the first ones. */
export function shareOut(streams: { share: number }[], total: number): number[] {
  const sum = streams.reduce((all, stream) => all + stream.share, 0);
  const counts = streams.map((stream) => Math.floor((total * stream.share) / sum));
  for (let i = 0, left = total - counts.reduce((a, b) => a + b, 0); left > 0; i++, left--)
    counts[i % counts.length] = (counts[i % counts.length] ?? 0) + 1;
  return counts;
}

/** Each stream keeps to its own even beat, so that short runs have every stream in them. */
async function pace(
  streams: Stream[],
  sinks: Sink[],
  shares: number[],
  options: TrafficOptions & { rate: number; run: string; total: number },
): Promise<StreamReceipt[]> {
  const random = new Random(options.seed ?? 1);
  const receipts = streams.map(({ id, kind, host }, i): StreamReceipt => {
    return { id, kind, host, to: sinks[i]?.to ?? "", sent: 0, bytes: 0 };
  });
  const duration = (options.total / options.rate) * 1000;
  const begin = performance.now();
  for (let part = 0; part < 1 && !options.signal?.aborted; ) {
    part = duration > 0 ? Math.min(1, (performance.now() - begin) / duration) : 1;
    const now = new Date();
    for (const [i, stream] of streams.entries()) {
      const receipt = receipts[i] as StreamReceipt;
      const sink = sinks[i] as Sink;
      for (const due = Math.floor((shares[i] ?? 0) * part); receipt.sent < due && !sink.over(); ) {
        const message = stream.lines(random, now, mark(options.run, stream.id, ++receipt.sent));
        receipt.bytes += sink.write(message, now);
      }
      await sink.ready();
    }
    options.onProgress?.(
      receipts.reduce((sum, r) => sum + r.sent, 0),
      options.total,
    );
    if (part < 1) await new Promise((next) => setTimeout(next, 10));
  }
  return receipts;
}

function bounded(rate: number, seconds: number): void {
  const wrong = (what: string, got: number, limit: number) =>
    problem("lab-traffic-limit", `${what} is out of bounds`, {
      got: String(got),
      want: `more than 0, at most ${limit}`,
    });
  const within = (value: number, limit: number) => value > 0 && value <= limit;
  const { rate: r, seconds: s, lines } = trafficLimits;
  const problems = [
    ...(within(rate, r) ? [] : [wrong("rate", rate, r)]),
    ...(within(seconds, s) ? [] : [wrong("seconds", seconds, s)]),
    ...(rate * seconds <= lines ? [] : [wrong("rate × seconds", rate * seconds, lines)]),
  ];
  if (problems.length > 0) throw new ProblemError(problems, 2);
}
