import { join } from "node:path";
import { bracketed } from "@logstead/base";
import { keepAlive, Outbox } from "../alerts/outbox.ts";
import type { RouteName, Target } from "../alerts/routes.ts";
import { holdsOf, type Window, windowsOf } from "../anomalies/holds.ts";
import { type Engine, openEngine } from "../core/detect/engine.ts";
import type { LineReader } from "../core/detect/reader.ts";
import { type DetectSettings, milliseconds } from "../core/detect/settings.ts";
import { SnapshotError } from "../core/state/snapshot.ts";
import { openReader } from "../lines/reader.ts";
import type { AnomalyEvent } from "../model/anomaly.ts";
import { Journal } from "../sources/journal.ts";
import { type LokiReader, readLoki } from "../sources/loki/reader.ts";
import { Queue } from "../sources/queue.ts";
import type { Store } from "../stores/store.ts";
import { Anomalies } from "./anomalies.ts";
import { type Checkpoint, pack, unpack } from "./checkpoint.ts";
import { hourIn, LineClock, SteadyClock } from "./clock.ts";
import { Counting } from "./counting.ts";
import { trackerOptions, viewOf } from "./engine-view.ts";
import { Intake } from "./intake.ts";
import { Learning } from "./learning.ts";
import { secretValue } from "./load.ts";
import { calmly, type Log } from "./log.ts";
import { prune } from "./retention.ts";
import type { ServiceSettings } from "./settings.ts";
import { Writer } from "./writer.ts";

export interface ServiceOptions {
  settings: ServiceSettings;
  store: Store;
  /** Applied to every line and value that is kept, shown or sent. */
  redact: (line: string) => string;
  log: Log;
  version: string;
  clock?: SteadyClock;
}

/** One thing that has to be well for the service to do its work. */
export interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

/** The detector as a service, without its HTTP side: sources, engine, anomalies, store, senders. */
export interface Service {
  readonly started: number;
  readonly version: string;
  readonly clock: SteadyClock;
  readonly engine: Engine;
  readonly reader: LineReader;
  readonly intake: Intake;
  readonly queue: Queue;
  readonly learning: Learning;
  readonly anomalies: Anomalies;
  readonly outbox: Outbox;
  readonly store: Store;
  readonly writer: Writer;
  readonly counting: Counting;
  readonly loki: ReadonlyMap<string, LokiReader>;
  readonly checkpoints: { made: number; failed: number; last: number; seconds: number; bytes: number };
  readonly redact: (line: string) => string;
  settings(): ServiceSettings;
  detect(): DetectSettings;
  windows(): readonly Window[];
  engineNow(): number;
  checks(): Check[];
  /** Why the store cannot be used at the moment. */
  storeProblem(): string | undefined;
  /** Hears of every step of an anomaly's life; returns how to stop hearing. */
  listen(listener: (event: AnomalyEvent) => void): () => void;
  /** Takes new settings while it runs; returns the keys that need a restart. */
  apply(settings: ServiceSettings, redact: (line: string) => string): string[];
  checkpoint(): Promise<void>;
  /** Stops sources, learns what waits, saves. */
  stop(): Promise<void>;
}

/** Keys that are read once, at the start. */
const fixed = ["address", "port", "folder", "store", "sources", "queue", "maxPatterns", "seasons"] as const;

