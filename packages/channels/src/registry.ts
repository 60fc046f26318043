import { z } from "zod";
import { email } from "./email.ts";
import type { ChannelKind } from "./kind.ts";
import { ntfy } from "./ntfy.ts";
import { pagerduty } from "./pagerduty.ts";
import { slack } from "./slack.ts";
import { webhook } from "./webhook.ts";

/** Every kind of channel, by the inventory's `type`. */
export const kinds = { email, slack, pagerduty, ntfy, webhook } as const;

export type ChannelType = keyof typeof kinds;
export const channelTypes = Object.keys(kinds) as ChannelType[];

type Schemas = { [Type in ChannelType]: (typeof kinds)[Type]["schema"] }[ChannelType];
const schemas = Object.values(kinds).map(({ schema }) => schema) as [Schemas, ...Schemas[]];

/** A channel of the inventory. */
export const Channel = z.discriminatedUnion("type", schemas);
export type Channel = z.output<typeof Channel>;

/** What is known of a kind; a type that is not there is an error, never another kind's. */
export function kindOf(type: ChannelType): ChannelKind {
  if (!Object.hasOwn(kinds, type))
    throw new Error(`there is no kind of channel '${type}'; there are: ${channelTypes.join(", ")}`);
  return kinds[type];
}
