import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import {
  DetectorSettings,
  detectSettings,
  openEngine,
  openReader,
  StreamParser,
} from "@logstead/detector/parts";
import { Latency } from "../latency.ts";

/*
 * All of tier 1 on one thread. The varied corpus that `gen_corpus.py` wrote is a day of eight streams, one a
 * system: each line gets a new time and keeps its level, component and message. The first day is learned and
 * warms up, the second and third are measured and the better is said (the machine does other things too), on
 * the fourth each line is timed by itself. Prints JSON.
 *
 * Arguments: the folder of the corpus, and how many of its lines to take (all if not given).
 */
const folder = process.argv[2] as string;
const most = Number(process.argv[3] ?? Number.POSITIVE_INFINITY);
const day = 86_400_000;
// A Monday.
const epoch = Date.UTC(2026, 2, 2);
/** Lines that are made at once, beside the measurement. */
const atOnce = 2000;

/** Lines without their times, as bytes: texts of a whole day would be the garbage collector's main work. */
interface Corpus {
  streams: string[];
  lines: number;
  /** Of each line, its stream's number, and where it ends. */
  of: Uint8Array;
  ends: Uint32Array;
  bytes: Buffer;
}

function* rowsOf(name: string): Iterable<string> {
  const fd = openSync(join(folder, name), "r");
  const chunk = Buffer.alloc(1 << 20);
  let rest = Buffer.alloc(0);
  for (let n = readSync(fd, chunk); n > 0; n = readSync(fd, chunk)) {
    const all = Buffer.concat([rest, chunk.subarray(0, n)]);
    let from = 0;
    for (let to = all.indexOf(10); to >= 0; to = all.indexOf(10, from)) {
      yield all.toString("utf8", from, to);
      from = to + 1;
    }
    rest = all.subarray(from);
  }
  closeSync(fd);
}

function readCorpus(): Corpus {
  const of: number[] = [];
  const ends: number[] = [];
  const streams: string[] = [];
  const heads: ((header: string) => string)[] = [];
  const bytes = Buffer.alloc(readFileSync(join(folder, "raw.txt")).length);
  let at = 0;
  const [contents, truth] = [
    rowsOf("content.txt")[Symbol.iterator](),
    rowsOf("truth.csv")[Symbol.iterator](),
  ];
  truth.next();
  for (const raw of rowsOf("raw.txt")) {
    if (of.length === most) break;
    const content = contents.next().value as string;
    const row = truth.next().value as string;
    const system = row.slice(row.indexOf(",") + 1, row.lastIndexOf(":")).toLowerCase();
    let s = streams.indexOf(system);
    if (s < 0) {
      s = streams.push(system) - 1;
      heads.push(headsOf(system));
    }
    of.push(s);
    at += bytes.write(`${heads[s]?.(raw.slice(0, raw.length - content.length))}${content}`, at);
    ends.push(at);
  }
  return {
    streams: streams.map((name) => `{host="${name}"}`),
    lines: of.length,
    of: Uint8Array.from(of),
    ends: Uint32Array.from(ends),
    bytes: bytes.subarray(0, at),
  };
}

/** Turns a line's header into level and component, as lines of the incident benchmark have them. */
function headsOf(system: string): (header: string) => string {
  const parser = new StreamParser();
  const known = new Map<string, string>();
  const first: string[] = [];
  for (const raw of rowsOf("raw.txt")) if (first.push(raw) === 16_000) break;
  let i = 0;
  const own: string[] = [];
  for (const row of rowsOf("truth.csv")) {
    if (i > first.length) break;
    if (i++ > 0 && row.toLowerCase().includes(`,${system}:`)) own.push(first[i - 2] as string);
  }
  parser.learn(own.slice(0, 1000), epoch);
  return (header) => {
    let head = known.get(header);
    if (head === undefined) {
      const { level, component } = parser.parse(`${header}message`, epoch);
      head = `${level ?? "INFO"} ${component ? `${component.replace(/\s+/g, "-")}: ` : ""}`;
      known.set(header, head);
    }
    return head;
  };
}

const corpus = readCorpus();
const settings = detectSettings(DetectorSettings.parse({}));
const engine = openEngine(settings, openReader(settings));
let findings = 0;

type Batch = { streams: string[]; lines: string[]; times: number[] };

/** One day's lines as they come from a source: flat text in memory, some thousand at a time. */
function eachBatch(number: number, take: (batch: Batch) => void): void {
  const step = day / corpus.lines;
  for (let first = 0; first < corpus.lines; first += atOnce) {
    const batch: Batch = { streams: [], lines: [], times: [] };
    for (let i = first; i < Math.min(first + atOnce, corpus.lines); i++) {
      const time = Math.floor(epoch + number * day + i * step);
      const text = corpus.bytes.toString("utf8", corpus.ends[i - 1] ?? 0, corpus.ends[i]);
      batch.lines.push(Buffer.from(`${new Date(time).toISOString()} ${text}`).toString());
      batch.times.push(time);
      batch.streams.push(corpus.streams[corpus.of[i] as number] as string);
    }
    take(batch);
  }
}

function push({ streams, lines, times }: Batch): void {
  for (let i = 0; i < lines.length; i++)
    findings += engine.push(streams[i] as string, lines[i] as string, times[i] as number).length;
}

/** Seconds of processor time of all the process's threads, and by the wall. */
function measure(number: number): { processor: number; wall: number } {
  const used = { processor: 0, wall: 0 };
  eachBatch(number, (batch) => {
    const before = process.cpuUsage();
    const start = performance.now();
    push(batch);
    used.wall += (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(before);
    used.processor += (user + system) / 1e6;
  });
  return used;
}

function timeLines(number: number): Latency {
  const latency = new Latency();
  eachBatch(number, ({ streams, lines, times }) => {
    for (let i = 0; i < lines.length; i++) {
      latency.begin();
      findings += engine.push(streams[i] as string, lines[i] as string, times[i] as number).length;
      latency.end();
    }
  });
  return latency;
}

const learning = measure(0);
const days = [measure(1), measure(2)];
const steady = days.sort((a, b) => a.processor - b.processor)[0] as (typeof days)[number];
const latency = timeLines(3);
console.log(
  JSON.stringify({
    lines: corpus.lines,
    processor: corpus.lines / steady.processor,
    wall: corpus.lines / steady.wall,
    learning: corpus.lines / learning.processor,
    latency: latency.summary(),
    patterns: engine.streams().reduce((sum, stream) => sum + stream.patterns, 0),
    findings,
  }),
);
