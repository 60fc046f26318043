import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { repoRoot } from "@logstead/base";
import { loadText } from "@logstead/inventory";
import { parseAllDocuments, stringify } from "yaml";
import { type Effects, effectsOf } from "./effects.ts";

type Data = Record<string, unknown>;

/** A site that leaves are tried on: what its file says, and what follows from it. */
export interface Base {
  name: string;
  file: string;
  data: Data;
  effects: Effects;
}

/** A file with what it includes, as one. */
function read(file: string): Data {
  const data = Object.assign(
    {},
    ...parseAllDocuments(readFileSync(file, "utf8")).map((one) => one.toJS()),
  ) as Data;
  const { include = [], ...rest } = data as { include?: string[] };
  const included = include.flatMap((pattern) => globSync(pattern, { cwd: dirname(file) }));
  return Object.assign(rest, ...included.map((name) => read(join(dirname(file), name)))) as Data;
}

function base(file: string): Base {
  const data = read(file);
  const loaded = loadText(stringify(data), file);
  if (!loaded.ok) throw new Error(`${file}: ${JSON.stringify(loaded.problems, null, 2)}`);
  return { name: basename(file, ".yaml"), file, data, effects: effectsOf(loaded.site) };
}

const here = import.meta.dirname;
/** Sites of this folder first: they are small, and made so that settings matter. */
export const bases = [
  ...globSync("sites/*.yaml", { cwd: here }).map((name) => join(here, name)),
  ...["flatnet", "mlops", "alloy", "enterprise"].map((name) => join(repoRoot, `examples/${name}.yaml`)),
  join(repoRoot, "infra/environments/lab.yaml"),
].map(base);
