import { describe } from "vitest";
import { findPulumi } from "../../src/index.ts";

const found = findPulumi();

/** The path of the `pulumi` program; only to be used inside `describePulumi`. */
export const pulumi = found ?? "";

/** Tests that need the real `pulumi`; without it they are skipped and their title says why. */
export function describePulumi(title: string, tests: () => void): void {
  if (found) describe(title, tests);
  else describe.skip(`${title} (skipped: pulumi is not on PATH)`, tests);
}
