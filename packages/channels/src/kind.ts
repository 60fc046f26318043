import type { SecretRef } from "@logstead/fields";
import type { z } from "zod";
import type { AlertPayload } from "./alert.ts";
import type { CredentialData, Node } from "./n8n.ts";
import type { Request } from "./request.ts";

/*
 * All that Logstead knows of one kind of channel. Each kind is one file beside this one and one line in
 * `registry.ts`; docs/recipes/add-a-channel.md is the way to a new one.
 */
export interface ChannelKind<
  Schema extends z.ZodObject = z.ZodObject,
  // biome-ignore lint/suspicious/noExplicitAny: each kind knows its own
  Shown = any,
> {
  /** Its settings in the inventory; `type` is a literal. */
  schema: Schema;
  /** What is missing although each setting by itself is good. */
  missing?(channel: z.output<Schema>): Missing[];
  /** One line for `inventory check`: whom or what it reaches. */
  summary(channel: z.output<Schema>): string;
  /** The secrets it needs. */
  secrets(channel: z.output<Schema>): SecretRef[];
  /** The request that carries a message; none where the channel is not HTTP. */
  request?(channel: z.output<Schema>, secret: (ref: SecretRef) => string): Request;
  /** How n8n holds its secrets; nothing where it needs none. */
  credential(channel: z.output<Schema>): CredentialData | undefined;
  /** n8n's node that sends; `message` is an expression for what `message` made. */
  node(channel: z.output<Schema>, message: string): Node;
  /** How long the node takes at the very worst, all tries included. */
  seconds: number;
  /** Expressions over the node's answer `$json`, where a good status is not enough or later messages reply to it. */
  answer?: { taken?: string; thread?: string };
  /** What messages are made from beside the alert: never a secret. */
  shown(channel: z.output<Schema>): Shown;
  message: Messages<Shown>;
  /** Reads a message back out of what the other side took; nothing secret gets into it. */
  probe(taken: Taken): Heard;
  /** Messages of one thread are one incident there: the second is an update, and the end names only the thread. */
  incidents?: true;
}

/** A setting that another one needs, with an example to set it to. */
export interface Missing {
  setting: string;
  message: string;
  example(name: string): string;
}

/**
 * How it says things. What stands between `#region message` and `#endregion` of a kind's file runs inside n8n, as
 * text (`code.ts`): it uses nothing but its arguments and `words.ts`.
 */
export interface Messages<Shown> {
  alert(alert: AlertPayload, about: About<Shown> & { note: string; thread: string }): Message;
  /** Alerts beyond the rate limit, as one. */
  storm(storm: Storm, about: About<Shown>): Message;
}

export interface About<Shown> {
  channel: Shown;
  site: string;
  timezone: string;
}

export interface Storm {
  /** Different for every storm. */
  id: string;
  subject: string;
  severity: AlertPayload["severity"];
  /** Since when, and why, they were held back. */
  from: string;
  why: string;
  list: { title: string; link: string }[];
  /** How many are not in the list; empty or one line. */
  more: string[];
  /** To the last one. */
  link: string;
}

/** What one channel is sent: a mail, or the body of a request. */
export interface Message {
  subject?: string;
  text?: string;
  body?: Record<string, unknown>;
}

/** A message as the other side took it, and what it answered. */
export interface Taken {
  subject?: string;
  text?: string;
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire
  body?: any;
  // biome-ignore lint/suspicious/noExplicitAny: what went over the wire
  answer?: any;
}

/** A message as whoever gets it sees it. */
export interface Heard {
  event: AlertPayload["event"];
  severity: string;
  title: string;
  host: string;
  /** To the anomaly's page. */
  link: string;
  /** Lines that show it. */
  evidence: string[];
  /** What ties messages of one channel together. */
  thread?: string;
}

/** Lets TypeScript infer what belongs to the kind. */
export const channelKind = <Schema extends z.ZodObject, Shown>(
  kind: ChannelKind<Schema, Shown>,
): ChannelKind<Schema, Shown> => kind;
