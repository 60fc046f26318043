import { ask } from "./run.ts";
import type { Check, Source } from "./types.ts";
import { which } from "./which.ts";

/** One small question to each registry through its own client, which knows the user's mirror and proxy. */
const questions: { name: string; kinds: Source["kind"][]; command: string[] }[] = [
  { name: "Go modules", kinds: ["go"], command: ["go", "list", "-m", "-versions", "filippo.io/age"] },
  {
    name: "Python packages",
    kinds: ["wheel", "python"],
    command: ["python3", "-m", "pip", "index", "versions", "uv", "--retries", "0", "--timeout", "5"],
  },
  {
    name: "npm packages",
    kinds: ["pnpm"],
    command: ["npm", "view", "n8n@2.41.1", "version", "--fetch-retries=0", "--fetch-timeout=5000"],
  },
];

/** Asks only the registries that something still has to come from. */
export function registries(kinds: Set<Source["kind"]>): Promise<Check[]> {
  return Promise.all(
    questions.map(async ({ name, kinds: served, command: [file = "", ...args] }): Promise<Check> => {
      if (!served.some((kind) => kinds.has(kind)))
        return { name, ok: true, detail: "not needed: every program from there is here" };
      if (!which(file)) return { name, ok: true, detail: `not asked: ${file} is not on PATH` };
      const { code, out } = await ask(file, args, { cwd: "/", timeoutMs: 15_000 });
      if (code === 0) return { name, ok: true, detail: "reachable" };
      const why = out.trim().split("\n").at(-1) ?? "";
      const fix = `check the network and the registry settings of ${file}; programs that are cached work without`;
      return { name, ok: false, detail: `no answer: ${why.slice(0, 200) || "timeout"}`, fix };
    }),
  );
}