export async function startService(options: ServiceOptions): Promise<Service> {
  let { settings, redact } = options;
  const { store, version } = options;
  const log = calmly(options.log);
  const clock = options.clock ?? new SteadyClock();
  const lines = new LineClock(clock);
  const detect = detectOf(settings, (text) => redact(text));
  const counting = new Counting(openReader(detect));
  const { reader } = counting;
  let engine = openEngine(detect, reader);
  const checkpoints = { made: 0, failed: 0, last: 0, seconds: 0, bytes: 0 };
  const held = await restore();
  checkpoints.last = held?.saved ?? 0;
  const queue = new Queue(settings.queue.maxBytes);
  const journal = new Journal(join(settings.folder, "journal"), settings.queue.maxJournalBytes, () =>
    store.diskReserve ? 2 * store.diskReserve + 3 * checkpoints.bytes : 0,
  );
  const intake = new Intake(queue, journal, () => settings.sources.push.maxBodyBytes);
  const writer = new Writer(store);
  const listeners = new Set<(event: AnomalyEvent) => void>();
  let windows = windowsOf(settings);
  let hourAt = hourIn(settings.site.timezone);
  const view = viewOf(engine, reader);
  const engineNow = () => Math.max(engine.now(), 0);

  const anomalies: Anomalies = new Anomalies({
    store,
    writer,
    now: () => clock.now(),
    site: () => settings.site.name,
    routes: () => routesOf(settings),
    onEvent: (event) => {
      for (const listener of listeners) listener(event);
    },
    onAlert: () => outbox.wake(),
    around: {
      ...view,
      options: () => trackerOptions(settings),
      hourAt: (time) => hourAt(time),
      holds: (anomaly, time) => holdsOf(anomaly, anomalies.silences.values(), windows, time),
      template: (pattern) => redact(reader.template(pattern)),
      link: (id) => `${publicUrl(settings)}/#/anomalies/${id}`,
    },
  });
  await anomalies.load((held?.saved ?? clock.now()) - 2 * 3_600_000);

  const outbox = new Outbox({
    store,
    writer,
    now: () => clock.now(),
    targets: () => targetsOf(settings, log),
    log: (route, message) => log("warn", `alerts cannot be sent to ${route}`, { message }),
    // by anomaly, so that whoever asks whether people were told finds it; each counts, so none is left out
    sent: (route, { anomaly, event, sequence }, channels) =>
      options.log("info", "told", { route, anomaly, type: event, sequence, channels }),
  });
  const stopKeepAlive = keepAlive(
    () => anomalies.current(),
    () => targetsOf(settings, log).alertmanager,
    () => clock.now(),
  );
  const learning = new Learning({
    engine,
    queue,
    clock,
    lines,
    onFindings: (findings) => {
      // By the engine's clock, so that lines of a week that come within a minute have the same anomalies.
      if (engineNow() - tracked >= 60_000) track();
      anomalies.take(findings);
    },
    isBlocked: () => writer.isFull,
    onProblem: (error) =>
      log("error", "a line broke the engine", { message: (error as Error).stack ?? String(error) }),
  });

  let tracked = 0;
  const track = () => {
    tracked = engineNow();
    view.refresh();
    anomalies.tick(tracked);
  };

  const stopping = new AbortController();
  const replayed = intake.replay(held?.positions.journal, stopping.signal).then(
    (count) => {
      if (count > 0) log("info", "lines of the journal are learned", { lines: count });
    },
    (error: Error) => log("error", "the journal cannot be read", { message: error.message }),
  );
  const loki = new Map<string, LokiReader>();
  const source = settings.sources.loki;
  if (source)
    for (const selector of source.selectors)
      loki.set(
        selector,
        readLoki({
          address: {
            url: source.url,
            tenant: source.tenant,
            token: source.token === undefined ? undefined : secretValue(source.token, settings),
            certificate: source.certificate,
            key: source.key,
          },
          selector,
          queue,
          now: () => clock.now(),
          lookback: milliseconds(source.lookback),
          lateWindow: milliseconds(source.lateWindow),
          position: held?.positions.loki[selector],
          log: (message) => log("warn", "Loki", { message }),
        }),
      );

  let saving: Promise<void> | undefined;
  const checkpoint = (): Promise<void> => {
    saving ??= save().finally(() => {
      saving = undefined;
    });
    return saving;
  };
  const save = async (): Promise<void> => {
    await learning.betweenItems();
    const begun = performance.now();
    const positions = {
      ...(intake.learned ? { journal: intake.learned } : {}),
      loki: Object.fromEntries([...loki].map(([selector, one]) => [selector, one.save()])),
    };
    const state: Checkpoint = {
      engine: engine.snapshot(),
      positions,
      counts: counting.current(),
      saved: clock.now(),
    };
    const closed = counting.take();
    anomalies.saveQuiet();
    const packed = await pack(state);
    checkpoints.seconds = (performance.now() - begun) / 1000;
    await writer.add([
      ...closed.map((window) => ({
        put: "counts" as const,
        document: { id: String(window.window), at: window.window, body: window },
      })),
      { checkpoint: packed },
    ]);
    if (writer.problem) return;
    checkpoints.made++;
    checkpoints.last = clock.now();
    checkpoints.bytes = packed.length;
    if (positions.journal) journal.trim(positions.journal);
  };

  let ticks = 0;
  let lastSave = performance.now();
  const ticking = setInterval(() => {
    learning.wake();
    // While lines wait their times are what time it is.
    const now = queue.lines === 0 && !writer.isFull ? lines.now() : 0;
    if (now > engine.now() && engine.now() > 0) anomalies.take(engine.tick(now));
    if (++ticks % 10 === 0) {
      track();
      anomalies.saveQuiet();
    }
    const due = Math.max(milliseconds(settings.checkpoint), checkpoints.seconds * 20_000);
    if (performance.now() - lastSave >= due && !writer.isFull) {
      lastSave = performance.now();
      checkpoint().catch((error: Error) => {
        checkpoints.failed++;
        log("error", "the checkpoint cannot be saved", { message: error.message });
      });
    }
    if (ticks % 3600 === 60)
      prune(store, clock.now(), milliseconds(settings.retention)).catch((error: Error) =>
        log("warn", "old findings cannot be removed", { message: error.message }),
      );
  }, 1000);
  outbox.wake();

  async function restore(): Promise<Checkpoint | undefined> {
    const packed = await store.checkpoint();
    if (!packed) return undefined;
    checkpoints.bytes = packed.length;
    try {
      const checkpoint = await unpack(packed);
      engine.restore(checkpoint.engine);
      counting.load(checkpoint.counts);
      log("info", "goes on from its checkpoint", { saved: new Date(checkpoint.saved).toISOString() });
      return checkpoint;
    } catch (error) {
      if (error instanceof SnapshotError && error.code === "STATE_FROM_A_NEWER_VERSION") throw error;
      // Patterns can be learned again; alerts, marks and silences are documents of their own.
      log("error", "the checkpoint is broken: patterns and baselines are learned anew", {
        message: (error as Error).message,
      });
      engine = openEngine(detect, reader);
      return undefined;
    }
  }

  const service: Service = {
    started: clock.now(),
    version,
    clock,
    engine,
    reader,
    intake,
    queue,
    learning,
    anomalies,
    outbox,
    store,
    writer,
    counting,
    loki,
    checkpoints,
    redact: (text) => redact(text),
    settings: () => settings,
    detect: () => detect,
    windows: () => windows,
    engineNow,
    checks() {
      const stored = service.storeProblem();
      const kept = intake.problem ?? journal.problem;
      const checks: Check[] = [
        { name: "store", ok: stored === undefined, detail: stored ?? store.name },
        {
          name: "journal",
          ok: kept === undefined,
          detail: kept ?? `${journal.bytes} bytes wait to be saved`,
        },
        {
          name: "queue",
          ok: queue.bytes < queue.maxBytes,
          detail: `${queue.lines} lines, ${queue.bytes} of ${queue.maxBytes} bytes`,
        },
      ];
      for (const [selector, one] of loki) {
        const { ok, detail } = one.state();
        checks.push({ name: `loki ${selector}`, ok, detail });
      }
      for (const route of routesOf(settings)) {
        const problem = outbox.problems.get(route);
        checks.push({ name: `route ${route}`, ok: problem === undefined, detail: problem ?? "sent" });
      }
      return checks;
    },
    storeProblem: () => writer.problem ?? outbox.storeProblem,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    apply(next, nextRedact) {
      const nextWindows = windowsOf(next);
      const later = fixed.filter((key) => JSON.stringify(settings[key]) !== JSON.stringify(next[key]));
      // What is read once stays as it is until the next start.
      settings = { ...next, ...Object.fromEntries(fixed.map((key) => [key, settings[key]])) };
      redact = nextRedact;
      windows = nextWindows;
      hourAt = hourIn(settings.site.timezone);
      Object.assign(detect, { ...detectOf(settings, detect.redact), seasons: detect.seasons });
      outbox.wake();
      return later;
    },
    checkpoint,
    async stop() {
      clearInterval(ticking);
      stopKeepAlive();
      stopping.abort();
      await Promise.all([...loki.values()].map((one) => one.stop()));
      await replayed;
      await drained(queue, learning);
      // What a store that is gone cannot take is made anew from its checkpoint, at the next start.
      if (service.storeProblem()) writer.stop();
      await Promise.race([outbox.stop(), writer.end]);
      if (!service.storeProblem()) await Promise.race([checkpoint(), gone(writer)]);
      writer.stop();
      journal.close();
    },
  };
  return service;
}

