import { ExitCode, type Problem, ProblemError, problem } from "@logstead/base";
import type { Site } from "@logstead/inventory";
import { SiteStack } from "@logstead/stacks";
import type { OnProgress } from "@logstead/tools";
import { knownFix } from "../hosts/problems.ts";
import { alone } from "./lock.ts";

export interface DownOptions {
  confirm(units: string[]): Promise<boolean>;
  /** A unit that was taken off. */
  onUnit?: ((unit: string) => void) | undefined;
  onTool?: OnProgress | undefined;
}

const ending = "-leaves";

/** Takes everything that was applied off a site's hosts; returns what was taken off and what could not be. */
export function down(site: Site, options: DownOptions): Promise<{ units: string[]; problems: Problem[] }> {
  return alone(site.environment, async () => {
    const stack = await SiteStack.open(site, { onProgress: options.onTool });
    const resources = await stack.resources();
    const units = resources
      .filter((name) => name.endsWith(ending) && name !== `applied${ending}`)
      .map((name) => name.slice(0, -ending.length))
      .sort();
    if (resources.length === 0) return { units, problems: [] };
    if (!(await options.confirm(units)))
      throw new ProblemError(
        problem("down-not-confirmed", "Nothing was taken off: nobody said yes.", {
          fix: `./logstead down --env ${site.environment} --yes`,
        }),
        ExitCode.pending,
      );
    const problems: Problem[] = [];
    const gone: string[] = [];
    await stack.destroy({
      parallel: 4,
      onEvent(event) {
        if (!event.name.endsWith(ending)) return;
        const name = event.name.slice(0, -ending.length);
        if (event.kind === "done" && event.op === "delete" && units.includes(name)) {
          gone.push(name);
          options.onUnit?.(name);
        }
        if (event.kind === "failed") problems.push(notTakenOff(site, name, event.message));
      },
    });
    return { units: gone, problems };
  });
}

function notTakenOff(site: Site, unit: string, said: string): Problem {
  const host = Object.values(site.hosts).find(({ name }) => unit.endsWith(`-${name}`));
  const about = host && knownFix(host, said, false);
  return problem(about?.code ?? "not-taken-off", `${unit} could not be taken off its host`, {
    got: said.split("\n").slice(-12).join("\n        "),
    fix: `${about ? `${about.fix}; ` : ""}then the same command again, or, for a host that is gone for good: LOGSTEAD_FORGET_UNREACHABLE=1 ./logstead …`,
  });
}
