import { existsSync, readFileSync } from "node:fs";
import { ExitCode, ProblemError, problem } from "@logstead/base";
import { type SecretRef, storedName } from "@logstead/inventory";
import type { GetOptions } from "@logstead/tools";
import { sopsStore } from "./sops-store.ts";
import { stateStore } from "./state-store.ts";
import type { SecretSite } from "./types.ts";
import { checkName, checkValue, randomSecret } from "./value.ts";

/** The secrets of one site. Values are returned, never printed, logged or put in an argument. */
export interface Secrets {
  /** The folder or file that keeps `secret:NAME`, for messages. */
  where: string;
  /** The value of any reference: `secret:NAME`, `env:VARIABLE`, `file:/path`. */
  get(ref: SecretRef | string): Promise<string>;
  set(name: string, value: string): Promise<void>;
  has(name: string): Promise<boolean>;
  list(): Promise<string[]>;
  /** Makes strong random values for the names that have none, in one step; returns the names it made. */
  ensure(names: string[]): Promise<string[]>;
}

export function openSecrets(site: SecretSite, progress: GetOptions = {}): Secrets {
  const store = site.secrets.store === "state" ? stateStore(site.environment) : sopsStore(site, progress);
  return {
    where: store.where,
    async get(ref) {
      const name = storedName(ref as SecretRef);
      if (name === undefined) return outside(ref);
      checkName(name);
      const value = await store.get(name);
      if (value === undefined) throw new ProblemError(absent(name, store.where, site), ExitCode.problems);
      return value;
    },
    async set(name, value) {
      checkName(name);
      checkValue(name, value);
      await store.set({ [name]: value });
    },
    has: async (name) => (await store.list()).includes(name),
    list: () => store.list(),
    ensure(names) {
      for (const name of names) checkName(name);
      return store.add(Object.fromEntries(names.map((name) => [name, randomSecret()])));
    },
  };
}

function outside(ref: string): string {
  const at = ref.indexOf(":");
  const [kind, place] = [ref.slice(0, at), ref.slice(at + 1)];
  if (kind === "env") {
    const value = process.env[place];
    if (value) return value;
    const fix = `export ${place}=…   before the command`;
    throw new ProblemError(problem("secret-missing", `the variable ${place} is not set`, { got: ref, fix }));
  }
  if (kind === "file") {
    if (existsSync(place)) return readFileSync(place, "utf8").replace(/\r?\n$/, "");
    throw new ProblemError(problem("secret-missing", `the file ${place} is not there`, { got: ref }));
  }
  throw new ProblemError(
    problem("secret-reference", "this is no reference to a secret", {
      got: `*** (${ref.length} characters, not shown)`,
      want: "secret:NAME, env:VARIABLE or file:/path",
    }),
    ExitCode.usage,
  );
}

const absent = (name: string, where: string, { environment }: SecretSite) =>
  problem("secret-missing", `there is no secret '${name}'`, {
    file: where,
    fix: `./logstead secrets set ${name} --env ${environment}`,
  });
