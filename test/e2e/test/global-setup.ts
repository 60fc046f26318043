import { suiteState } from "@logstead/lab";
import type { TestProject } from "vitest/node";
import { byHand, command, noLab, openSink, type Ran, testSite } from "../src/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A dry run by hand, on hosts that were never provisioned. */
    dry: Pick<Ran, "code" | "said">;
    /** The first `up` of all, on the same hosts. */
    first: Ran;
  }
}

/**
 * A state folder of its own with a lab that was never provisioned, a dry run there, and the first `up`. With
 * LOGSTEAD_E2E_STATE a folder is named whose lab is up already and stays: for working on a test.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const none = { code: undefined, out: "{}", err: "", said: "" };
  project.provide("dry", none);
  project.provide("first", none);
  if (await noLab()) return undefined;
  const given = process.env.LOGSTEAD_E2E_STATE;
  if (given) process.env.XDG_STATE_HOME = given;
  const end = given ? async () => {} : await suiteState("e2e");
  const { file } = testSite(true);
  const must = async (...args: string[]) => {
    const ran = await command([...args, "--env", file]);
    if (ran.code !== 0) throw new Error(ran.said);
  };
  if (!given) await must("lab", "up");
  const close = await openSink();
  await must("artifacts");
  await must("render");
  // every role is on one of the two, and both platforms
  const dry = 'ansible-playbook "$LOGSTEAD_RENDERED/site.yaml" --check --diff --limit ocean,gateway';
  project.provide("dry", await byHand(dry));
  project.provide("first", await command(["up", "--env", file, "--yes", "--output", "json"]));
  return async () => {
    close();
    await end();
  };
}
