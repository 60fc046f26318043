import { compileRegex } from "../regex/compile.ts";
import { own } from "../stages/names.ts";
import type { Stage } from "../stages/stage.ts";
import { condition } from "./condition.ts";
import { parseObject, parsePath, textAt } from "./json.ts";
import { levelMap } from "./level.ts";
import { cri, decolorize, multiline, truncate } from "./lines.ts";
import { scanLogfmt } from "./logfmt.ts";
import { replace } from "./replace.ts";
import { dropStep, timestamp } from "./time-stages.ts";
import { type Context, copyLabels, type Step } from "./working.ts";

/** One function for all stages; each stage ends by calling the next. */
export function compileStages(stages: readonly Stage[], context: Context, last: Step): Step {
  // Built from the end, but named fields and flushes belong in order; `when` compiles its own list.
  let next = last;
  for (const stage of [...stages].reverse()) {
    const flushes = context.flushes.splice(0);
    next = compileStage(stage, context, traced(stage, context, next));
    context.flushes.push(...flushes);
  }
  return next;
}

function traced(stage: Stage, { trace }: Context, next: Step): Step {
  if (!trace) return next;
  return (line) => {
    trace(stage, line);
    next(line);
  };
}

function compileStage(stage: Stage, context: Context, next: Step): Step {
  const { fields } = context;
  switch (stage.type) {
    case "json":
      return json(stage, context, next);
    case "logfmt":
      return logfmt(stage, context, next);
    case "regex":
      return regex(stage, context, next);
    case "docker":
      return docker(context, next);
    case "cri":
      return cri(context, next);
    case "multiline":
      return multiline(stage, context, next);
    case "decolorize":
      return decolorize(next);
    case "timestamp":
      return timestamp(stage, context, next);
    case "level": {
      const at = fields.at(stage.source);
      const level = levelMap(stage);
      return (line) => {
        const text = line.fields[at];
        if (text !== undefined) line.fields[at] = level(text);
        next(line);
      };
    }
    case "replace":
      return replace(stage, context, next);
    case "set": {
      const at = fields.at(stage.field);
      const value = stage.value === "" ? undefined : stage.value;
      return (line) => {
        line.fields[at] = value;
        next(line);
      };
    }
    case "copy": {
      const [from, to] = [fields.at(stage.from), fields.at(stage.to)];
      return (line) => {
        line.fields[to] = line.fields[from] || undefined;
        next(line);
      };
    }
    case "output": {
      const at = fields.at(stage.source);
      return (line) => {
        const text = line.fields[at];
        if (text !== undefined) line.line = text;
        next(line);
      };
    }
    case "labels":
      return labels(stage.labels, context, next);
    case "static-labels": {
      const values = Object.entries(stage.labels).filter(([, value]) => value !== "");
      return (line) => {
        for (const [name, value] of values) line.labels[name] = value;
        next(line);
      };
    }
    case "metadata":
      return metadata(stage.fields, context, next);
    case "label-drop":
      return (line) => {
        for (const name of stage.labels) if (line.labels[name] !== undefined) delete line.labels[name];
        next(line);
      };
    case "label-keep": {
      const keep = new Set(stage.labels);
      return (line) => {
        for (const name in line.labels) if (!keep.has(name)) delete line.labels[name];
        next(line);
      };
    }
    case "drop":
      return dropStep(stage, context, next);
    case "sample":
      return (line) => {
        if (context.random() < stage.rate) return next(line);
        context.dropped.set(stage.reason, (context.dropped.get(stage.reason) ?? 0) + 1);
      };
    case "truncate":
      return truncate(stage, context, next);
    case "count": {
      const at = stage.source === undefined ? undefined : fields.at(stage.source);
      return (line) => {
        if (at === undefined || line.fields[at] !== undefined)
          context.counted.set(stage.name, (context.counted.get(stage.name) ?? 0) + 1);
        next(line);
      };
    }
    case "shared":
      return compileStages(stage.stages, context, next);
    case "when": {
      const met = condition(stage.contains, stage.matches);
      const inner = compileStages(stage.stages, context, next);
      // A condition of several parts is lowered to two match stages, of which each line takes one.
      const both = (stage.contains?.length ?? 0) + (stage.matches?.length ?? 0) !== 1;
      return (line) => {
        const runs = met(line.line);
        if (!runs && !both) return next(line);
        // A match stage is a pipeline of its own, which begins by making fields of the labels.
        copyLabels(line, fields);
        (runs ? inner : next)(line);
      };
    }
  }
}

