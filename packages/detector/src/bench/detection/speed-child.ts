import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openEngine } from "../../core/detect/engine.ts";
import { detectSettings } from "../../core/detect/settings.ts";
import { StreamParser } from "../../core/parse/parser.ts";
import { openReader } from "../../lines/reader.ts";
import { DetectorSettings } from "../../settings.ts";

/*
 * All of tier 1 on one thread. The varied corpus that `gen_corpus.py` wrote is a day of eight streams, one a
 * system: each line gets a new time, its own level, component and message. The first day is learned and
 * warms up, the second is measured, on the third each line is timed by itself. Prints JSON.
 *
 * Arguments: the folder of the corpus, and how many of its lines to take (all if not given).
 */
const folder = process.argv[2] as string;
const most = Number(process.argv[3] ?? Number.POSITIVE_INFINITY);
const day = 86_400_000;
// A Monday.
const epoch = Date.UTC(2026, 2, 2);
const atOnce = 50_000;

interface Corpus {
  streams: string[];
  /** Of each line: its stream's number and its text without the time. */
  of: Uint8Array;
  texts: string[];
}

function readCorpus(): Corpus {
  const rows = (name: string) => readFileSync(join(folder, name), "utf8").split("\n");
  const [contents, raws, truth] = [rows("content.txt"), rows("raw.txt"), rows("truth.csv")];
  const n = Math.min(most, contents.length - 1);
  const streams: string[] = [];
  const of = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const row = truth[i + 1] as string;
    const system = row.slice(row.indexOf(",") + 1, row.lastIndexOf(":"));
    if (!streams.includes(system)) streams.push(system);
    of[i] = streams.indexOf(system);
  }
  const heads = streams.map((_, s) => headsOf(raws.filter((_, i) => of[i] === s)));
  const texts: string[] = [];
  for (let i = 0; i < n; i++) {
    const [raw, content] = [raws[i] as string, contents[i] as string];
    const head = heads[of[i] as number]?.(raw.slice(0, -content.length)) ?? "";
    texts.push(`${head}${content}`);
  }
  return { streams: streams.map((name) => `{host="${name.toLowerCase()}"}`), of, texts };
}

/** Turns a line's header into level and component, as `stamped` traffic has them. */
function headsOf(raws: readonly string[]): (header: string) => string {
  const parser = new StreamParser();
  parser.learn(raws.slice(0, 1000), epoch);
  const known = new Map<string, string>();
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

const { streams, of, texts } = readCorpus();
const settings = detectSettings(DetectorSettings.parse({}));
const engine = openEngine(settings, openReader(settings));
let findings = 0;

/** Lines as they come from a source: flat text in memory. */
function dayOfLines(number: number, take: (lines: string[], times: number[], first: number) => void): void {
  const step = day / texts.length;
  for (let first = 0; first < texts.length; first += atOnce) {
    const times = Array.from(texts.slice(first, first + atOnce), (_, i) =>
      Math.floor(epoch + number * day + (first + i) * step),
    );
    const lines = times.map((time, i) =>
      Buffer.from(`${new Date(time).toISOString()} ${texts[first + i]}`).toString(),
    );
    take(lines, times, first);
  }
}

function push(lines: readonly string[], times: readonly number[], first: number): void {
  for (let i = 0; i < lines.length; i++) {
    const stream = streams[of[first + i] as number] as string;
    findings += engine.push(stream, lines[i] as string, times[i] as number).length;
  }
}

const used = { user: 0, system: 0, wall: 0 };
function measured(lines: string[], times: number[], first: number): void {
  const before = process.cpuUsage();
  const start = performance.now();
  push(lines, times, first);
  used.wall += performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  used.user += user;
  used.system += system;
}

/** Microseconds of this thread that each line took, garbage collection on it included. */
const slowest: number[] = [];
function timed(lines: string[], times: number[], first: number): void {
  for (let i = 0; i < lines.length; i++) {
    const before = process.threadCpuUsage();
    push([lines[i] as string], [times[i] as number], first + i);
    const { user, system } = process.threadCpuUsage(before);
    if (user + system > 100) slowest.push(user + system);
  }
}

dayOfLines(0, measured);
const learning = { ...used };
Object.assign(used, { user: 0, system: 0, wall: 0 });
dayOfLines(1, measured);
dayOfLines(2, timed);
const perSecond = (of: typeof used) => texts.length / ((of.user + of.system) / 1e6);
slowest.sort((a, b) => b - a);
console.log(
  JSON.stringify({
    lines: texts.length,
    processor: perSecond(used),
    wall: texts.length / (used.wall / 1000),
    learning: perSecond(learning),
    slowestMs: (slowest[0] ?? 0) / 1000,
    overAMillisecond: slowest.filter((us) => us > 1000).length,
    patterns: engine.streams().reduce((sum, stream) => sum + stream.patterns, 0),
    findings,
  }),
);
