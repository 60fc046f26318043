import { defineConfig } from "vitest/config";

/** One package's tests; the JSON report is what `./logstead test` counts and `./logstead requirements` reads. */
export const packageTests = defineConfig({
  test: {
    include: ["test/**/*.test.ts", "src/**/*.test.ts"],
    reporters: [
      ["default", { summary: false }],
      ["json", { outputFile: "reports/tests.json" }],
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
