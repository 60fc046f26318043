import { defineConfig, mergeConfig } from "vitest/config";
import { packageTests } from "../../vitest.shared.ts";

export default defineConfig(async (env) =>
  mergeConfig(await packageTests(env), {
    test: { globalSetup: env.mode === "slow" ? ["test/global-setup.ts"] : [] },
  }),
);
