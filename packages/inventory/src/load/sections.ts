import type { Problem } from "@logstead/base";
import type { z } from "zod";
import { toProblems } from "../explain/issues.ts";
import { parseTolerant } from "../explain/tolerant.ts";
import type { Merged } from "../read/merge.ts";
import type { Fragment } from "../read/parse.ts";
import { Inventory, sections } from "../schema/inventory.ts";
import type { Sections } from "../site/types.ts";
import { joinBuiltIn } from "./built-in.ts";

/** `include` belongs to its file and is not part of the joined data. */
export function checkInclude(fragment: Fragment, problems: Problem[]): void {
  const { include } = Inventory.shape;
  const { issues } = parseTolerant(include as z.ZodType, fragment.data.include ?? undefined);
  const alone: Merged = {
    data: fragment.data,
    placeOf: (path, what) => ({ file: fragment.file, ...fragment.placeOf(path, what) }),
    sourceOf: fragment.sourceOf,
    several: false,
  };
  problems.push(...toProblems(issues, ["include"], alone, include, Inventory));
}

export function parseSections(merged: Merged, problems: Problem[]): Sections {
  const out: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(sections)) {
    if (merged.data[name] === undefined || merged.data[name] === null) {
      const value = emptySection(name, schema);
      if (value !== undefined) {
        out[name] = value;
        continue;
      }
    }
    const { value, issues } = parseTolerant(schema as z.ZodType, merged.data[name] ?? undefined);
    problems.push(...toProblems(issues, [name], merged, schema, Inventory));
    out[name] = value ?? emptySection(name, schema) ?? fallbacks[name];
  }
  return joinBuiltIn(out as Sections);
}

/** A section that is not written is the same in every site, so it is made once. */
const emptySections = new Map<string, unknown>();
function emptySection(name: string, schema: z.ZodType): unknown {
  if (!emptySections.has(name)) emptySections.set(name, schema.safeParse(undefined).data);
  return emptySections.get(name);
}

/** For sections that cannot be empty, so that the remaining checks can go on. */
const fallbacks: Record<string, unknown> = { site: sections.site.parse({ name: "unknown" }) };
