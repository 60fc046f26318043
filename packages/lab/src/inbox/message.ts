import { type ChannelType, type Heard, kindOf } from "@logstead/channels";
import type { Arrival } from "./sinks.ts";

/** One message as whoever got it sees it. */
export interface Message extends Heard {
  /** When it arrived, in milliseconds since 1970. */
  at: number;
  channel: ChannelType;
}

/** Reads a message out of what a channel took; nothing secret of the request gets into it. */
export const messageOf = ({ channel, taken }: Arrival, at: number): Message => ({
  ...{ at, channel },
  ...kindOf(channel).probe(taken),
});

/** An incident's end names only its thread: what it is about stands in its beginning. */
export function withEnds(messages: readonly Message[]): Message[] {
  const begun = new Map<string, Message>();
  return messages.map((message) => {
    const { channel, thread } = message;
    if (!thread || !kindOf(channel).incidents) return message;
    const key = `${channel} ${thread}`;
    const first = begun.get(key);
    if (message.event !== "resolved") {
      begun.set(key, message);
      return first ? { ...message, event: "updated" } : message;
    }
    begun.delete(key);
    return first ? { ...first, at: message.at, event: "resolved", evidence: [] } : message;
  });
}