/** Resolves when the store went away while something was written at the end. */
async function gone(writer: Writer): Promise<void> {
  while (!writer.problem) await new Promise((again) => setTimeout(again, 100).unref());
}

/** Waits until everything that was accepted is learned, unless findings cannot be kept: the journal has it. */
async function drained(queue: Queue, learning: Learning): Promise<void> {
  for (let i = 0; queue.lines > 0 && i < 600; i++) {
    learning.wake();
    await new Promise((again) => setTimeout(again, 10));
  }
}

function detectOf(settings: ServiceSettings, redact: (text: string) => string): DetectSettings {
  const { thresholds, warmUp, seasons, maxPatterns, maxLineBytes } = settings;
  return {
    sigma: thresholds.sigma,
    score: thresholds.score,
    editDistance: thresholds.editDistance,
    silence: milliseconds(thresholds.silence),
    warmUp: milliseconds(warmUp),
    seasons: { daily: seasons.includes("daily"), weekly: seasons.includes("weekly") },
    maxPatterns,
    maxLineBytes,
    redact,
  };
}

export const publicUrl = ({ publicUrl, address, port }: ServiceSettings) =>
  (publicUrl ?? `http://${bracketed(address)}:${port}`).replace(/\/+$/, "");

const routesOf = ({ alerts }: ServiceSettings): RouteName[] =>
  alerts.enabled
    ? (["n8n", "alertmanager", "loki"] as const).filter((route) => alerts[route] !== undefined)
    : [];

/** Addresses with their secrets, read anew each time: a rotated token needs no restart. */
function targetsOf(settings: ServiceSettings, log: Log): Partial<Record<RouteName, Target>> {
  const { n8n, alertmanager, loki } = settings.alerts;
  const token = (reference: string | undefined) => {
    if (reference === undefined) return undefined;
    try {
      return secretValue(reference, settings);
    } catch (error) {
      log("error", "a secret is absent", { message: (error as Error).message });
      return undefined;
    }
  };
  return {
    ...(n8n ? { n8n: { url: n8n.webhook, token: token(n8n.token) } } : {}),
    ...(alertmanager ? { alertmanager: { url: alertmanager.url, token: token(alertmanager.token) } } : {}),
    ...(loki ? { loki: { ...loki, token: token(loki.token) } } : {}),
  };
}
