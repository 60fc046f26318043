import { defineConfig, type ViteUserConfig } from "vitest/config";

type TestOptions = NonNullable<ViteUserConfig["test"]>;

/**
 * One package's tests. `./logstead test` asks for a JSON report too, which it counts.
 * Tests that take more than some seconds stand in `*.slow.test.ts`: the script `test:slow`
 * (`vitest run --mode slow`) runs them, `test` and `./logstead test --fast` leave them out.
 */
export const testsWith = (more: TestOptions) =>
  defineConfig(({ mode }) => ({ test: { ...options(mode === "slow"), ...more } }));

export const packageTests = testsWith({});

function options(slow: boolean): TestOptions {
  return {
    include: slow ? ["test/**/*.slow.test.ts"] : ["test/**/*.test.ts", "src/**/*.test.ts"],
    exclude: ["**/node_modules/**", ...(slow ? [] : ["**/*.slow.test.ts"])],
    passWithNoTests: true,
    reporters: [["default", { summary: false }]],
    testTimeout: slow ? 600_000 : 60_000,
    hookTimeout: slow ? 600_000 : 120_000,
  };
}
