import { createHash } from "node:crypto";
import type { Finding } from "../core/detect/finding.ts";
import type { Anomaly, Member, Suppression } from "../model/anomaly.ts";
import type { Mark } from "../model/mark.ts";
import { numberIn } from "./families.ts";
import { groupOf } from "./group.ts";
import { adjust, entirely } from "./marks.ts";
import { hostOf } from "./place.ts";
import { isGraver, severityOf } from "./severity.ts";
import { type Storm, stormOf } from "./storm.ts";
import { titleOf } from "./title.ts";
import type { Tracked } from "./tracked.ts";

/** What became of an anomaly; everything but `quiet` is a step of its life that is shown. */
export interface Outcome {
  type: "firing" | "updated" | "resolved" | "suppressed" | "marked" | "quiet";
  anomaly: Tracked;
  /** Whether those who are alerted hear of it. */
  tell: boolean;
}

export interface TrackerOptions {
  /** Scores below are no anomalies; 0 to 1. */
  threshold: number;
  resolveAfter: number;
  reopenWithin: number;
  repeat: number;
  rateLimit: { alerts: number; per: number };
}

/** What the tracker asks the rest of the service; answers may change at any time. */
export interface Surroundings {
  options(): TrackerOptions;
  marks(): Iterable<Mark>;
  hourAt(time: number): number;
  holds(anomaly: Anomaly, time: number): Suppression[];
  /** The pattern's template, redacted. */
  template(pattern: number): string;
  /** Whether every stream of a host is silent, and how many it has. */
  silent(host: string): { all: boolean; streams: number };
  /** When the stream, or a pattern in it, was seen last; undefined if it is not known. */
  lastSeen(stream: string, pattern: number | undefined): number | undefined;
  /** The calibrated score of the stream's last window: while it is high, the anomaly goes on. */
  windowScore(stream: string): number;
  link(id: string): string;
}

const mostMembers = 50;
const mostEvidence = 3;
/** New hosts and graver severity are told at once, but an anomaly is not told more often than this. */
const leastBetween = 60_000;

/**
 * From findings to anomalies: one for each cause, with a life. Pure: it reads no clock and no store; what it
 * holds follows from the anomalies that are given back to it. A finding that comes again after a crash is known
 * by its member's last time, an anomaly by its id, which follows from its cause and its first finding.
 */
export class Tracker {
  readonly open = new Map<string, Tracked>();
  /** Resolved lately, by fingerprint: the same cause opens them again. */
  readonly recent = new Map<string, Tracked>();
  readonly counts = { findings: 0, belowThreshold: 0, repeated: 0, attached: 0, opened: 0, leftOut: 0 };
  /** How often each mark changed a score since it was loaded. */
  readonly markHits = new Map<string, number>();
  private readonly around: Surroundings;

  constructor(around: Surroundings) {
    this.around = around;
  }

  /** Takes back anomalies that were kept. */
  load(anomalies: Iterable<Tracked>): void {
    for (const anomaly of anomalies)
      if (anomaly.status === "firing") this.open.set(anomaly.id, anomaly);
      else this.remember(anomaly);
  }

  take(finding: Finding): Outcome[] {
    this.counts.findings++;
    const time = finding.time;
    const member = this.memberOf(finding);
    const adjusted = adjust({ ...member, time }, this.around.marks(), (at) => this.around.hourAt(at));
    for (const mark of adjusted.hits) this.markHits.set(mark.id, (this.markHits.get(mark.id) ?? 0) + 1);
    member.adjusted = Math.max(0, adjusted.score);
    const { threshold } = this.around.options();
    const refused = adjusted.score < threshold && adjusted.by;
    const told = [...this.open.values()].filter((anomaly) => !isStorm(anomaly));
    const group = groupOf(
      told.filter((anomaly) => Boolean(refused) === isRefused(anomaly)),
      member,
      finding,
    );
    if (group) return this.attach(group, member, finding);
    if (finding.severity === "info") {
      this.counts.belowThreshold++;
      return [];
    }
    const suppressed: Suppression[] = refused
      ? [{ by: "feedback", id: refused.mark.id, reason: reasonOf(refused) }]
      : [];
    return this.start(member, finding, suppressed);
  }

