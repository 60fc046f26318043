import { defineConfig, mergeConfig } from "vitest/config";
import { packageTests } from "../../vitest.shared.ts";

export default defineConfig(async (env) =>
  mergeConfig(await packageTests(env), {
    // one file at a time: each uses all hosts of the lab
    test: env.mode === "slow" ? { globalSetup: ["test/global-setup.ts"], fileParallelism: false } : {},
  }),
);
