import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SiteHost } from "@logstead/inventory";
import { sourceKinds } from "@logstead/sources";
import { connect } from "../hosts/connection.ts";
import { sshProblem } from "../hosts/problems.ts";
import type { Writing } from "./plan.ts";

export interface Written {
  id: string;
  /** When the host said that it was written, on this machine's clock (`performance.now()`). */
  at: number;
  /** Why it could not be written. */
  error?: string;
}

export interface Writer {
  /** Ends when everything was written or told to be impossible. */
  done: Promise<Written[]>;
  /** Takes away what was made for the probe. */
  cleanUp(): Promise<void>;
}

/** The program with the functions of every kind of source behind it. */
const plants = new Set(sourceKinds.flatMap(({ plant }) => plant ?? []));
const script = Buffer.concat([
  ...[join(import.meta.dirname, "write.py"), ...plants].map((path) => readFileSync(path)),
  Buffer.from("\nmain()\n"),
]);
/** Reads the script's length, the script, and leaves the rest of standard input to it: nothing is put on the host's disk. */
const start = `import sys; b = sys.stdin.buffer; exec(compile(b.read(int(b.readline())), 'probe', 'exec'))`;

/** Writes lines on a host, one connection for all of them. */
export function writeOn(host: SiteHost, lines: Writing[]): Writer {
  const { stdin, stdout, ended } = connect(host, `sudo -n python3 -c "${start}"`);
  const written: Written[] = [];
  let rest = "";
  const done = new Promise<Written[]>((finish) => {
    stdout.on("data", (data) => {
      const reports = (rest + data).split("\n");
      rest = reports.pop() ?? "";
      for (const line of reports) {
        const event = JSON.parse(line) as { id?: string; written?: boolean; error?: string; done?: boolean };
        if (event.done) finish(written);
        else if (event.id !== undefined)
          written.push({
            id: event.id,
            at: performance.now(),
            ...(event.error !== undefined && { error: event.error }),
          });
      }
    });
    ended.then((ran) => {
      const told = new Set(written.map(({ id }) => id));
      const problem = sshProblem(host, "writing a line", ran);
      const error = `${problem.message}: ${problem.got ?? ""}`.trim();
      for (const { id } of lines) if (!told.has(id)) written.push({ id, at: performance.now(), error });
      finish(written);
    });
  });
  stdin.write(`${script.length}\n`);
  stdin.write(script);
  stdin.write(`${JSON.stringify({ lines })}\n`);
  return {
    done,
    async cleanUp() {
      stdin.end();
      await ended;
    },
  };
}
