import { defineConfig, mergeConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { packageTests } from "../../vitest.shared.ts";

/** One site goes through its life, so the files run in the order of their names. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    return files.sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

export default defineConfig(async (env) =>
  mergeConfig(await packageTests(env), {
    test:
      env.mode === "slow"
        ? {
            globalSetup: ["test/global-setup.ts"],
            fileParallelism: false,
            sequence: { sequencer: ByName },
            testTimeout: 900_000,
            hookTimeout: 1_800_000,
          }
        : {},
  }),
);
