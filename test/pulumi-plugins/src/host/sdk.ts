import { createRequire } from "node:module";
import { join } from "node:path";

/** The version of the SDK this host itself is built on; the official host has the version of the CLI. */
export function sdkVersion(): string {
  return createRequire(import.meta.url)("@pulumi/pulumi/package.json").version;
}

/** The program's own SDK: its runner has to be the copy that the program imports. */
export function locateRunner(programDirectory: string): string {
  const wanted = process.env.PULUMI_LANGUAGE_NODEJS_RUN_PATH ?? "@pulumi/pulumi/cmd/run";
  try {
    return createRequire(join(programDirectory, "Pulumi.yaml")).resolve(wanted);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error("It looks like the Pulumi SDK has not been installed. Have you run pulumi install?");
  }
}
