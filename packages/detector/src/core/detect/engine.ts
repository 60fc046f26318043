import type { Millis, ParsedLine } from "../event.ts";
import { readSnapshot, writeSnapshot } from "../state/snapshot.ts";
import { advance } from "./close.ts";
import type { Finding } from "./finding.ts";
import { occur } from "./gaps.ts";
import { inspectStream, type StreamInspection } from "./inspect.ts";
import { migrations } from "./migrations.ts";
import { observe } from "./observe.ts";
import { hashText, judge, type OrderCounts, timeOf } from "./order.ts";
import type { LineReader } from "./reader.ts";
import { isLearning, type Reporter } from "./report.ts";
import type { DetectSettings } from "./settings.ts";
import { checkPatterns, checkStreams, resume } from "./silence.ts";
import { newStream, type StreamState } from "./stream.ts";
import type { Context } from "./tokens.ts";

/** Counters of everything, also of what was not taken, by reason. */
export interface EngineCounts extends OrderCounts {
  lines: number;
  cut: number;
  empty: number;
  refusedStreams: number;
  findings: number;
  repeated: number;
  learning: number;
  episodes: number;
}

export interface StreamSummary {
  stream: string;
  /** `learning` states until when; nothing else ever pauses. */
  state: "learning" | "watching" | "silent";
  learningUntil: Millis;
  first: Millis;
  last: Millis;
  lines: number;
  patterns: number;
  /** The calibrated score of the last closed window. */
  score: number;
}

/** Lines and a clock in, findings out. Pure: it reads no clock, no file, no network. */
export interface Engine {
  /**
   * Takes one line. `arrival` is when the source says it came (Loki's timestamp, or the clock); the line's
   * own time is preferred where it has a believable one. Returns what it made known, mostly nothing.
   */
  push(stream: string, line: string, arrival: Millis): Finding[];
  /** Says what time it is, so that silence is noticed; at least once a minute in a live service. */
  tick(now: Millis): Finding[];
  /** Everything, as one text; `restore` continues as if there had been no break. */
  snapshot(): string;
  /** Throws a SnapshotError if the text is not a whole snapshot of this or an older version. */
  restore(snapshot: string): void;
  /** The latest time it knows of, by lines or ticks; 0 before the first. */
  now(): Millis;
  streams(): StreamSummary[];
  /** What is known of one stream, for people; undefined if there is none of this name. */
  inspect(stream: string): StreamInspection | undefined;
  counts(): EngineCounts;
}

interface EngineState {
  now: Millis;
  ticked: number;
  streams: Map<string, StreamState>;
  /** The end of the last time in which no stream at all had a line: nobody's silence. */
  resumed: Millis;
  /** Windows in which any stream had a line, newest last. */
  lively: Set<number>;
  counts: EngineCounts;
}

const mostStreams = 20_000;
const mostLively = 2048;
const none: Finding[] = [];

const newCounts = (): EngineCounts => ({
  lines: 0,
  cut: 0,
  empty: 0,
  refusedStreams: 0,
  replayed: 0,
  late: 0,
  clockBack: 0,
  future: 0,
  untimed: 0,
  findings: 0,
  repeated: 0,
  learning: 0,
  episodes: 0,
});

