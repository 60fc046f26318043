import { type Batch, encodePush, streamName } from "@logstead/detector/service";
import type { LogLine } from "../loki/client.ts";

/*
 * A day of the past, made of minutes that were recorded: what a detector that has just been started lacks. Each
 * period of the past is the record again, with these differences, without which it would teach what is not so:
 *
 * - times in the text move with the line;
 * - numbers of four digits and more (ports, sessions, process ids) are others each time, since the few that were
 *   recorded are no closed set; round ones (user ids from 1000 on) stay;
 * - lines of the lab's traffic are made anew: what comes once in a hundred is not in two minutes;
 * - what came once is no clockwork: it comes in one period of four, at any time.
 */
const seldom = 4;
/** As Promtail's clients send by default (`batchsize`). */
const bodyBytes = 1_048_576;

export interface PastOptions {
  record: readonly LogLine[];
  /** Milliseconds since 1970: where the record begins, which is where the past ends, and how long it is. */
  from: number;
  period: number;
  /** How far back the past reaches, in milliseconds. */
  span: number;
  /** 0 to 1. */
  random: () => number;
  /** Another line of the same origin for that time, where one can be made; else the recorded one is used. */
  renew?: (line: string, time: number) => string | undefined;
}

interface Recorded {
  stream: string;
  offset: number;
  line: string;
  once: boolean;
}

/** Bodies for `POST /loki/api/v1/push`, oldest first, with the number of their lines. */
export function* pastOf(options: PastOptions): Generator<{ body: Buffer; lines: number }> {
  const { from, period, span, random, renew } = options;
  const recorded = recordedOf(options);
  let batches = new Map<string, Batch>();
  let [bytes, lines] = [0, 0];
  for (let back = Math.ceil(span / period); back >= 1; back--) {
    const begin = from - back * period;
    const now = recorded
      .filter(({ once }) => !once || random() < 1 / seldom)
      .map((line) => ({ ...line, time: begin + (line.once ? random() * period : line.offset) }))
      .sort((a, b) => a.time - b.time);
    for (const { stream, line, offset, time } of now) {
      const batch = batches.get(stream) ?? { stream, times: [], lines: [] };
      batches.set(stream, batch);
      batch.times.push(time);
      batch.lines.push(renew?.(line, time) ?? otherNumbers(shiftTimes(line, time - (from + offset)), random));
      bytes += line.length + 16;
      lines++;
      if (bytes < bodyBytes) continue;
      yield { body: encodePush([...batches.values()]), lines };
      batches = new Map();
      [bytes, lines] = [0, 0];
    }
  }
  if (lines > 0) yield { body: encodePush([...batches.values()]), lines };
}

function recordedOf({ record, from }: PastOptions): Recorded[] {
  const all = record
    // One login's own stream ends with it, and its silence would be news.
    .filter(({ labels }) => !/^session-\d/.test(labels.unit ?? ""))
    .map(({ timestamp, labels, line }) => ({
      stream: streamName(labels),
      offset: Number(timestamp / 1000n) / 1000 - from,
      line,
    }));
  const shapes = new Map<string, number>();
  const shapeOf = ({ stream, line }: (typeof all)[number]) =>
    `${stream} ${line.replace(/[\da-f]*\d[\da-f]*/gi, "#")}`;
  for (const line of all) shapes.set(shapeOf(line), (shapes.get(shapeOf(line)) ?? 0) + 1);
  return all.map((line) => ({ ...line, once: shapes.get(shapeOf(line)) === 1 }));
}

interface Form {
  expression: string;
  /** Milliseconds since 1970, all taken as of one zone. */
  read(text: string): number;
  /** As the text was written. */
  write(iso: string, text: string): string;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const monthOf = (iso: string) => months[Number(iso.slice(5, 7)) - 1] ?? "";

const forms: Form[] = [
  {
    // RFC 3339, with a blank and a comma too
    expression: String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?`,
    read: (text) => Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`),
    write: (iso, text) => iso.slice(0, 10) + text.slice(10, 11) + iso.slice(11, 19) + text.slice(19),
  },
  {
    // what web servers write
    expression: String.raw`\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d`,
    read: (text) => Date.parse(`${text.slice(0, 11).replaceAll("/", " ")} ${text.slice(12)} UTC`),
    write: (iso) => `${iso.slice(8, 10)}/${monthOf(iso)}/${iso.slice(0, 4)}:${iso.slice(11, 19)}`,
  },
  {
    // syslog's, without a year: any leap year has all days
    expression: String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d`,
    read: (text) => Date.parse(`${text.slice(4, 6)} ${text.slice(0, 3)} 2024 ${text.slice(7)} UTC`),
    write: (iso) => `${monthOf(iso)} ${iso.slice(8, 10).replace(/^0/, " ")} ${iso.slice(11, 19)}`,
  },
];
const times = forms.map(({ expression }) => expression).join("|");
const inTimes = new RegExp(times, "g");
const inTimesAndNumbers = new RegExp(`${times}|\\d{4,}`, "g");

/** The line with every time in it moved by so many milliseconds. */
export const shiftTimes = (line: string, by: number): string =>
  line.replace(inTimes, (text) => {
    const form = forms.find(({ expression }) => new RegExp(`^(?:${expression})$`).test(text)) as Form;
    const time = form.read(text);
    return Number.isNaN(time) ? text : form.write(new Date(time + by).toISOString(), text);
  });

/** Another number of as many digits for each of at least four that is no part of a time. */
const otherNumbers = (line: string, random: () => number): string =>
  line.replace(inTimesAndNumbers, (text) =>
    /^\d+$/.test(text) && !text.endsWith("000")
      ? text.replace(/\d/g, (_, at) => String(Math.floor(at === 0 ? 1 + random() * 9 : random() * 10)))
      : text,
  );
