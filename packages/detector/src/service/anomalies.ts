import { type Alert, alertOf, shown } from "../alerts/alert.ts";
import { outboxDocument } from "../alerts/outbox.ts";
import type { RouteName } from "../alerts/routes.ts";
import { scopesOf } from "../anomalies/marks.ts";
import type { Tracked } from "../anomalies/tracked.ts";
import { digest, isStorm, type Outcome, type Surroundings, Tracker } from "../anomalies/tracker.ts";
import type { Finding } from "../core/detect/finding.ts";
import type { AnomalyEvent } from "../model/anomaly.ts";
import type { AuditEntry } from "../model/audit.ts";
import type { Mark, NewMark } from "../model/mark.ts";
import type { Silence } from "../model/silence.ts";
import { allOf, type Change, type Store } from "../stores/store.ts";
import type { Writer } from "./writer.ts";

export interface AnomaliesOptions {
  store: Store;
  writer: Writer;
  around: Omit<Surroundings, "marks">;
  /** Wall clock. */
  now(): number;
  site(): string;
  routes(): RouteName[];
  onEvent(event: AnomalyEvent): void;
  /** Alerts were added to the outbox. */
  onAlert(): void;
}

/** Anomalies with all that operators say of them: each change is written in one step with what follows from it. */
export class Anomalies {
  readonly tracker: Tracker;
  readonly marks = new Map<string, Mark>();
  readonly silences = new Map<string, Silence>();
  readonly counts = { alerts: 0 };
  /** Changed since they were written, in ways nobody is told of. */
  private readonly changed = new Map<string, Tracked>();
  private nextEvent = 1;
  private readonly options: AnomaliesOptions;

  constructor(options: AnomaliesOptions) {
    this.options = options;
    this.tracker = new Tracker({ ...options.around, marks: () => this.marks.values() });
  }

  /** Takes back what the store holds. `since`: anomalies resolved later may open again or come again. */
  async load(since: number): Promise<void> {
    const { store } = this.options;
    const firing = await allOf(store, "anomalies", { state: "firing" });
    const resolved = (
      await allOf(store, "anomalies", { state: "resolved", from: since - 14 * 86_400_000 })
    ).filter(({ body }) => ((body as Tracked).resolved ?? 0) >= since);
    this.tracker.load([...resolved, ...firing].map(({ body }) => body as Tracked));
    for (const { body } of await allOf(store, "marks")) this.marks.set((body as Mark).id, body as Mark);
    for (const { body } of await allOf(store, "silences"))
      this.silences.set((body as Silence).id, body as Silence);
    const [last] = await store.list("events", { order: "down", limit: 1 });
    this.nextEvent = (last?.at ?? 0) + 1;
  }

  take(findings: readonly Finding[]): void {
    for (const finding of findings) void this.write(this.tracker.take(finding));
  }

  tick(now: number): void {
    void this.write(this.tracker.tick(now));
  }

  /** @param by who says so, for the audit log */
  async mark(input: NewMark, anomaly: Tracked, by: string, engineNow: number): Promise<Mark> {
    const at = this.options.now();
    const mark: Mark = {
      id: digest(`${input.anomaly}|${by}|${at}|${this.marks.size}`),
      anomaly: input.anomaly,
      verdict: input.verdict,
      scopes: input.scope ? [input.scope] : scopesOf(anomaly.members),
      by,
      at,
      ...(input.comment === undefined ? {} : { comment: input.comment }),
      hits: 0,
    };
    this.marks.set(mark.id, mark);
    const marked: Tracked = Object.assign(this.tracker.open.get(anomaly.id) ?? anomaly, {
      verdict: input.verdict,
    });
    await this.write(
      [{ type: "marked", anomaly: marked, tell: false }, ...this.tracker.rejudge(engineNow)],
      [this.markChange(mark), this.audit(by, `mark ${input.verdict}`, anomaly.id, input.comment ?? "")],
    );
    return mark;
  }