export function openEngine(settings: DetectSettings, reader: LineReader): Engine {
  let state: EngineState = {
    now: Number.NEGATIVE_INFINITY,
    ticked: 0,
    resumed: Number.NEGATIVE_INFINITY,
    streams: new Map(),
    lively: new Set(),
    counts: newCounts(),
  };
  const reporter: Reporter = { settings, findings: [], counts: state.counts };
  const context: Context = { reporter, reader };
  const lively = (window: number) => state.lively.has(window);
  let lastName: string | undefined;
  let lastStream: StreamState | undefined;

  const take = (): Finding[] => {
    if (reporter.findings.length === 0) return none;
    const findings = reporter.findings;
    reporter.findings = [];
    return findings;
  };

  const streamOf = (name: string, time: Millis): StreamState | undefined => {
    if (name === lastName) return lastStream;
    let s = state.streams.get(name);
    if (!s) {
      if (state.streams.size >= mostStreams) {
        state.counts.refusedStreams++;
        return undefined;
      }
      s = newStream(name, time);
      state.streams.set(name, s);
    }
    lastName = name;
    lastStream = s;
    return s;
  };

  /** Moves the common clock; at each new minute every stream closes what ended two minutes ago. */
  const moveTo = (time: Millis): void => {
    if (!(time > state.now) || !believable(time)) return;
    state.now = time;
    const minute = Math.floor(time / 60_000);
    if (minute === state.ticked) return;
    state.ticked = minute;
    for (const s of state.streams.values()) {
      advance(context, s, time - 120_000, lively);
      checkPatterns(context, s, time);
    }
    checkStreams(context, state.streams.values(), time, state.resumed);
  };

  const push = (name: string, text: string, arrival: Millis): Finding[] => {
    state.counts.lines++;
    let line = text;
    if (line.length > settings.maxLineBytes) {
      line = line.slice(0, settings.maxLineBytes);
      state.counts.cut++;
    }
    const at = believable(arrival) ? arrival : Math.max(state.now, 0);
    const parsed = reader.parse(name, line, at);
    if (name !== lastName) {
      lastStream = state.streams.get(name);
      lastName = lastStream && name;
    }
    const known = lastStream;
    const time = known ? timeOf(known.order, parsed.time, at, state.counts) : firstTime(parsed.time, at);
    const s = streamOf(name, time);
    if (!s) return none;
    const verdict = judge(s.order, parsed.hash ?? hashText(line), time, at, state.counts);
    if (verdict === "replay") return none;
    if (isBlank(line, parsed)) {
      state.counts.empty++;
      return none;
    }
    const isLate = verdict === "late";
    if (isLate) {
      s.heard = state.now;
      s.late++;
    } else arrive(s, time);
    const mined = reader.mine(name, parsed, time);
    observe(context, s, parsed, mined, line, time, isLate);
    return take();
  };

  const arrive = (s: StreamState, time: Millis): void => {
    if (time > s.last) {
      if (time - s.last > 60_000) resume(s, time);
      s.silent = false;
    }
    if (time > state.now + settings.silence / 2) state.resumed = time;
    moveTo(time);
    advance(context, s, time, lively);
    if (time > s.last) {
      occur(s.gaps, time, false);
      s.last = time;
    }
    s.lines++;
    s.inMinute++;
    s.inWindow++;
    if (s.inWindow === 1) {
      state.lively.add(s.window);
      if (state.lively.size > mostLively) state.lively.delete(state.lively.values().next().value as number);
    }
  };

  return {
    push,
    tick(now) {
      moveTo(now);
      return take();
    },
    snapshot: () => writeSnapshot({ engine: state, reader: reader.save() }, migrations, reader.classes),
    restore(snapshot) {
      const held = readSnapshot(snapshot, migrations, reader.classes) as {
        engine: EngineState;
        reader: unknown;
      };
      reader.load(held.reader);
      state = held.engine;
      reporter.counts = state.counts;
      reporter.findings = [];
      lastName = undefined;
    },
    now: () => Math.max(0, state.now),
    streams: () =>
      [...state.streams.values()].map((s) => ({
        stream: s.name,
        state: isLearning(s, settings, state.now) ? "learning" : s.silent ? "silent" : "watching",
        learningUntil: s.first + settings.warmUp,
        first: s.first,
        last: s.last,
        lines: s.lines,
        patterns: s.patterns.size,
        score: s.lastScore,
      })),
    inspect(name) {
      const s = state.streams.get(name);
      return s && inspectStream(s, settings);
    },
    counts: () => ({ ...state.counts }),
  };
}

/** Most lines tell by their message's first letter. */
function isBlank(line: string, parsed: ParsedLine): boolean {
  const { at = -1 } = parsed;
  const first = at < 0 ? parsed.message.charCodeAt(0) : line.charCodeAt(at);
  return !(first > 0x20 && first < 0x7f) && parsed.message.trim() === "";
}

/** From 1970 to the year 9999: what a clock may say. */
const believable = (time: Millis) => time >= 0 && time < 253_402_300_800_000;

/** The first line's time: its own, unless that lies ahead of its arrival. */
function firstTime(own: Millis | undefined, arrival: Millis): Millis {
  return own !== undefined && believable(own) && own <= arrival + 300_000 ? own : arrival;
}
