import { compileRegex } from "../regex/compile.ts";
import { own } from "../stages/names.ts";
import type { Stage } from "../stages/stage.ts";
import { bytesOf, secondsOf } from "./amounts.ts";
import { encodeText } from "./bytes.ts";
import { timeParser } from "./time/parse.ts";
import type { Context, Step } from "./working.ts";

/** Sets the time; if the field does not parse, the arrival time stays. */
export function timestamp(stage: Extract<Stage, { type: "timestamp" }>, context: Context, next: Step): Step {
  const at = context.fields.at(stage.source);
  const ignored = context.fields.at(own.future);
  const parsers = stage.formats.map((format) => timeParser(format, stage.timezone));
  const limit = stage.maxFuture === undefined ? undefined : Math.round(secondsOf(stage.maxFuture));
  return (line) => {
    if (limit !== undefined) line.fields[ignored] = undefined;
    const text = line.fields[at];
    if (text === undefined) return next(line);
    const now = context.now();
    for (let i = 0; i < parsers.length; i++) {
      const moment = (parsers[i] as (typeof parsers)[number])(text, now);
      if (!moment) continue;
      if (limit !== undefined && moment.seconds - Math.floor(now) > limit) {
        line.fields[ignored] = text;
        line.fields[at] = undefined;
      } else {
        line.seconds = moment.seconds;
        line.nanos = moment.nanos;
      }
      break;
    }
    next(line);
  };
}

export function dropStep(stage: Extract<Stage, { type: "drop" }>, context: Context, next: Step): Step {
  const regex = stage.expression === undefined ? undefined : compileRegex(stage.expression);
  const age = stage.olderThan === undefined ? undefined : secondsOf(stage.olderThan);
  const size = stage.longerThan === undefined ? undefined : bytesOf(stage.longerThan);
  return (line) => {
    const drop =
      (size === undefined || (line.line.length * 3 > size && encodeText(line.line).length > size)) &&
      (age === undefined || line.seconds + line.nanos / 1e9 < context.now() - age) &&
      (regex === undefined || regex.test(line.line));
    if (!drop) return next(line);
    context.dropped.set(stage.reason, (context.dropped.get(stage.reason) ?? 0) + 1);
  };
}