function json(stage: Extract<Stage, { type: "json" }>, { fields }: Context, next: Step): Step {
  const source = stage.source === undefined ? -1 : fields.at(stage.source);
  const wanted = Object.entries(stage.fields).map(([name, path]) => {
    const parsed = parsePath(path === "" ? name : path);
    if (!parsed) throw new Error(`not a path: ${path}`);
    return { at: fields.at(name), path: parsed };
  });
  return (line) => {
    const text = source < 0 ? line.line : line.fields[source];
    const object = text === undefined ? undefined : parseObject(text);
    if (object) for (const { at, path } of wanted) line.fields[at] = textAt(object, path);
    next(line);
  };
}

function logfmt(stage: Extract<Stage, { type: "logfmt" }>, { fields }: Context, next: Step): Step {
  const source = stage.source === undefined ? -1 : fields.at(stage.source);
  const byKey = new Map(
    Object.entries(stage.fields).map(([name, key]) => [key === "" ? name : key, fields.at(name)]),
  );
  return (line) => {
    const text = source < 0 ? line.line : line.fields[source];
    if (text !== undefined)
      scanLogfmt(text, (key, value) => {
        const at = byKey.get(key);
        if (at !== undefined) line.fields[at] = value;
      });
    next(line);
  };
}

function regex(stage: Extract<Stage, { type: "regex" }>, { fields }: Context, next: Step): Step {
  const source = stage.source === undefined ? -1 : fields.at(stage.source);
  const compiled = compileRegex(stage.expression);
  const groups = compiled.names.flatMap((name, i) => (name ? [[fields.at(name), i] as const] : []));
  return (line) => {
    const text = source < 0 ? line.line : line.fields[source];
    const match = text === undefined ? null : compiled.exec(text);
    // In Go a group that did not participate is an empty text.
    if (match) for (const [at, i] of groups) line.fields[at] = match[i] ?? "";
    next(line);
  };
}

function docker(context: Context, next: Step): Step {
  const steps: Stage[] = [
    { type: "json", fields: { [own.dockerLine]: "log", stream: "stream", [own.dockerTime]: "time" } },
    { type: "labels", labels: { stream: "stream" } },
    { type: "timestamp", source: own.dockerTime, formats: ["RFC3339Nano"] },
    { type: "replace", expression: "(\\r?\\n)$", replacement: "", source: own.dockerLine },
    { type: "output", source: own.dockerLine },
  ];
  return compileStages(steps, context, next);
}

function labels(names: Record<string, string>, { fields }: Context, next: Step): Step {
  const wanted = Object.entries(names).map(([label, field]) => [label, fields.at(field || label)] as const);
  return (line) => {
    for (let i = 0; i < wanted.length; i++) {
      const [label, at] = wanted[i] as (typeof wanted)[number];
      const value = line.fields[at];
      if (value?.isWellFormed()) line.labels[label] = value;
    }
    next(line);
  };
}

function metadata(names: Record<string, string>, { fields }: Context, next: Step): Step {
  const wanted = Object.entries(names).map(([name, field]) => ({
    name,
    field: field || name,
    at: fields.at(field || name),
  }));
  return (line) => {
    for (let i = 0; i < wanted.length; i++) {
      const { name, field, at } = wanted[i] as (typeof wanted)[number];
      const value = line.fields[at];
      const label = line.labels[field];
      if (value?.isWellFormed()) {
        line.metadata[name] = value;
        if (label === value) delete line.labels[field];
      } else if (label !== undefined) {
        line.metadata[name] = label;
        delete line.labels[field];
      }
    }
    next(line);
  };
}