  /** Once a minute: what is over is resolved, what is no longer held back is told, what goes on is repeated. */
  tick(now: number): Outcome[] {
    const outcomes: Outcome[] = [];
    const { resolveAfter, repeat } = this.around.options();
    for (const anomaly of [...this.open.values()]) {
      if (isStorm(anomaly)) continue;
      if (this.goesOn(anomaly)) anomaly.lastFinding = Math.max(anomaly.lastFinding, now);
      if (this.isOver(anomaly, now, resolveAfter)) {
        outcomes.push(this.resolve(anomaly, now));
        continue;
      }
      if (isRefused(anomaly)) continue;
      const held = anomaly.suppressed.length > 0;
      const changed = this.hold(anomaly, now);
      if (anomaly.suppressed.length === 0 && (held || anomaly.told === undefined)) {
        outcomes.push(...this.tell(anomaly, anomaly.told === undefined ? "firing" : "updated", now));
      } else if (anomaly.suppressed.length === 0 && now - (anomaly.told ?? now) >= repeat)
        outcomes.push(...this.tell(anomaly, "updated", now));
      else if (changed) outcomes.push({ type: held ? "quiet" : "suppressed", anomaly, tell: false });
    }
    const storm = this.storm(now);
    if (storm) outcomes.push(...this.closeStorm(storm, now));
    for (const [fingerprint, anomaly] of this.recent)
      if (now - (anomaly.resolved ?? 0) > this.around.options().reopenWithin) this.recent.delete(fingerprint);
    return outcomes;
  }

  /** A mark was made or undone: anomalies that go on are judged anew at once. */
  rejudge(now: number): Outcome[] {
    const outcomes: Outcome[] = [];
    for (const anomaly of this.open.values()) {
      if (isStorm(anomaly)) continue;
      const judged = anomaly.members.map((member) => ({
        member,
        adjusted: adjust({ ...member, time: member.last }, this.around.marks(), (at) =>
          this.around.hourAt(at),
        ),
      }));
      for (const { member, adjusted } of judged) member.adjusted = Math.max(0, adjusted.score);
      const { threshold } = this.around.options();
      const best = judged.toSorted((a, b) => b.adjusted.score - a.adjusted.score)[0];
      // What is only similar keeps its alert: it was told, and only what comes later and is like it will not be.
      const by = best?.adjusted.by;
      const counts = by && (by.weight >= entirely || isRefused(anomaly));
      const refused = counts && best.adjusted.score < threshold ? by : undefined;
      anomaly.score = Math.max(0, best?.adjusted.score ?? 0);
      if (refused && !isRefused(anomaly)) {
        anomaly.suppressed = [{ by: "feedback", id: refused.mark.id, reason: reasonOf(refused) }];
        // Whoever was alerted hears that it is over for them.
        const tell = anomaly.told !== undefined;
        if (tell) outcomes.push(this.resolve(anomaly, now));
        else outcomes.push({ type: "suppressed", anomaly, tell: false });
      } else if (!refused && isRefused(anomaly)) {
        anomaly.suppressed = [];
        this.hold(anomaly, now);
        if (anomaly.suppressed.length === 0) outcomes.push(...this.tell(anomaly, "firing", now));
        else outcomes.push({ type: "suppressed", anomaly, tell: false });
      }
    }
    return outcomes;
  }

  private memberOf(finding: Finding): Member {
    const { kind, stream, pattern, score, surprise, severity, time, expected, seen, evidence, sentence } =
      finding;
    const host = hostOf(stream);
    const template = pattern === undefined ? testOf(finding) : this.around.template(pattern).slice(0, 500);
    const value = numberIn(seen);
    return {
      kind,
      stream,
      ...(host === undefined ? {} : { host }),
      ...(pattern === undefined ? {} : { pattern }),
      ...(template === undefined ? {} : { template }),
      score,
      adjusted: score,
      surprise,
      severity,
      first: time,
      last: time,
      count: 1,
      expected,
      seen,
      ...(value === undefined ? {} : { value }),
      evidence: evidence.slice(0, mostEvidence),
      sentence,
    };
  }

