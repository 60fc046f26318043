import { appendFileSync } from "node:fs";
import { messageOf } from "./message.ts";
import { openSinks } from "./sinks.ts";

/*
 * Runs inside the lab's network, on the bridge: the other sides of all channels. What arrives is one line of JSON
 * each in a file.
 */
const [host = "", file = ""] = process.argv.slice(2);

await openSinks({
  host,
  ownPorts: true,
  onArrival: (arrival) => appendFileSync(file, `${JSON.stringify(messageOf(arrival, Date.now()))}\n`),
});
