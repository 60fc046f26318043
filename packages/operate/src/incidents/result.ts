import type { ChannelType } from "@logstead/channels";
import type { Site } from "@logstead/inventory";
import type { LabIncidentKind, Message } from "@logstead/lab";
import { channelsOf } from "@logstead/templates";

/** The kinds of channels that hear of the gravest alerts, in the inventory's order. */
export const alertChannels = (site: Site): ChannelType[] => {
  const types = channelsOf(site, "critical").map((name) => site.alerting.channels[name]?.type);
  return [...new Set(types)].filter((type) => type !== undefined);
};

export interface IncidentRow {
  kind: LabIncidentKind;
  what: string;
  host: string;
  state: "waiting" | "found" | "told" | "missed";
  /** Since the incident began. */
  seconds: Partial<Record<"found" | ChannelType, number>>;
  severity?: string;
  /** Messages that told of it, by channel; each has to be 1. */
  counts: Partial<Record<ChannelType, number>>;
  title?: string;
  link?: string;
  /** Lines that every channel got as evidence. */
  evidence: number;
}

export interface MarkResult {
  /** The incident that was marked normal. */
  kind: LabIncidentKind;
  /** Channels that heard that it is over. */
  ended: ChannelType[];
  /** Seconds until the next one of its kind was found, and why nobody was told. */
  found?: number;
  reason?: string;
  link?: string;
  /** Messages about it; has to be 0. */
  told: number;
}

export interface IncidentsResult {
  ok: boolean;
  run: string;
  /** Ordinary lines that the detector had learned, and how long that took. */
  learned: { lines: number; seconds: number };
  rows: IncidentRow[];
  marked?: MarkResult;
  /** Alerts of the same time that are about none of the incidents. */
  others: Message[];
}
