import { followInbox, type Message, openLab, readInbox } from "@logstead/lab";
import { type OutputOptions, print } from "../output/print.ts";
import { table } from "../output/table.ts";

const header = ["time", "channel", "severity", "event", "host", "title", "link"];
const short = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const row = (message: Message) => [
  new Date(message.at).toISOString().slice(11, 19),
  message.channel,
  message.severity,
  message.event,
  message.host,
  short(message.title, 60),
  message.link,
];

/** `lab inbox`: what mail, Slack and PagerDuty of the lab got. */
export async function inbox(options: OutputOptions & { name: string; follow?: boolean }): Promise<void> {
  const lab = openLab(options.name);
  if (!options.follow) {
    const messages = readInbox(lab);
    return print(options, messages, () =>
      messages.length > 0 ? table(header, messages.map(row)) : "nothing has arrived yet",
    );
  }
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  await followInbox(
    lab,
    (message) =>
      process.stdout.write(
        options.output === "json" ? `${JSON.stringify(message)}\n` : `${row(message).join("  ")}\n`,
      ),
    stopping.signal,
  );
}
