import { type Problem, problem } from "@logstead/base";
import { parseLayout } from "../interpret/time/layout.ts";
import { timeParser } from "../interpret/time/parse.ts";
import { analyse } from "../regex/analyse.ts";
import { compileRegex } from "../regex/compile.ts";
import { parse } from "../regex/parse.ts";
import { namedLayouts, unixFormats } from "../stages/names.ts";
import type { Path, Place } from "./read.ts";
import type { PipelineFile, PipelineStage } from "./schema.ts";
import { byName } from "./stages.ts";

type At = (path: Path, key?: boolean) => Place;

/** Names with (nearly) unique values: each value would be a stream. */
const highCardinality = new Set(
  `request_id trace_id span_id user_id user_name session_id pid tid thread thread_id cursor timestamp time message msg line
   ip ip_address remote_addr client_ip url path uri query latency latency_ms duration duration_ms request_time
   container_id pod_uid boot_id invocation_id message_id email filename`.split(/\s+/),
);

/** Finds mistakes in a valid pipeline that would otherwise show only on a host. */
export function checkPipeline(file: PipelineFile, at: At): Problem[] {
  const check = new Check(at);
  for (const [format, stages] of Object.entries(file.unwrap ?? {}))
    check.stages(stages ?? [], ["unwrap", format], false);
  check.stages(file.stages, ["stages"], true);
  check.unused();
  return check.problems;
}

class Check {
  readonly problems: Problem[] = [];
  readonly #at: At;
  readonly #captured = new Map<string, Path>();
  readonly #used = new Set<string>(["level", "stream"]);
  /** Fields that became the line; later changes to them do not affect it. */
  readonly #output = new Map<string, Path>();
  #named: Path | undefined;

  constructor(at: At) {
    this.#at = at;
  }

  stages(stages: readonly PipelineStage[], path: Path, count: boolean): void {
    for (const [i, stage] of stages.entries()) this.#stage(stage, [...path, i], count);
  }

  #add(code: string, path: Path, message: string, got: string, want: string, fix: string): void {
    this.problems.push(problem(code, message, { ...this.#at(path), path: path.join("."), got, want, fix }));
  }

  #stage(stage: PipelineStage, path: Path, count: boolean): void {
    if ("json" in stage)
      this.#reads(stage.json.source, Object.keys(stage.json.expressions), [...path, "json"], count);
    else if ("logfmt" in stage)
      this.#reads(stage.logfmt.source, Object.keys(stage.logfmt.mapping), [...path, "logfmt"], count);
    else if ("regex" in stage) this.#regexStage(stage.regex, [...path, "regex"], count);
    else if ("timestamp" in stage) this.#timestamp(stage.timestamp, [...path, "timestamp"]);
    else if ("labels" in stage) this.#labels(byName(stage.labels), [...path, "labels"]);
    else if ("structured_metadata" in stage) {
      for (const field of Object.values(byName(stage.structured_metadata))) this.#used.add(field);
      this.#named = path;
    } else if ("output" in stage) {
      this.#used.add(stage.output.source);
      this.#output.set(stage.output.source, path);
    } else if ("replace" in stage) this.#replace(stage.replace, [...path, "replace"]);
    else if ("multiline" in stage) this.#multiline(stage.multiline, path);
    else if ("drop" in stage) this.#expression(stage.drop.expression, [...path, "drop", "expression"]);
    else if ("sampling" in stage) this.#sampling(stage.sampling, path);
    else if ("set" in stage) this.#captured.set(stage.set.field, [...path, "set", "field"]);
    else if ("match" in stage) {
      this.#expression(stage.match.line, [...path, "match", "line"]);
      this.stages(stage.match.stages, [...path, "match", "stages"], count);
    }
  }

  #reads(source: string | undefined, fields: string[], path: Path, count: boolean): void {
    if (source !== undefined) this.#used.add(source);
    const inside = path.at(-1) === "json" ? "expressions" : "mapping";
    if (count) for (const field of fields) this.#captured.set(field, [...path, inside, field]);
  }

