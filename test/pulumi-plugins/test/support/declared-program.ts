import { readFileSync } from "node:fs";
import { local } from "@pulumi/command";
import { type CustomResourceOptions, type Input, secret } from "@pulumi/pulumi";

/*
 * The program of every scenario: declares the commands that the file $DECLARED names. In their inputs
 * `{ $secret: x }` is a secret and `{ $stdout: name }` the output of a command declared before.
 */
type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
interface Options {
  secretOutputs?: string[];
  dependsOn?: string;
  deleteBeforeReplace?: boolean;
}

const made: Record<string, local.Command> = {};
const declared: Record<string, Record<string, Value> & { options?: Options }> = JSON.parse(
  readFileSync(process.env.DECLARED ?? "", "utf8"),
);

for (const [name, { options, ...inputs }] of Object.entries(declared))
  made[name] = new local.Command(name, input(inputs) as local.CommandArgs, resourceOptions(options ?? {}));

function resourceOptions({ secretOutputs, dependsOn, deleteBeforeReplace }: Options): CustomResourceOptions {
  const before = dependsOn === undefined ? undefined : made[dependsOn];
  return {
    ...(secretOutputs && { additionalSecretOutputs: secretOutputs }),
    ...(deleteBeforeReplace && { deleteBeforeReplace }),
    ...(before && { dependsOn: [before] }),
  };
}

function input(value: Value): Input<unknown> {
  if (Array.isArray(value)) return value.map(input);
  if (typeof value !== "object" || value === null) return value;
  if ("$secret" in value) return secret(input(value.$secret ?? null));
  if ("$stdout" in value) return made[String(value.$stdout)]?.stdout;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, input(item)]));
}
