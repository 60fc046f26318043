import { labChecks, labUp, suiteState } from "@logstead/lab";
import { preconditions, type Ready } from "./preconditions.ts";

/** The lab in the suite's own state, unless LOGSTEAD_LAB names another that is up. */
export const suiteLabName = () => process.env.LOGSTEAD_LAB || "lab";

/** What stands against a lab on this machine, or undefined. */
export async function whyNoLab(): Promise<string | undefined> {
  const red = (await labChecks()).filter((check) => !check.ok && !check.installs);
  return red.length > 0 ? red.map((c) => `${c.name}: ${c.detail}`).join("; ") : undefined;
}

/**
 * For vitest's `globalSetup`: a state folder of the suite's own before the first test file; after the last it goes,
 * with the lab in it. The lab is brought up by the first test that needs it, see `suiteReady`.
 */
export async function suiteLab(suite: string): Promise<() => Promise<void>> {
  if (process.env.LOGSTEAD_LAB || (await whyNoLab())) return async () => {};
  return suiteState(suite);
}

/** The suite's lab, up, and the programs that run scenarios on it. */
export async function suiteReady(signal?: AbortSignal): Promise<Ready> {
  const name = suiteLabName();
  if (!process.env.LOGSTEAD_LAB) await labUp(undefined, { name });
  return preconditions(name, { signal });
}