  #regexStage(
    { expression, source }: { expression: string; source?: string | undefined },
    path: Path,
    count: boolean,
  ): void {
    if (source !== undefined) this.#used.add(source);
    this.#expression(expression, [...path, "expression"]);
    const names = compileRegex(expression).names.filter((name) => name !== "");
    if (names.length === 0)
      this.#add(
        "regex-without-names",
        [...path, "expression"],
        "this expression has no named group, so it extracts nothing",
        expression,
        "at least one named group",
        "Please name what is meant: (?P<name>…)",
      );
    if (count) for (const name of names) this.#captured.set(name, [...path, "expression"]);
  }

  #expression(expression: string, path: Path): void {
    let catastrophic = false;
    try {
      catastrophic = analyse(parse(expression).node).catastrophic;
    } catch {}
    if (catastrophic)
      this.#add(
        "regex-catastrophic",
        path,
        "this expression repeats a repetition, so a long line can be divided in countless ways",
        expression,
        "one repetition for one part of the text: ([a-z]+), not (([a-z]+)*)",
        "Please write the repeated part so that it begins or ends with something the inner repetition cannot match",
      );
  }

  #timestamp(
    { source, format, example }: { source: string; format: string | string[]; example: string },
    path: Path,
  ): void {
    this.#used.add(source);
    const formats = typeof format === "string" ? [format] : format;
    for (const [i, layout] of formats.entries()) {
      const place = [...path, "format", ...(Array.isArray(format) ? [i] : [])];
      if (!known(layout))
        this.#add(
          "timestamp-format-unknown",
          place,
          "this is not a time format",
          layout,
          "a Go layout such as 2006-01-02 15:04:05, or RFC3339, Unix, UnixMs, UnixUs, UnixNs",
          "Please write the reference time (2 January 2006, 15:04:05) as it would stand in the lines",
        );
      else if (/MST/.test(namedLayouts[layout] ?? layout))
        this.#add(
          "timestamp-zone-name",
          place,
          "names of time zones (MST, CEST) mean several zones",
          layout,
          "an offset (-0700, Z07:00), or no zone and `timezone` at the source",
          "Please leave MST out of the format, and the zone out of what is captured",
        );
    }
    const now = Date.UTC(2026, 5, 15) / 1000;
    if (formats.every(known) && !formats.some((format) => timeParser(format, "UTC")(example, now)))
      this.#add(
        "timestamp-example",
        [...path, "example"],
        "the example does not fit the format",
        example,
        formats.join(" or "),
        "Please correct the format, or copy a time from a real line",
      );
  }

  #labels(labels: Record<string, string>, path: Path): void {
    this.#named = path;
    for (const [name, field] of Object.entries(labels)) {
      this.#used.add(field);
      for (const candidate of new Set([name, field]))
        if (highCardinality.has(candidate)) {
          this.#add(
            "high-cardinality-label",
            path,
            `'${candidate}' has too many values for a label: each value would be a stream of its own`,
            name === field ? name : `${name}: ${field}`,
            "labels with a few dozen values at most",
            "Please move it to a structured_metadata stage, where it is as searchable",
          );
          break;
        }
    }
  }

  #replace({ expression, source }: { expression: string; source?: string | undefined }, path: Path): void {
    this.#expression(expression, [...path, "expression"]);
    if (source === undefined) return;
    this.#used.add(source);
    if (this.#output.has(source))
      this.#add(
        "redacts-after-output",
        path,
        `'${source}' became the line before this stage, which changes only the field: the text is still in the line`,
        `output of ${source}, then replace in ${source}`,
        "replace before output",
        "Please move this stage above the output stage, or leave `source` out so that it changes the line",
      );
  }

  #multiline({ firstline }: { firstline: string }, path: Path): void {
    this.#expression(firstline, [...path, "multiline", "firstline"]);
    if (this.#named)
      this.#add(
        "multiline-after-labels",
        path,
        "a joined line loses metadata that was set before",
        "multiline after labels or structured_metadata",
        "multiline first",
        "Please move this stage to the top",
      );
  }

  #sampling({ rate }: { rate: number }, path: Path): void {
    if (path.includes("match")) return;
    this.#add(
      "sampling-without-match",
      path,
      "this stage would drop errors as often as everything else",
      `sampling of ${rate} for every line`,
      "sampling inside of a match stage that names the lines there are too many of",
      "Please write match: {line: '…', stages: [sampling: {…}]}",
    );
  }

  /** A field that nothing reads is a typo, or wasted work on each line. */
  unused(): void {
    for (const [name, path] of this.#captured)
      if (!this.#used.has(name) && name !== "message")
        this.problems.push(
          problem("field-not-used", `'${name}' is extracted, but no stage uses it`, {
            ...this.#at(path, typeof path.at(-1) === "string" && path.at(-1) === name),
            path: path.join("."),
            got: name,
            want: "each field in labels, structured_metadata, timestamp or output",
            fix: `Please add it to structured_metadata, or write the group without a name: (?:…)`,
          }),
        );
  }
}

function known(format: string): boolean {
  if (format in namedLayouts || unixFormats.includes(format as never)) return true;
  const kinds = new Set(parseLayout(format).map(({ kind }) => kind));
  return (
    [...kinds].some((kind) => kind.startsWith("hour")) && [...kinds].some((kind) => kind.startsWith("minute"))
  );
}
