import type { LineReader } from "../../src/core/detect/reader.ts";
import type { Mined, ParsedLine } from "../../src/core/event.ts";
import { numberOf } from "../../src/core/mine/number.ts";

/** A simple reader for tests: ISO time and level in front, words with digits are variables. */
export function simpleReader(): LineReader {
  let ids = new Map<string, number>();
  let values: string[] = [];
  let texts = new Map<number, string>();
  const header = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (?:(DEBUG|INFO|WARN|ERROR|FATAL) )?(?:([\w.-]+): )?/;
  return {
    parse(_stream, line): ParsedLine {
      const match = header.exec(line);
      return {
        time: match ? Date.parse(match[1] as string) : undefined,
        level: match?.[2] as ParsedLine["level"],
        component: match?.[3],
        message: match ? line.slice(match[0].length) : line,
      };
    },
    mine(_stream, parsed): Mined {
      const variables: string[] = [];
      const template = `${parsed.component ?? ""} ${parsed.message}`
        .split(/([\s=:,()[\]]+)/)
        .map((word) => {
          const variable = /\d/.test(word) || varied.has(word);
          if (variable) variables.push(word);
          return variable ? "<*>" : word;
        })
        .join("");
      values = variables;
      const known = ids.get(template);
      if (known !== undefined) return { event: "matched", pattern: known, variables: [] };
      ids.set(template, ids.size + 1);
      texts.set(ids.size, template);
      return { event: "created", pattern: ids.size, variables: [] };
    },
    variables: () => values.length,
    variable: (i) => values[i] as string,
    variableBytes: (i) => Buffer.byteLength(values[i] as string),
    number: (i) => numberOf(values[i] as string),
    template: (pattern) => texts.get(pattern) ?? "",
    current: (pattern) => pattern,
    classes: {},
    save: () => ids,
    load(state) {
      ids = state as Map<string, number>;
      texts = new Map([...ids].map(([text, id]) => [id, text]));
    },
  };
}

const varied = new Set(
  "alice bruno chen dana emre farid grace root oracle test admin svc-tmp normal eco boost primary replica read-only read-write maintenance failsafe unlocked debug factory".split(
    " ",
  ),
);
