import { ExitCode, ProblemError, problem } from "@logstead/base";
import closest from "fastest-levenshtein";
import type { Program, Tool } from "./types.ts";

/** The tool and program of a name; a name may be a program's (`logcli`) or a tool's (`ansible`). */
export function lookUp(tools: Tool[], name: string): { tool: Tool; program: Program } {
  for (const tool of tools) {
    const program = tool.programs.find((p) => p.name === name);
    if (program) return { tool, program };
  }
  const named = tools.find((tool) => tool.name === name);
  if (named?.programs[0]) return { tool: named, program: named.programs[0] };
  const names = [...new Set(tools.flatMap((tool) => [tool.name, ...tool.programs.map((p) => p.name)]))];
  throw new ProblemError(
    problem("tools.unknown", `there is no tool '${name}'`, {
      got: name,
      want: names.join(", "),
      fix: `did you mean '${closest.closest(name, names)}'?`,
    }),
    ExitCode.usage,
  );
}
