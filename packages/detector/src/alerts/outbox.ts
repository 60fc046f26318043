import type { Writer } from "../service/writer.ts";
import { Answers } from "../stores/answers.ts";
import { allOf, type Change, type Document, type Store } from "../stores/store.ts";
import type { Alert } from "./alert.ts";
import {
  alertmanagerKeeps,
  LaterError,
  NeverError,
  type Outcomes,
  type RouteName,
  send,
  type Target,
} from "./routes.ts";

/*
 * Alerts wait in the store until the other side took them: an attempt that fails is made again, ever later, up
 * to five minutes apart, for as long as it takes. Alerts of one anomaly go out in order on each route. An alert
 * whose answer was lost goes out again with the same idempotency key.
 */
export interface Waiting {
  route: RouteName;
  alert: Alert;
  created: number;
  attempts: number;
  lastError?: string;
}

const longestPause = 300_000;
const shortestPause = 1000;
const askEvery = 1000;
/** Alerts of different anomalies go out beside each other: a channel may take seconds for each. */
const together = 4;

export const outboxId = (route: RouteName, anomaly: string, sequence: number) =>
  `${route}:${anomaly}:${String(sequence).padStart(6, "0")}`;

export const outboxDocument = (route: RouteName, alert: Alert, now: number): Change => ({
  put: "outbox",
  document: {
    id: outboxId(route, alert.anomaly, alert.sequence),
    at: now,
    state: "waiting",
    body: { route, alert, created: now, attempts: 0 } satisfies Waiting,
  },
});

export interface OutboxOptions {
  store: Store;
  writer: Writer;
  now(): number;
  targets(): Partial<Record<RouteName, Target>>;
  log(route: RouteName, message: string): void;
  /** The other side took it. */
  sent(route: RouteName, alert: Alert, outcomes: Outcomes): void;
}

export class Outbox {
  readonly counts = { sent: 0, failed: 0, unrouted: 0, refused: 0 };
  /** What the last attempt on each route said; absent: it went well or there was none. */
  readonly problems = new Map<RouteName, string>();
  waiting = 0;
  private readonly answers = new Answers();
  private readonly options: OutboxOptions;
  private readonly timer: NodeJS.Timeout;
  private busy: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(options: OutboxOptions) {
    this.options = options;
    this.timer = setInterval(() => this.wake(), askEvery);
  }

  /** Why the store cannot say what waits, which it is asked each second; undefined while all is well. */
  get storeProblem(): string | undefined {
    return this.answers.problem;
  }

  /** There may be something to send. */
  wake(): void {
    this.again = true;
    if (this.stopped) return;
    this.busy ??= this.run().finally(() => {
      this.busy = undefined;
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.busy;
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      let due: Document[];
      try {
        // All: an alert that is tried again later stands behind those that follow it.
        const all = await this.answers.for(allOf(this.options.store, "outbox", { state: "waiting" }));
        this.waiting = all.length;
        due = this.dueOf(all);
      } catch {
        return;
      }
      const routes = Map.groupBy(due, (document) => (document.body as Waiting).route);
      await Promise.all([...routes.values()].map((list) => this.deliver(list)));
      if (due.length > 0) this.again = true;
    }
  }

  /** The first that waits of each anomaly and route, if its time has come. */
  private dueOf(all: Document[]): Document[] {
    const first = new Map<string, Document>();
    for (const document of all.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const { route, alert } = document.body as Waiting;
      const key = `${route}:${alert.anomaly}`;
      if (!first.has(key)) first.set(key, document);
    }
    const now = this.options.now();
    // A time beyond the longest pause is of a clock that was wrong.
    return [...first.values()].filter(({ at }) => at <= now || at > now + longestPause);
  }

  /** A route that failed is left alone until the next time: others would meet the same wall. */
  private async deliver(documents: Document[]): Promise<void> {
    const rest = documents.values();
    let open = true;
    const one = async () => {
      for (const document of rest) {
        if (!open || this.stopped) return;
        if (!(await this.attempt(document))) open = false;
      }
    };
    await Promise.all(Array.from({ length: together }, one));
  }

  /** Whether the route may be tried with the next one. */
  private async attempt(document: Document): Promise<boolean> {
    const { options } = this;
    const waiting = document.body as Waiting;
    const { route, alert } = waiting;
    const keep = (at: number, state: "waiting" | "sent" | "refused", body: Waiting) =>
      options.writer.add([{ put: "outbox", document: { ...document, at, state, body } }]);
    try {
      const target = options.targets()[route];
      const outcomes = target && (await send(route, target, alert, waiting.created));
      if (outcomes) options.sent(route, alert, outcomes);
      else this.counts.unrouted++;
      this.problems.delete(route);
      this.counts.sent++;
      await keep(options.now(), "sent", waiting);
      return true;
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string } };
      const lastError = cause?.code ? `${message}: ${cause.code}` : message;
      this.counts.failed++;
      this.problems.set(route, lastError);
      options.log(route, lastError);
      const tried: Waiting = { ...waiting, attempts: waiting.attempts + 1, lastError };
      if (error instanceof NeverError) {
        // Kept for whoever asks why; it would be refused for ever and hold back what comes after it.
        this.counts.refused++;
        await keep(options.now(), "refused", tried);
        return true;
      }
      const pause = Math.min(longestPause, shortestPause * 2 ** Math.min(waiting.attempts, 16));
      const asked = error instanceof LaterError ? Math.min(longestPause, error.seconds * 1000) : 0;
      const at = options.now() + Math.max(asked, pause * (0.75 + Math.random() / 4));
      await keep(at, "waiting", tried);
      return false;
    }
  }
}

/** Tells an Alertmanager again of what goes on, before it forgets. */
export function keepAlive(
  alerts: () => Alert[],
  target: () => Target | undefined,
  now: () => number,
): () => void {
  const timer = setInterval(() => {
    const to = target();
    if (to) for (const alert of alerts()) send("alertmanager", to, alert, now()).catch(() => {});
  }, alertmanagerKeeps * 0.4);
  timer.unref();
  return () => clearInterval(timer);
}
