import { compileRegex } from "../regex/compile.ts";
import { own } from "../stages/names.ts";
import type { Stage } from "../stages/stage.ts";
import { cutMark } from "../stages/templates.ts";
import { decodeBytes, encodeText } from "./bytes.ts";
import { timeParser } from "./time/parse.ts";
import { type Context, copyLabels, type Step, streamKey, type Working } from "./working.ts";

/* Stages that join, cut or unwrap lines. */

interface Block {
  start: Working;
  lines: string[];
}

export function multiline(stage: Extract<Stage, { type: "multiline" }>, context: Context, next: Step): Step {
  const first = compileRegex(stage.first);
  const open = new Map<string, Block>();
  // A block that was ended by its length goes on under the same start line, as it does in Promtail.
  const send = (block: Block) => {
    const line = block.lines.join("\n");
    block.lines = [];
    if (line === "") return;
    const { start } = block;
    next({ ...start, line, labels: { ...start.labels }, metadata: {}, fields: [...start.fields] });
  };
  context.flushes.push(() => {
    for (const block of open.values()) send(block);
    open.clear();
  });
  return (line) => {
    const key = streamKey(line.labels);
    let block = open.get(key);
    const isFirst = first.test(line.line);
    if (!block) {
      if (!isFirst) return next(line);
      block = { start: line, lines: [] };
      open.set(key, block);
    } else if (isFirst) {
      send(block);
      block.start = line;
    }
    // Promtail sets no newline after an empty buffer, so empty lines at a block's start vanish.
    if (line.line !== "" || block.lines.length > 0) block.lines.push(line.line);
    if (block.lines.length === stage.maxLines) send(block);
  };
}

/** The collectors' cri stage, with the times it invents for lines without one. */
export function cri(context: Context, next: Step): Step {
  const { fields, now } = context;
  const regex = compileRegex(
    String.raw`^(?s)(?P<time>\S+?) (?P<stream>stdout|stderr) (?P<flags>\S+?) (?P<content>.*)$`,
  );
  const [time, stream, flags, content] = ["time", "stream", "flags", "content"].map((name) =>
    fields.at(name),
  ) as [number, number, number, number];
  const parse = timeParser("RFC3339Nano", undefined);
  const last = new Map<string, { seconds: number; nanos: number }>();
  const parts = new Map<string, Working>();
  return (line) => {
    copyLabels(line, fields);
    const match = regex.exec(line.line);
    if (match) {
      line.fields[time] = match[1];
      line.fields[stream] = match[2];
      line.fields[flags] = match[3];
      line.fields[content] = match[4];
    }
    if (line.fields[stream] !== undefined) line.labels.stream = line.fields[stream];
    const key = streamKey(line.labels);
    const written = line.fields[time];
    const moment = written === undefined ? undefined : parse(written, now());
    const before = last.get(key);
    if (moment) Object.assign(line, moment);
    else if (before) {
      const nanos = before.nanos + 1;
      line.seconds = before.seconds + (nanos === 1e9 ? 1 : 0);
      line.nanos = nanos === 1e9 ? 0 : nanos;
    }
    if (moment || before) last.set(key, { seconds: line.seconds, nanos: line.nanos });
    if (line.fields[content] !== undefined) line.line = line.fields[content];
    const part = parts.get(key);
    if (part) line.line = part.line + line.line;
    if (line.fields[flags] === "P") {
      parts.set(key, line);
      return;
    }
    parts.delete(key);
    next(line);
  };
}

export function truncate(
  { bytes }: Extract<Stage, { type: "truncate" }>,
  context: Context,
  next: Step,
): Step {
  const field = context.fields.at(own.truncated);
  return (line) => {
    line.fields[field] = undefined;
    // No character takes more than three bytes a unit.
    if (line.line.length * 3 <= bytes) return next(line);
    const encoded = encodeText(line.line);
    if (encoded.length <= bytes) return next(line);
    const kept = decodeBytes(encoded.subarray(0, bytes)).replace(/[\ufffd\udc80-\udcff]+$/u, "");
    line.fields[field] = String(encoded.length);
    line.line = kept + cutMark(String(encoded.length));
    next(line);
  };
}

/** Loki's expression for terminal sequences (pkg/logql/log/fmt.go). */
const colours =
  "[\\x{1B}\\x{9B}][[\\]()#;?]*(?:(?:(?:[a-zA-Z\\d]*(?:;[a-zA-Z\\d]*)*)?\\x07)|(?:(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PRZcf-ntqry=><~]))";

export function decolorize(next: Step): Step {
  const regex = compileRegex(colours);
  return (line) => {
    const { line: text } = line;
    if (text.includes("\u001b") || text.includes("\u009b")) {
      let at = 0;
      let rest = "";
      for (const [from = 0, to = 0] of regex.all(text)) {
        rest += text.slice(at, from);
        at = to;
      }
      line.line = rest + text.slice(at);
    }
    next(line);
  };
}