  async undoMark(mark: Mark, anomaly: Tracked | undefined, by: string, engineNow: number): Promise<Mark> {
    mark.undone = { by, at: this.options.now() };
    const outcomes: Outcome[] = [];
    if (anomaly) {
      const held = this.tracker.open.get(anomaly.id) ?? anomaly;
      const rest = [...this.marks.values()].filter((m) => m.anomaly === anomaly.id && !m.undone);
      const verdict = rest.toSorted((a, b) => b.at - a.at)[0]?.verdict;
      if (verdict) held.verdict = verdict;
      else delete held.verdict;
      outcomes.push({ type: "marked", anomaly: held, tell: false });
    }
    await this.write(
      [...outcomes, ...this.tracker.rejudge(engineNow)],
      [this.markChange(mark), this.audit(by, "undo mark", mark.id, mark.verdict)],
    );
    return mark;
  }

  async silence(silence: Silence, engineNow: number, action = "silence"): Promise<void> {
    this.silences.set(silence.id, silence);
    const by = silence.ended?.by ?? silence.by;
    await this.write(this.tracker.tick(engineNow), [
      { put: "silences", document: { id: silence.id, at: silence.until, body: silence } },
      this.audit(by, action, silence.id, JSON.stringify(silence.match)),
    ]);
  }

  /** What an Alertmanager has to be told of again. */
  current(): Alert[] {
    return [...this.tracker.open.values()]
      .filter((anomaly) => anomaly.told !== undefined && anomaly.suppressed.length === 0)
      .map((anomaly) => alertOf(anomaly, "updated", this.options.site()));
  }

  /**
   * Writes what only people look at: more findings of known anomalies, hits of marks. After a crash findings come
   * again from the checkpoint, so this has to be written before the next one.
   */
  saveQuiet(): void {
    const changed: Change[] = [...this.changed.values()].map(documentOf);
    this.changed.clear();
    for (const [id, hits] of this.tracker.markHits) {
      const mark = this.marks.get(id);
      if (!mark) continue;
      mark.hits += hits;
      changed.push(this.markChange(mark));
    }
    this.tracker.markHits.clear();
    void this.options.writer.add(changed);
  }

  audit(by: string, action: string, target: string, detail: string): Change {
    const at = this.options.now();
    const id = digest(`${at}|${by}|${action}|${target}|${Math.random()}`);
    const body: AuditEntry = { id, at, by, action, target, detail };
    return { put: "audit", document: { id, at, body } };
  }

  private markChange(mark: Mark): Change {
    return { put: "marks", document: { id: mark.id, at: mark.at, body: structuredClone(mark) } };
  }

  private async write(outcomes: readonly Outcome[], more: readonly Change[] = []): Promise<void> {
    if (outcomes.length === 0 && more.length === 0) return;
    const { writer, now, site, routes, onEvent, onAlert } = this.options;
    const changes: Change[] = [...more];
    const events: AnomalyEvent[] = [];
    let alerts = 0;
    for (const { type, anomaly, tell } of outcomes) {
      if (type === "quiet") {
        this.changed.set(anomaly.id, anomaly);
        continue;
      }
      this.changed.delete(anomaly.id);
      changes.push(documentOf(anomaly));
      const event: AnomalyEvent = {
        id: this.nextEvent++,
        time: now(),
        type,
        anomaly: structuredClone(shown(anomaly)),
      };
      events.push(event);
      const { id } = anomaly;
      changes.push({
        put: "events",
        // The state is what a list is narrowed by: an anomaly's own steps.
        document: { id: String(event.id), at: event.id, state: id, body: event },
      });
      if (type === "marked") continue;
      const told = type === "suppressed" ? "updated" : type;
      for (const route of routes()) {
        // Loki shows what was held back, too; people are told only of what was not.
        if (!tell && route !== "loki") continue;
        const alert = alertOf(anomaly, told, site());
        const sequence = tell ? alert.sequence : event.id;
        const own =
          route === "loki" ? { ...alert, sequence: event.id, key: `${alert.anomaly}:${sequence}` } : alert;
        changes.push(outboxDocument(route, own, now()));
        alerts++;
      }
      if (tell) this.counts.alerts++;
    }
    if (changes.length === 0) return;
    const written = writer.add(changes);
    if (alerts > 0) void written.then(onAlert);
    void written.then(() => events.forEach(onEvent));
    await written;
  }

  /** Firing anomalies that nobody holds back, the storm's summary among them. */
  get firing(): number {
    return [...this.tracker.open.values()].filter((a) => a.suppressed.length === 0 || isStorm(a)).length;
  }
}

const documentOf = (anomaly: Tracked): Change => ({
  put: "anomalies",
  document: { id: anomaly.id, at: anomaly.opened, state: anomaly.status, body: structuredClone(anomaly) },
});
