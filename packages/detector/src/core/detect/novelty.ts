import type { Millis, ParsedLine } from "../event.ts";
import { nearMiss } from "./distance.ts";
import { news } from "./past.ts";
import { report } from "./report.ts";
import type { PatternState, StreamState } from "./stream.ts";
import { maxSurprise } from "./tail.ts";
import { type Context, learnTokens } from "./tokens.ts";
import { newcomer } from "./values.ts";

/*
 * Patterns never seen before. How surprising one is depends on how often the stream makes new ones: with r
 * new patterns per window lately, the chance of at least one is 1 - e^-r; of k, Poisson's tail. An error
 * counts two orders of magnitude more. Many at once are one change of all templates (a deployment), not many
 * findings.
 */
const many = 6;
const errorWeight = 2.5;
/** Lines of a known pattern before something near to it is a near miss. */
const knownLines = 20;

export function noticeCreated(
  c: Context,
  s: StreamState,
  p: PatternState,
  parsed: ParsedLine,
  line: string,
  time: Millis,
): void {
  const { inWindow } = s.created;
  if (inWindow === 0) s.created.since = time;
  s.created.inWindow++;
  learnTokens(c, s, p, line, time, true);
  if (nearComponent(c, s, parsed, p, time)) return;
  if (nearPattern(c, s, p, time)) return;
  if (s.created.inWindow === many) manyCreated(c, s, time);
  // Of many at once only errors are said each by itself.
  if (s.created.inWindow > many && !p.error) return;
  const template = c.reporter.settings.redact(c.reader.template(p.id)).slice(0, 160);
  const surprise = -Math.log10(1 - Math.exp(-Math.max(s.created.rate, 1 / (s.windows + 20))));
  report(c.reporter, s, {
    kind: p.error ? "new-error" : "new-pattern",
    pattern: p.id,
    surprise: Math.min(maxSurprise, surprise + (p.error ? errorWeight : 0)),
    time,
    since: time,
    what: p.error ? "an error that was never seen" : "a line unlike all before",
    expected: `${s.patterns.size - 1} known patterns, ${(s.created.rate * 144).toFixed(1)} new ones a day`,
    seen: `"${template}"`,
    evidence: [p.sample],
    grave: p.error,
  });
}

function manyCreated(c: Context, s: StreamState, time: Millis): void {
  const rate = Math.max(s.created.rate, 1 / (s.windows + 20));
  // Poisson's tail beyond k is about its first term.
  let log = -rate;
  for (let k = 1; k <= many; k++) log += Math.log(rate / k);
  const { past } = s.created;
  const surprise = Math.min(maxSurprise, Math.max(0, -log / Math.LN10));
  const finding = report(c.reporter, s, {
    kind: "template-change",
    surprise: news(past, 0, surprise, time),
    time,
    since: s.created.since,
    what: "many new patterns at once, as after a deployment",
    expected: `${rate.toFixed(2)} in ten minutes`,
    seen: `${many} and more`,
    evidence: [...s.patterns.values()].slice(-3).map((p) => p.sample),
  });
  if (finding && finding.severity !== "info") past.warned[0] = true;
}

/** Closes the window's count of new patterns. */
export function closeCreated(s: StreamState): void {
  const rate = 1 / Math.min(s.windows + 2, 144);
  // Clipped: one deployment does not make the stream a restless one.
  const clipped = s.windows < 6 ? s.created.inWindow : Math.min(s.created.inWindow, 3 * s.created.rate + 1);
  s.created.rate += (clipped - s.created.rate) * rate;
  s.created.inWindow = 0;
}

function nearComponent(
  c: Context,
  s: StreamState,
  parsed: ParsedLine,
  p: PatternState,
  time: Millis,
): boolean {
  const name = parsed.component;
  if (name === undefined || name === "") return false;
  const seen = s.components.get(name) ?? 0;
  if (seen > 0 || s.components.size < 5000) s.components.set(name, seen + 1);
  if (seen > 0 || s.lines < 200) return false;
  const like = [...s.components].find(
    ([known, n]) => n >= 3 && nearMiss(name, known, c.reporter.settings.editDistance),
  );
  if (!like) return false;
  return nearFinding(c, s, p, time, name, like[0], "a component");
}

/**
 * A new pattern that differs from well-known ones in one word: almost the same word is a near miss; another
 * member of what was a closed set of words is a rare value.
 */
function nearPattern(c: Context, s: StreamState, p: PatternState, time: Millis): boolean {
  if (s.lines < 200 || s.patterns.size > 20_000) return false;
  const words = c.reader.template(p.id).split(/\s+/).slice(0, 40);
  const limit = c.reporter.settings.editDistance;
  const siblings: { at: number; word: string; n: number }[] = [];
  for (const known of s.patterns.values()) {
    if (known.n < knownLines || known.id === p.id) continue;
    const others = c.reader.template(known.id).split(/\s+/).slice(0, 40);
    const at = onlyDifference(words, others);
    // The miner has not merged the two yet, or tells them apart by marks alone: no news.
    if (at === -1) return true;
    if (at === undefined) continue;
    const [word, other] = [words[at] as string, others[at] as string];
    // Ids are always new, and a place that is variable already is no closed set.
    if (/\d/.test(word) || other.includes("<*>")) continue;
    if (nearMiss(word, other, limit)) return nearFinding(c, s, p, time, word, other, "a word");
    siblings.push({ at, word: other, n: known.n });
  }
  const at = siblings[0]?.at;
  const members = new Map<string, { word: string; n: number }>();
  for (const { at: place, word, n } of siblings) {
    if (place !== at) continue;
    const member = members.get(word);
    if (member) member.n += n;
    else members.set(word, { word, n });
  }
  const set = [...members.values()];
  // What starts a message is its subject more often than a value.
  if (at === undefined || at === 0 || set.length < 2) return false;
  const total = set.reduce((sum, sibling) => sum + sibling.n, 0);
  const surprise = newcomer(
    set.map((sibling) => sibling.n),
    total,
  );
  report(c.reporter, s, {
    kind: "rare-value",
    pattern: p.id,
    surprise,
    time,
    since: time,
    what: "a word that was never seen at this place",
    expected: c.reporter.settings.redact(
      `one of ${set.length}, such as ${set
        .slice(0, 3)
        .map((sibling) => sibling.word)
        .join(", ")}`,
    ),
    seen: c.reporter.settings.redact(words[at] as string),
    evidence: [p.sample],
  });
  return true;
}

/** The one place where two lists of words differ, if it is one place; -1 if they are equal. */
function onlyDifference(words: readonly string[], others: readonly string[]): number | undefined {
  if (words.length !== others.length) return undefined;
  let at: number | undefined;
  for (let i = 0; i < words.length; i++) {
    if (words[i] === others[i]) continue;
    if (at !== undefined) return undefined;
    at = i;
  }
  return at ?? -1;
}

function nearFinding(
  c: Context,
  s: StreamState,
  p: PatternState,
  time: Millis,
  seen: string,
  expected: string,
  what: string,
): boolean {
  const { redact } = c.reporter.settings;
  report(c.reporter, s, {
    kind: "near-miss",
    pattern: p.id,
    surprise: Math.min(maxSurprise, 2.5 + Math.log10(s.lines + 1) / 2),
    time,
    since: time,
    what: `${what} that is almost a known one`,
    expected: redact(expected),
    seen: redact(seen),
    evidence: [p.sample],
    grave: true,
  });
  return true;
}
