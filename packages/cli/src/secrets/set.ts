import { text as readAll } from "node:stream/consumers";
import { openSecrets } from "@logstead/secrets";
import { progressTo } from "@logstead/tools";
import closest from "fastest-levenshtein";
import { siteOf } from "../inventory/site.ts";
import { shortPath } from "../output/path.ts";
import { type OutputOptions, print } from "../output/print.ts";

export async function set(name: string, options: OutputOptions & { env: string }): Promise<void> {
  const site = siteOf(options.env);
  const secrets = openSecrets(site, { onProgress: progressTo(process.stderr) });
  const value = await readValue(name);
  if (value === undefined) {
    process.stderr.write("logstead: nothing was changed\n");
    process.exitCode = 130;
    return;
  }
  await secrets.set(name, value);
  const known = site.derived.secrets;
  const used = known.includes(name);
  print(options, { name, where: secrets.where, used }, () => {
    const near = known.length > 0 ? `; did you mean '${closest.closest(name, known)}'?` : "";
    const note = used ? "" : `\nnote: nothing in ${site.file} refers to secret:${name}${near}`;
    return `kept '${name}' in ${shortPath(secrets.where)}${note}`;
  });
}

/** Unseen from a terminal, else all of standard input without its last line end. */
async function readValue(name: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return (await readAll(process.stdin)).replace(/\r?\n$/, "");
  const { isCancel, password } = await import("@clack/prompts");
  const answer = await password({ message: `Value of ${name} (not shown)`, output: process.stderr });
  return isCancel(answer) ? undefined : answer;
}
