import type { ChannelType, Message, Messages } from "@logstead/channels";
import type { AlertAnswer, AlertPayload, channelOutcomes } from "@logstead/channels/alert";

/*
 * What passes between the steps of the alert flow. The steps beside this file run inside n8n: each is one
 * function of plain values, put into a Code node as it is written.
 */
// biome-ignore lint/suspicious/noExplicitAny: what came over the wire
export type Json = any;
export type Alert = AlertPayload;
export type Severity = Alert["severity"];
export type Outcome = (typeof channelOutcomes)[number];

export interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
}

/** What messages for a channel are made from: its type, and what its kind shows. */
export interface Channel {
  type: ChannelType;
}
export type AllMessages = Record<string, Messages<unknown>>;

/** Times in milliseconds. */
export interface Settings {
  /** Of the whole flow: which one is published. */
  digest: string;
  schema: Schema;
  site: string;
  timezone: string;
  channels: Record<string, Channel>;
  severities: Partial<Record<Severity, string[]>>;
  /** At most so many alerts in `per` for each channel. */
  alerts: number;
  per: number;
  dedup: number;
  /** How long a claim holds when nothing more is heard of its execution. */
  lease: number;
}

/** One alert for one channel, as the Data Table keeps it. */
export interface Row {
  id: number;
  key: string;
  channel: string;
  /** Execution and channel: what an execution's own rows are found by. */
  claim: string;
  execution: string;
  fingerprint: string;
  anomaly: string;
  sequence: number;
  event: Alert["event"];
  severity: Severity;
  title: string;
  link: string;
  state: "claimed" | "sent" | "failed" | "held" | "summarising" | "summarised" | "unheard" | "dropped";
  /** 1 if it counts for the rate limit. */
  counted: number;
  at: number;
  lease: number;
  /** Slack's `ts` of what was sent; others of this fingerprint reply to it. */
  thread: string;
  /** Why it failed. */
  reason: string;
  /** Seconds after which the channel wants to be asked again. */
  retry: number;
}

export type Check =
  | { kind: "refuse" | "answer"; status: number; answer: AlertAnswer }
  | { kind: "alert"; alert: Alert; row: Omit<Row, "id"> };

export interface Decision extends Pick<Row, "id" | "channel" | "claim" | "counted" | "lease" | "state"> {
  /** What is answered if it is sent well. */
  outcome: Outcome;
  /** The Slack thread it belongs to. */
  root: string;
  /** Whether it is the last one before the rate limit. */
  full?: boolean;
}

/** What goes to a channel, with one of its decisions; others of a summary go without. */
export interface Plan extends Decision {
  message?: Message;
  /** What the rows become when it was sent, and when it was not. */
  done?: Row["state"];
  undone?: Row["state"];
}
