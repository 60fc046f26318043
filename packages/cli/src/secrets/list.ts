import { ExitCode } from "@logstead/base";
import { openSecrets, ownSecrets } from "@logstead/secrets";
import { progressTo } from "@logstead/tools";
import { siteOf } from "../inventory/site.ts";
import { paint } from "../output/colour.ts";
import { shortPath } from "../output/path.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { table } from "../output/table.ts";

type Options = OutputOptions & { env: string };
type State = "kept" | "made at first use" | "missing" | "unused";

interface Row {
  name: string;
  state: State;
  fix?: string;
}

async function rows(env: string, site: ReturnType<typeof siteOf>): Promise<{ where: string; rows: Row[] }> {
  const secrets = openSecrets(site);
  const kept = await secrets.list();
  const own = ownSecrets(site);
  const wanted = site.derived.secrets;
  const stateOf = (name: string): Row => {
    if (kept.includes(name)) return { name, state: wanted.includes(name) ? "kept" : "unused" };
    if (site.secrets.store === "state") return { name, state: "made at first use" };
    const command = own.includes(name) ? "ensure" : `set ${name}`;
    return { name, state: "missing", fix: `./logstead secrets ${command} --env ${env}` };
  };
  const names = [...new Set([...wanted, ...kept])].sort();
  return { where: secrets.where, rows: names.map(stateOf) };
}

const colours = { kept: "green", "made at first use": "green", missing: "red", unused: "yellow" } as const;

function show(options: Options, where: string, list: Row[], made?: string[]): void {
  print(options, { where, secrets: list, ...(made ? { made } : {}) }, () => {
    const cells = list.map(({ name, state, fix }) => [name, paint(colours[state], state), fix ?? ""]);
    const parts = [list.length > 0 ? table(["SECRET", "STATE", "FIX"], cells) : "no secrets are referred to"];
    parts.push(`kept in ${shortPath(where)}`);
    if (made) parts.push(made.length > 0 ? `made: ${made.join(", ")}` : "nothing had to be made");
    return parts.join("\n");
  });
  if (list.some((row) => row.state === "missing")) process.exitCode = ExitCode.problems;
}

export async function list(options: Options): Promise<void> {
  const { where, rows: all } = await rows(options.env, siteOf(options.env));
  show(options, where, all);
}

/** In a lab every service is a stand-in, so that any value will do for all; elsewhere only for the site's own. */
export async function ensure(options: Options): Promise<void> {
  const site = siteOf(options.env);
  const names = site.secrets.store === "state" ? site.derived.secrets : ownSecrets(site);
  const made = await openSecrets(site, { onProgress: progressTo(process.stderr) }).ensure(names);
  const { where, rows: all } = await rows(options.env, site);
  show(options, where, all, made);
}
