import type { AddressInfo, Server } from "node:net";
import { type ChannelType, channelTypes } from "@logstead/channels";
import type { Arrived, Refusal } from "./receiver.ts";
import { receivers } from "./receivers.ts";

export { json } from "./receiver.ts";

export interface Arrival {
  channel: ChannelType;
  taken: Arrived;
}

export interface SinkOptions {
  host?: string;
  /** Listens on each receiver's own port instead of any free one. */
  ownPorts?: boolean;
  /** Hears of everything that was taken, before the sender does. */
  onArrival?: (arrival: Arrival) => void;
}

const forEach = <T>(value: (type: ChannelType) => T) =>
  Object.fromEntries(channelTypes.map((type) => [type, value(type)])) as Record<ChannelType, T>;

/** The other sides of all kinds of channels, which keep what they take. */
export async function openSinks(options: SinkOptions = {}) {
  const { host = "127.0.0.1", ownPorts = false, onArrival } = options;
  const taken = forEach((): Arrived[] => []);
  /** What a receiver says to its next requests, instead of taking them. */
  const refusals = forEach((): Refusal[] => []);
  const refused = forEach(() => 0);
  const servers = channelTypes.map((channel) => {
    const server = receivers[channel].open({
      keep(one) {
        taken[channel].push(one);
        onArrival?.({ channel, taken: one });
      },
      refusal() {
        const refusal = refusals[channel].shift();
        if (refusal) refused[channel]++;
        return refusal;
      },
    });
    return { channel, server };
  });
  /** `host:port` of each. */
  const at = forEach(() => "");
  for (const { channel, server } of servers)
    at[channel] = `${host}:${await listen(server, host, ownPorts ? receivers[channel].port : 0)}`;
  return {
    ...{ taken, refusals, refused, at },
    close() {
      for (const { server } of servers) {
        if ("closeAllConnections" in server)
          (server as { closeAllConnections(): void }).closeAllConnections();
        server.close();
      }
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, done);
  });
  return (server.address() as AddressInfo).port;
}
