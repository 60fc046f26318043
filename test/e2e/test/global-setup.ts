import { rmSync } from "node:fs";
import { stateDir } from "@logstead/base";
import { labDestroy } from "@logstead/lab";
import type { TestProject } from "vitest/node";
import { command, noLab, openSink, type Ran, testSite } from "../src/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The first `up` of all, on hosts that were never provisioned. */
    first: Ran;
  }
}

/**
 * A state folder of its own with a lab that was never provisioned, and the first `up`. With LOGSTEAD_E2E_STATE a
 * folder is named whose lab is up already and stays: for working on a test.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const own = process.env.LOGSTEAD_E2E_STATE;
  const state = own ?? stateDir("e2e");
  process.env.XDG_STATE_HOME = state;
  const none = { code: undefined, out: "{}", err: "", said: "" };
  project.provide("first", none);
  if (await noLab()) return undefined;
  if (!own) {
    // what a killed run has left
    await labDestroy({});
    rmSync(state, { recursive: true, force: true });
  }
  const { file } = testSite(true);
  if (!own) {
    const lab = await command(["lab", "up", "--env", file]);
    if (lab.code !== 0) throw new Error(lab.said);
  }
  const close = await openSink();
  project.provide("first", await command(["up", "--env", file, "--yes", "--output", "json"]));
  return async () => {
    close();
    if (own) return;
    await labDestroy({});
    rmSync(state, { recursive: true, force: true });
  };
}
