import { appendFileSync } from "node:fs";
import { messageOf } from "./message.ts";
import { openSinks } from "./sinks.ts";

/*
 * Runs inside the lab's network, on the bridge: the mail server, the Slack and the PagerDuty of a lab. What arrives
 * is one line of JSON each in a file.
 */
const [host = "", file = "", ...numbers] = process.argv.slice(2);
const [smtp = 0, slack = 0, pagerduty = 0] = numbers.map(Number);

await openSinks({
  host,
  ports: { smtp, slack, pagerduty },
  onArrival: (arrival) => appendFileSync(file, `${JSON.stringify(messageOf(arrival, Date.now()))}\n`),
});
