import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ProblemError } from "@logstead/base";
import type { SiteHost } from "@logstead/inventory";
import { connect, quote, sshProblem } from "@logstead/operate/parts";

export interface Planter {
  /** Writes a line; when the host said that it is in its journal, in milliseconds since 1970. One at a time. */
  plant(line: string): Promise<number>;
  close(): Promise<void>;
}

const script = readFileSync(join(import.meta.dirname, "plant.py"), "utf8");

/** Writes lines into a host's journal, one connection for all of them. */
export function openPlanter(host: SiteHost): Planter {
  const { stdin, stdout, ended } = connect(host, `python3 -c ${quote(script)}`);
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    async plant(line) {
      stdin.write(`${line}\n`);
      const { done } = await answers.next();
      if (!done) return Date.now();
      throw new ProblemError(sshProblem(host, "writing a line into the journal", await ended));
    },
    async close() {
      stdin.end();
      await ended;
    },
  };
}
