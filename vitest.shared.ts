import { defineConfig } from "vitest/config";

/**
 * One package's tests; the JSON report is what `./logstead test` counts and `./logstead requirements` reads.
 * Tests that take more than some seconds stand in `*.slow.test.ts`: the script `test:slow`
 * (`vitest run --mode slow`) runs them, `test` and `./logstead test --fast` leave them out.
 */
export const packageTests = defineConfig(({ mode }) => {
  const slow = mode === "slow";
  return {
    test: {
      include: slow ? ["test/**/*.slow.test.ts"] : ["test/**/*.test.ts", "src/**/*.test.ts"],
      exclude: ["**/node_modules/**", ...(slow ? [] : ["**/*.slow.test.ts"])],
      passWithNoTests: true,
      reporters: [
        ["default", { summary: false }],
        ["json", { outputFile: slow ? "reports/slow.json" : "reports/tests.json" }],
      ],
      testTimeout: 60_000,
      hookTimeout: slow ? 600_000 : 120_000,
    },
  };
});