  private start(member: Member, finding: Finding, suppressed: Suppression[]): Outcome[] {
    const test = member.kind === "test";
    // A test may be seen again in what programs log of it.
    const fingerprint = digest(`${member.kind}|${test ? "" : member.stream}|${member.template ?? ""}`);
    const id = digest(`${fingerprint}@${finding.time}`);
    const before = this.recent.get(fingerprint);
    if (before && (test || before.id === id || finding.time <= before.lastFinding)) {
      this.counts.repeated++;
      return [];
    }
    const reopened = before && suppressed.length === 0 && !isRefused(before) ? before : undefined;
    this.recent.delete(fingerprint);
    const anomaly: Tracked = reopened ?? {
      id,
      fingerprint,
      sequence: 1,
      status: "firing",
      severity: member.severity,
      reasons: [],
      title: "",
      opened: finding.time,
      updated: finding.time,
      score: member.adjusted,
      hosts: [],
      streams: [],
      members: [],
      droppedMembers: 0,
      suppressed,
      alerts: 0,
      link: this.around.link(id),
      episodes: [],
      lastFinding: finding.time,
    };
    anomaly.status = "firing";
    delete anomaly.resolved;
    this.counts.opened++;
    this.open.set(anomaly.id, anomaly);
    this.add(anomaly, member, finding);
    if (suppressed.length > 0) return [{ type: "suppressed", anomaly, tell: false }];
    this.hold(anomaly, finding.time);
    if (anomaly.suppressed.length > 0) return [{ type: "suppressed", anomaly, tell: false }];
    return this.tell(anomaly, anomaly.told === undefined ? "firing" : "updated", finding.time);
  }

  private attach(anomaly: Tracked, member: Member, finding: Finding): Outcome[] {
    const same = anomaly.members.find((m) => isSame(m, member));
    if (same && finding.time <= same.last) {
      this.counts.repeated++;
      return [];
    }
    this.counts.attached++;
    const [severity, hosts] = [anomaly.severity, anomaly.hosts.length];
    this.add(anomaly, member, finding);
    if (isRefused(anomaly)) return [{ type: "quiet", anomaly, tell: false }];
    const worse = isGraver(anomaly.severity, severity) || anomaly.hosts.length > hosts;
    if (!worse || anomaly.suppressed.length > 0) return [{ type: "quiet", anomaly, tell: false }];
    if (
      anomaly.told !== undefined &&
      finding.time - anomaly.told < leastBetween &&
      !isGraver(anomaly.severity, severity)
    )
      return [{ type: "quiet", anomaly, tell: false }];
    return this.tell(anomaly, anomaly.told === undefined ? "firing" : "updated", finding.time);
  }

  /** Puts a finding into an anomaly and grades it anew. */
  private add(anomaly: Tracked, member: Member, finding: Finding): void {
    const same = anomaly.members.find((m) => isSame(m, member));
    if (same) {
      const { first, count } = same;
      const graver = isGraver(same.severity, member.severity) ? same.severity : member.severity;
      Object.assign(same, member, { first, count: count + 1, severity: graver });
    } else if (anomaly.members.length < mostMembers) anomaly.members.push(member);
    else anomaly.droppedMembers++;
    anomaly.updated = Math.max(anomaly.updated, finding.time);
    anomaly.lastFinding = Math.max(anomaly.lastFinding, finding.time);
    const episode = `${finding.stream}#${finding.episode}`;
    if (!anomaly.episodes.includes(episode) && anomaly.episodes.length < 200) anomaly.episodes.push(episode);
    if (!anomaly.streams.includes(member.stream)) anomaly.streams.push(member.stream);
    if (member.host !== undefined && !anomaly.hosts.includes(member.host)) anomaly.hosts.push(member.host);
    this.grade(anomaly);
  }

  private grade(anomaly: Tracked): void {
    const only = anomaly.hosts.length === 1 ? anomaly.hosts[0] : undefined;
    const silent = anomaly.members.some((m) => m.kind === "silent-stream" || m.kind === "silent-fleet");
    const host = only !== undefined && silent ? this.around.silent(only) : undefined;
    const hostDown = Boolean(host?.all && host.streams > 1);
    const { severity, reasons } = severityOf(anomaly.members, { hostDown });
    // It does not become less grave while it lasts.
    if (anomaly.reasons.length === 0 || !isGraver(anomaly.severity, severity)) anomaly.severity = severity;
    anomaly.reasons = reasons;
    anomaly.score = Math.max(...anomaly.members.map((m) => m.adjusted));
    anomaly.title = titleOf(anomaly.members, hostDown ? only : undefined);
  }

  /** Asks what holds it back; returns whether that has changed. */
  private hold(anomaly: Tracked, now: number): boolean {
    const before = anomaly.suppressed.map((s) => s.id).join();
    const storms = anomaly.suppressed.filter((s) => s.by === "storm");
    anomaly.suppressed = [...this.around.holds(anomaly, now), ...storms];
    return before !== anomaly.suppressed.map((s) => s.id).join();
  }

