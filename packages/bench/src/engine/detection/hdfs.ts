import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openRandom } from "@logstead/base/random";
import { memoized, trainSessions } from "@logstead/detector/parts";

/** The share of anomalous sessions in all of HDFS: 16,838 of 575,061. */
const share = 0.0293;

export interface HdfsBench {
  halves: number;
  mean: number;
  median: number;
  least: number;
  /** "An event or a length that no normal session has", in the same halves. */
  simpleMean: number;
  falseAlarms: number;
  recall: number;
}

type Session = readonly string[];

/** F1 at the natural share, from the rates on normal and anomalous sessions. */
export function f1At(recall: number, falseRate: number, natural = share): number {
  const [tp, fp] = [recall * natural, falseRate * (1 - natural)];
  return (2 * tp) / (tp + fp + natural);
}

/** Trains on a random half of the normal sessions and scores the rest, for several halves. */
export function benchHdfs(folder: string, halves: number, seed = 1): HdfsBench {
  const read = (name: string): Session[] =>
    readFileSync(join(folder, name), "utf8")
      .trim()
      .split(/\r?\n/)
      .map((line) => line.trim().split(/\s+/));
  const normal = read("hdfs_logdeep_normal.txt");
  const anomalous = read("hdfs_logdeep_abnormal.txt");
  const results: { f1: number; simple: number; alarms: number; recall: number }[] = [];
  for (let i = 0; i < halves; i++) {
    const mixed = openRandom(seed * 1000 + i).shuffle(normal);
    const train = mixed.slice(0, mixed.length / 2);
    const rest = mixed.slice(mixed.length / 2);
    const trained = trainSessions(train);
    const score = memoized(trained.weights);
    const alarms = (session: Session) => score(session) >= trained.threshold;
    const simple = simpleJudge(train);
    results.push({ ...rates(alarms, rest, anomalous), simple: rates(simple, rest, anomalous).f1 });
  }
  const f1s = results.map((r) => r.f1).sort((a, b) => a - b);
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  return {
    halves,
    mean: mean(f1s),
    median: f1s[Math.floor(f1s.length / 2)] as number,
    least: f1s[0] as number,
    simpleMean: mean(results.map((r) => r.simple)),
    falseAlarms: mean(results.map((r) => r.alarms)),
    recall: mean(results.map((r) => r.recall)),
  };
}

function rates(alarms: (s: Session) => boolean, rest: readonly Session[], anomalous: readonly Session[]) {
  const falseAlarms = rest.filter(alarms).length;
  const recall = anomalous.filter(alarms).length / anomalous.length;
  return { f1: f1At(recall, falseAlarms / rest.length), alarms: falseAlarms, recall };
}

function simpleJudge(train: readonly Session[]): (s: Session) => boolean {
  const events = new Set(train.flat());
  const lengths = new Set(train.map((session) => session.length));
  return (session) => !lengths.has(session.length) || session.some((event) => !events.has(event));
}
