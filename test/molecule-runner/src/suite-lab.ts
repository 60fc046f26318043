import { createHash } from "node:crypto";
import { repoRoot } from "@logstead/base";
import { labChecks, labDestroy, labUp } from "@logstead/lab";

/** The lab of this clone's tests, unless LOGSTEAD_LAB names another that is up. */
export function suiteLabName(): string {
  const clone = createHash("sha256").update(repoRoot).digest("hex").slice(0, 8);
  return process.env.LOGSTEAD_LAB || `molecule-${clone}`;
}

/** What stands against a lab on this machine, or undefined. */
export async function whyNoLab(): Promise<string | undefined> {
  const red = (await labChecks()).filter((check) => !check.ok && !check.installs);
  return red.length > 0 ? red.map((c) => `${c.name}: ${c.detail}`).join("; ") : undefined;
}

/**
 * For vitest's `globalSetup`: brings the lab up before the first test file and removes it after the last.
 * Nothing happens where there cannot be a lab; the tests then skip and say why.
 */
export async function suiteLab(): Promise<() => Promise<void>> {
  if (process.env.LOGSTEAD_LAB || (await whyNoLab())) return async () => {};
  const name = suiteLabName();
  // what a killed run has left
  await labDestroy({ name });
  await labUp(undefined, { name });
  return () => labDestroy({ name });
}