  /** Tells of it, unless so much was told lately that one summary has to do. */
  private tell(anomaly: Tracked, type: "firing" | "updated", now: number): Outcome[] {
    if (type === "firing" && anomaly.told === undefined) {
      const { alerts, per } = this.around.options().rateLimit;
      const lately = [...this.open.values(), ...this.recent.values()].filter(
        (other) =>
          other.id !== anomaly.id && !isStorm(other) && other.alerts > 0 && now - (other.told ?? 0) < per,
      ).length;
      if (lately >= alerts) return this.intoStorm(anomaly, now);
    }
    if (anomaly.told !== undefined) anomaly.sequence++;
    anomaly.told = now;
    anomaly.alerts++;
    return [{ type, anomaly, tell: true }];
  }

  private intoStorm(anomaly: Tracked, now: number): Outcome[] {
    const known = this.storm(now);
    const storm = known ?? stormOf(anomaly, now, (id) => this.around.link(id));
    if (known) storm.take(anomaly, now);
    else this.open.set(storm.anomaly.id, storm.anomaly);
    anomaly.suppressed.push({
      by: "storm",
      id: storm.anomaly.id,
      reason: "too many alerts at once: told in one summary",
    });
    const outcomes: Outcome[] = [{ type: "suppressed", anomaly, tell: false }];
    if (!known) {
      storm.anomaly.told = now;
      storm.anomaly.alerts = 1;
      outcomes.push({ type: "firing", anomaly: storm.anomaly, tell: true });
    } else outcomes.push({ type: "quiet", anomaly: storm.anomaly, tell: false });
    return outcomes;
  }

  private storm(now: number): Storm | undefined {
    const anomaly = [...this.open.values()].find(isStorm);
    return anomaly && stormOf(anomaly, now, (id) => this.around.link(id));
  }

  /** A storm is over when nothing was held back for the length of the limit; its end says how much there was. */
  private closeStorm(storm: Storm, now: number): Outcome[] {
    if (now - storm.anomaly.lastFinding < this.around.options().rateLimit.per) return [];
    return [this.resolve(storm.anomaly, now)];
  }

  private goesOn(anomaly: Tracked): boolean {
    const windowed = anomaly.members.filter((m) =>
      ["volume", "frequency", "trend", "stream-entropy"].includes(m.kind),
    );
    const { threshold } = this.around.options();
    return windowed.some((m) => this.around.windowScore(m.stream) >= threshold);
  }

  /** What was absent is over when it came back, a test at once; everything else after a quiet time. */
  private isOver(anomaly: Tracked, now: number, resolveAfter: number): boolean {
    if (anomaly.members[0]?.kind === "test") return true;
    const absent = anomaly.members.filter((m) =>
      ["silent-stream", "silent-fleet", "vanished-pattern", "missed-job"].includes(m.kind),
    );
    const back = (m: Member) => {
      const ofStream = m.kind === "silent-stream" || m.kind === "silent-fleet";
      const seen = this.around.lastSeen(m.stream, ofStream ? undefined : m.pattern);
      // What the engine has forgotten will not come back.
      return seen === undefined ? now - m.last > 24 * 3_600_000 : seen > m.last;
    };
    const others = anomaly.members.length > absent.length;
    if (!absent.every(back)) return false;
    return others || absent.length === 0 ? now - anomaly.lastFinding >= resolveAfter : true;
  }

  private resolve(anomaly: Tracked, now: number): Outcome {
    anomaly.status = "resolved";
    anomaly.resolved = now;
    anomaly.updated = Math.max(anomaly.updated, now);
    const tell = anomaly.told !== undefined;
    if (tell) anomaly.sequence++;
    this.open.delete(anomaly.id);
    this.remember(anomaly);
    return { type: "resolved", anomaly, tell };
  }

  private remember(anomaly: Tracked): void {
    const held = this.recent.get(anomaly.fingerprint);
    if (!held || held.opened <= anomaly.opened) this.recent.set(anomaly.fingerprint, anomaly);
  }
}

export const isStorm = (anomaly: Anomaly) => anomaly.fingerprint === "storm";
const isRefused = (anomaly: Anomaly) => anomaly.suppressed.some((s) => s.by === "feedback");

const reasonOf = ({ mark, weight }: { mark: Mark; weight: number }) =>
  weight >= entirely
    ? `marked normal by ${mark.by}`
    : `${Math.round(weight * 100)} % like what ${mark.by} marked normal`;

/** A test is known by its own words. */
const testOf = ({ kind, seen }: Finding) => (kind === "test" ? seen : undefined);

const isSame = (a: Member, b: Member) =>
  a.kind === b.kind && a.stream === b.stream && (a.pattern === b.pattern || a.template === b.template);

/** 96 bits, as text that may stand in addresses. */
export const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 24);
