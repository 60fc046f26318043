import { defineConfig } from "vitest/config";

/** Used from the root (all projects) and, through `vitest.shared.ts`, by each package on its own. */
export default defineConfig({
  test: {
    projects: [
      "packages/*/vitest.config.ts",
      "tools/vitest.config.ts",
      "ansible/vitest.config.ts",
      "test/*/vitest.config.ts",
    ],
  },
});
