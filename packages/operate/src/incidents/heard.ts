import type { AnomalyEvent } from "@logstead/detector/model";
import { type Lab, type Message, readInbox } from "@logstead/lab";

/** A step of an anomaly, and when we heard of it, in milliseconds since 1970. */
export interface Heard {
  at: number;
  event: AnomalyEvent;
}

/** Messages that something goes on, not that it is over. */
export const messages = (lab: Lab, since: number): Message[] =>
  readInbox(lab).filter(({ at, event }) => at >= since && event !== "resolved");

/** Whether a step of an anomaly is about it: its host, and what is said of it. */
export function isAbout({ host, isOf }: { host: string; isOf: RegExp }, { anomaly }: AnomalyEvent): boolean {
  const texts = anomaly.members.flatMap((m) => [m.sentence, m.template ?? "", m.stream, ...m.evidence]);
  return anomaly.hosts.includes(host) && texts.some((text) => isOf.test(text));
}
