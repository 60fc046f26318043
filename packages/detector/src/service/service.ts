import { join } from "node:path";
import { keepAlive, Outbox } from "../alerts/outbox.ts";
import { holdsOf, type Window } from "../anomalies/holds.ts";
import type { Engine } from "../core/detect/engine.ts";
import type { LineReader } from "../core/detect/reader.ts";
import type { DetectSettings } from "../core/detect/settings.ts";
import { openReader } from "../lines/reader.ts";
import type { AnomalyEvent } from "../model/anomaly.ts";
import { Journal } from "../sources/journal.ts";
import type { LokiReader } from "../sources/loki/reader.ts";
import { Queue } from "../sources/queue.ts";
import type { Store } from "../stores/store.ts";
import { Anomalies } from "./anomalies.ts";
import { type Check, checksOf } from "./checks.ts";
import { LineClock, SteadyClock } from "./clock.ts";
import { Counting } from "./counting.ts";
import { Current } from "./current.ts";
import { trackerOptions, viewOf } from "./engine-view.ts";
import { publicUrl, routesOf, targetsOf } from "./from-settings.ts";
import { Intake } from "./intake.ts";
import { Learning } from "./learning.ts";
import { calmly, type Log } from "./log.ts";
import { lokiSources } from "./loki-sources.ts";
import { restore } from "./restore.ts";
import { type Checkpoints, openSaver } from "./saver.ts";
import type { ServiceSettings } from "./settings.ts";
import { stopInOrder } from "./stopping.ts";
import { startTicking } from "./ticking.ts";
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
  readonly checkpoints: Checkpoints;
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

export async function startService(options: ServiceOptions): Promise<Service> {
  const { store, version } = options;
  const current = new Current(options.settings, options.redact);
  const { detect } = current;
  const log = calmly(options.log);
  const clock = options.clock ?? new SteadyClock();
  const lines = new LineClock(clock);
  const counting = new Counting(openReader(detect));
  const { reader } = counting;
  const { engine, held, bytes } = await restore(store, detect, { counting, log });
  const checkpoints: Checkpoints = { made: 0, failed: 0, last: held?.saved ?? 0, seconds: 0, bytes };
  const engineNow = () => Math.max(engine.now(), 0);
  const settings = () => current.settings;

  const queue = new Queue(settings().queue.maxBytes);
  const journal = new Journal(join(settings().folder, "journal"), settings().queue.maxJournalBytes, () =>
    store.diskReserve ? 2 * store.diskReserve + 3 * checkpoints.bytes : 0,
  );
  const intake = new Intake(queue, journal, () => settings().sources.push.maxBodyBytes);
  const writer = new Writer(store);

  const outbox = new Outbox({
    store,
    writer,
    now: () => clock.now(),
    targets: () => targetsOf(settings(), log),
    log: (route, message) => log("warn", `alerts cannot be sent to ${route}`, { message }),
    // by anomaly, so that whoever asks whether people were told finds it; each counts, so none is left out
    sent: (route, { anomaly, event, sequence }, channels) =>
      options.log("info", "told", { route, anomaly, type: event, sequence, channels }),
  });

  const view = viewOf(engine, reader);
  const listeners = new Set<(event: AnomalyEvent) => void>();
  const anomalies: Anomalies = new Anomalies({
    store,
    writer,
    now: () => clock.now(),
    site: () => settings().site.name,
    routes: () => routesOf(settings()),
    onEvent: (event) => {
      for (const listener of listeners) listener(event);
    },
    onAlert: () => outbox.wake(),
    around: {
      ...view,
      options: () => trackerOptions(settings()),
      hourAt: (time) => current.hourAt(time),
      holds: (anomaly, time) => holdsOf(anomaly, anomalies.silences.values(), current.windows, time),
      template: (pattern) => current.redact(reader.template(pattern)),
      link: (id) => `${publicUrl(settings())}/#/anomalies/${id}`,
    },
  });
  await anomalies.load((held?.saved ?? clock.now()) - 2 * 3_600_000);
  const stopKeepAlive = keepAlive(
    () => anomalies.current(),
    () => targetsOf(settings(), log).alertmanager,
    () => clock.now(),
  );

  let tracked = 0;
  const track = () => {
    tracked = engineNow();
    view.refresh();
    anomalies.tick(tracked);
  };
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

  const stopping = new AbortController();
  const replayed = intake.replay(held?.positions.journal, stopping.signal).then(
    (count) => {
      if (count > 0) log("info", "lines of the journal are learned", { lines: count });
    },
    (error: Error) => log("error", "the journal cannot be read", { message: error.message }),
  );
  const loki = lokiSources(settings(), { queue, clock, log, held });

  const storeProblem = () => writer.problem ?? outbox.storeProblem;
  const state = { engine, anomalies, learning, queue, writer, journal, clock, checkpoints };
  const checkpoint = openSaver({ ...state, intake, loki, counting });
  const stopTicking = startTicking({ ...state, current, store, lines, log, track, checkpoint });
  outbox.wake();

  return {
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
    redact: (text) => current.redact(text),
    settings,
    detect: () => detect,
    windows: () => current.windows,
    engineNow,
    checks: () =>
      checksOf({
        store: { name: store.name, problem: storeProblem() },
        intakeProblem: intake.problem,
        routes: routesOf(settings()),
        ...{ journal, queue, loki, outbox },
      }),
    storeProblem,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    apply(next, redact) {
      const later = current.apply(next, redact);
      outbox.wake();
      return later;
    },
    checkpoint,
    async stop() {
      stopTicking();
      stopKeepAlive();
      stopping.abort();
      await stopInOrder({
        loki,
        replayed,
        queue,
        learning,
        outbox,
        writer,
        journal,
        storeProblem,
        checkpoint,
      });
    },
  };
}
